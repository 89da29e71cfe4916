// Where the sign-in leads, and what its troubles are called.
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";

/** Only a page of this hall; anything else would make the sign-in a trap. */
export function nextPage(search: string, origin: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  // As a browser reads it: `//elsewhere`, `/\elsewhere` and hidden signs are another house.
  try {
    const url = new URL(next, origin);
    if (url.origin !== origin || !next.startsWith("/") || url.pathname.startsWith("/login")) return "/";
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/"; // No address at all.
  }
}

/** A code in words, with the time to wait where there is one. */
export function troubleWords(code: string, detail: string): Both {
  const words = code === "NO_ANSWER" ? NO_ANSWER : refusalWords(code);
  const seconds = /again in (\d+) s/.exec(detail)?.[1];
  if (seconds === undefined) return words;
  return { zh: `${words.zh}（${seconds} 秒后）`, en: `${words.en} (in ${seconds} s)` };
}

const NO_ANSWER: Both = { zh: "服务没有回答，请再试", en: "The service did not answer: try again" };

/** Too short, or typed differently the second time. */
export function passwordTrouble(password: string, again: string, charsMin: number): Both | null {
  if ([...password].length < charsMin) {
    return { zh: `密码至少 ${charsMin} 个字符`, en: `A password has at least ${charsMin} characters` };
  }
  if (password !== again) return { zh: "两次输入的密码不同", en: "The two passwords differ" };
  return null;
}
