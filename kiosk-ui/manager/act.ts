// What a manager's press sets off: one request, its outcome in words, and for a while the way back.
import { signal } from "@preact/signals";
import { newKey, post } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";

export interface Asked {
  readonly path: string;
  readonly body?: unknown;
}

export interface Deed extends Asked {
  /** What was done, once it is. */
  readonly done: Both;
  /** How to take it back; missing: it cannot be. */
  readonly undo?: Asked & { readonly done: Both };
}

export interface Outcome {
  readonly state: "running" | "done" | "refused";
  readonly words: Both;
  readonly undo: Deed["undo"] | null;
}

const GIVE_UP_MS = 12_000;

/** The newest deed; null: nothing to say. */
export const outcome = signal<Outcome | null>(null);
/** What is open below its button: one thing at a time. */
export const unfolded = signal<string | null>(null);

/** Opens or closes what lies below a button. */
export function unfold(key: string): void {
  unfolded.value = unfolded.value === key ? null : key;
}

/** Does it; a second press while one is on its way is none. */
export async function act(deed: Deed): Promise<boolean> {
  if (outcome.value?.state === "running") return false;
  outcome.value = { state: "running", words: { zh: "正在执行…", en: "working…" }, undo: null };
  const answer = await post(deed.path, deed.body ?? null, { key: newKey(), giveUpMs: GIVE_UP_MS });
  if (!answer.ok) {
    const said = refusalWords(answer.code);
    outcome.value = { state: "refused", words: { zh: `未执行：${said.zh}`, en: `not done: ${said.en}` }, undo: null };
    return false;
  }
  outcome.value = { state: "done", words: deed.done, undo: deed.undo ?? null };
  unfolded.value = null;
  return true;
}
