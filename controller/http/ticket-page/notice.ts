// Pages that say why there is no ticket to show: unknown, closed, too often, in trouble.
import { documentOf, type Reading } from "./frame.ts";
import { html, raw } from "./html.ts";
import { type PhoneWords, wordsIn } from "./words.ts";

export type Notice = "unknown" | "gone" | "tooMany" | "fault";

function textOf(notice: Notice, words: PhoneWords): { readonly title: string; readonly text: string } {
  const title = { unknown: "unknownTitle", gone: "goneTitle", tooMany: "tooManyTitle", fault: "faultTitle" } as const;
  return { title: words[title[notice]], text: words[notice] };
}

/** In the reader's language, with English below Chinese: whoever lands here may have chosen nothing yet. */
export function noticePage(notice: Notice, reading: Reading, retrySeconds: number | null = null): string {
  const own = textOf(notice, wordsIn(reading.language));
  const second = wordsIn(reading.language === "en" ? "zh-CN" : "en");
  const other = textOf(notice, second);
  const lang = reading.language === "en" ? "zh-CN" : "en";
  const head =
    retrySeconds === null ? raw("") : html`<meta http-equiv="refresh" content="${Math.max(5, retrySeconds)}">\n`;
  const body = html`<main class="box no" role="alert"><h1>${own.title}</h1><p>${own.text}</p>
<p class="soft" lang="${lang}">${other.title}. ${other.text}</p></main>`;
  return documentOf(reading, own.title, body, head);
}
