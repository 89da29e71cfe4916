// The page's data and what its buttons ask for: one request, then everything anew.
import { signal } from "@preact/signals";
import type { LoopContactView, LoopLedgerView, LoopRow, LoopsView } from "../../../controller/contract/loop.ts";
import { get, newKey, post } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";

const GIVE_UP_MS = 10_000;
const WHO = "hallkeeper-loop-by";

export const overview = signal<LoopsView | null>(null);
export const opened = signal<LoopRow | null>(null);
export const openedId = signal<string | null>(null);
export const ledger = signal<LoopLedgerView | null>(null);
export const contact = signal<LoopContactView | null>(null);
export const trouble = signal<Both | null>(null);
export const busy = signal(false);
/** Who works here, where nobody signs in. */
export const who = signal(sessionStorage.getItem(WHO) ?? "");

const asker = () => (who.value === "" ? "" : `?by=${encodeURIComponent(who.value)}`);

function said<T>(answer: { ok: true; value: T } | { ok: false; code: string }): T | null {
  if (answer.ok) return answer.value;
  trouble.value = refusalWords(answer.code);
  return null;
}

export async function load(): Promise<void> {
  const list = await get<LoopsView>(`/loops${asker()}`);
  if (list.ok) overview.value = list.value;
  else trouble.value = refusalWords(list.code);
  const id = openedId.value;
  if (id === null) return;
  const one = await get<LoopRow>(`/loops/${id}${asker()}`);
  if (openedId.value === id) opened.value = one.ok ? one.value : null;
}

export async function open(id: string | null): Promise<void> {
  openedId.value = id;
  opened.value = null;
  contact.value = null;
  trouble.value = null;
  await load();
}

export async function choose(id: string): Promise<void> {
  who.value = id;
  sessionStorage.setItem(WHO, id);
  await load();
}

/** Who takes the step: nobody is named where the session says it. */
const named = (): { by?: string } => (who.value === "" ? {} : { by: who.value });

/** True when it was done. */
export async function send(path: string, body: object): Promise<boolean> {
  if (busy.value) return false;
  busy.value = true;
  trouble.value = null;
  const answer = await post<{ id: string }>(path, { ...body, ...named() }, { key: newKey(), giveUpMs: GIVE_UP_MS });
  busy.value = false;
  const done = said(answer) !== null;
  await load();
  return done;
}

export async function reveal(id: string): Promise<void> {
  const options = { key: newKey(), giveUpMs: GIVE_UP_MS };
  contact.value = said(await post<LoopContactView>(`/loops/${id}/contact`, named(), options));
}

export async function loadLedger(): Promise<void> {
  const answer = await get<LoopLedgerView>("/loops/ledger");
  if (answer.ok) ledger.value = answer.value;
}
