// The entries of the log about one ticket, as its holder may check them.
import type { CallReason } from "../../views/calls-ledger.ts";
import type { PhoneView } from "../../views/phone.ts";
import { clockOf, documentOf, queryOf, type Reading, switches } from "./frame.ts";
import { html } from "./html.ts";
import { ruleWords, sinceWords } from "./parts.ts";
import { nameIn, type PhoneLanguage, type PhoneWords, wordsIn } from "./words.ts";
import { LOOP_WORDS } from "./words-loop.ts";

/** One entry: only what concerns the ticket itself, never who served it. */
export interface HistoryEntry {
  readonly seq: number;
  /** ISO with the hall's offset. */
  readonly at: string;
  readonly type: string;
  readonly hash: string;
  readonly windowName: Readonly<Record<string, string>> | null;
  /** How many went first, where places were given up. */
  readonly places: number | null;
}

function whatWords(entry: HistoryEntry, words: PhoneWords, language: PhoneLanguage): string {
  const what = words.events[entry.type] ?? LOOP_WORDS[language].events[entry.type] ?? entry.type;
  if (entry.places !== null) return `${what} (${entry.places})`;
  return entry.windowName === null ? what : `${what} · ${nameIn(entry.windowName, language)}`;
}

/** Calls before this one, why, the rule, and the entries with their check codes. */
export function historyPage(view: PhoneView, entries: readonly HistoryEntry[], reading: Reading): string {
  const words = wordsIn(reading.language);
  const path = `/t/${view.token}`;
  const { since } = view;
  const reasons = Object.entries(since?.reasons ?? {})
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => words.count(count, words.reasons[reason as CallReason]));
  const body = html`${switches(`${path}/history`, reading, words)}<main>
<header>${nameIn(view.page.hall.name, reading.language)}</header>
<section class="box"><h1>${view.page.ticket.number} · ${words.history}</h1>
${since === null ? null : sinceWords(since, words).map((sentence) => html`<p>${sentence}</p>`)}
${reasons.map((sentence) => html`<p>${sentence}</p>`)}
<p class="soft">${words.rule}: ${ruleWords(view, words)}</p></section>
<section class="box"><p>${words.historyIntro}</p>
<ol>${entries.map(
    (entry) =>
      html`<li><b>${words.historyRow} ${entry.seq.toLocaleString("en-US")}</b> ${clockOf(
        entry.at,
        true,
      )} ${whatWords(entry, words, reading.language)}<br><span class="soft">${words.historyHash}</span> <code>${
        entry.hash
      }</code></li>`,
  )}</ol></section>
<a class="press" href="${path}${queryOf(reading)}">${words.back}</a>
</main>`;
  return documentOf(reading, `${view.page.ticket.number} · ${words.history}`, body);
}
