// Parts of the citizen's page below the ticket: the rating with its receipt, and whether the line is fair.
import type { CallKind, CallsSince } from "../../views/calls-ledger.ts";
import type { PhoneView } from "../../views/phone.ts";
import { formTo, queryOf, type RatingShown, type Shown } from "./frame.ts";
import { type Html, html, raw } from "./html.ts";
import { marksBox } from "./rating-boxes.ts";
import { nameIn, type PhoneWords } from "./words.ts";
import { RATING_WORDS } from "./words-rating.ts";

type Level = 1 | 2 | 3 | 4 | 5;
export const LEVELS: readonly Level[] = [5, 4, 3, 2, 1];
/** Only the mouth differs, so that no level looks dearer than another. */
const MOUTHS: Readonly<Record<Level, string>> = {
  5: "M26 58 Q50 90 74 58 Z",
  4: "M28 61 Q50 79 72 61",
  3: "M30 66 H70",
  2: "M28 72 Q50 55 72 72",
  1: "M26 78 Q50 46 74 78 Z",
};

function face(level: Level): Html {
  return raw(
    `<svg viewBox="0 0 100 100" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="5">` +
      `<circle cx="50" cy="50" r="45"/><circle cx="34" cy="40" r="3"/><circle cx="66" cy="40" r="3"/>` +
      `<path d="${MOUTHS[level]}"/></svg>`,
  );
}

export function levelButtons(words: PhoneWords, levels: readonly Level[]): Html {
  return html`<div class="levels">${levels.map(
    (level) =>
      html`<button class="press" name="level" value="${level}">${face(level)}<span>${
        words.levels[level]
      }</span><b>${level}</b></button>`,
  )}</div>`;
}

/** Asks for the one rating, or shows it with its receipt. */
export function rating(shown: Shown): Html | null {
  const { view, words, asked } = shown;
  if (view.page.mayRate && view.page.caseId !== null) {
    const question = formTo(shown, "rate", levelButtons(words, LEVELS));
    const stage = view.asksTwice ? html`<p class="soft">${RATING_WORDS[asked.language].completion}</p>` : null;
    const head = html`<h2 id="rate">${words.rateAsk}</h2>${stage}`;
    return html`<section class="box" aria-labelledby="rate">${head}${question}</section>`;
  }
  const given = view.rating;
  if (given === null) return null;
  const { receipt } = asked;
  return html`<section class="box said" aria-labelledby="rated"><h2 id="rated">${words.ratedAs(
    words.levels[given.level],
  )}</h2>${
    receipt === null
      ? null
      : html`<p>${words.receipt(receipt.seq.toLocaleString("en-US"))}</p>
<p class="soft">${words.receiptHint}<br><code>${receipt.hash}</code></p>${
          receipt.hasProof === true
            ? html`<p><a class="press" href="${shown.path}/receipt.json" download>${words.receiptFile}</a></p>
<p class="soft"><a class="tall" href="/verify">${words.receiptCheck}</a></p>`
            : null
        }`
  }</section>${change(shown)}${afterRating(shown)}`;
}

function change(shown: Shown): Html | null {
  const { view, words } = shown;
  const given = view.rating;
  if (given === null || given.changeMsLeft <= 0) return null;
  const others = LEVELS.filter((level) => level !== given.level);
  return html`<section class="box change" id="change"><p>${words.change(
    Math.ceil(given.changeMsLeft / 1000),
  )}</p>${formTo(shown, "change", levelButtons(words, others))}</section>`;
}

/** What may be said after the level: first why, then how each part was. Nothing of it has to be. */
export const afterRating = (shown: RatingShown): Html | null => reasons(shown) ?? marksBox(shown);

function reasons(shown: RatingShown): Html | null {
  const { view, words, asked, path } = shown;
  const given = view.rating;
  if (given === null || !given.mayAddReasons || asked.ask === "skip" || asked.ask === "done") return null;
  return html`<section class="box" aria-labelledby="why"><h2 id="why">${words.whyAsk}</h2>${formTo(
    shown,
    "reasons",
    html`${given.reasons.map(
      ({ code, name }) =>
        html`<label><input type="checkbox" name="reason" value="${code}"><span dir="auto">${nameIn(
          name,
          asked.language,
        )}</span></label>`,
    )}<button class="press go">${words.send}</button>`,
  )}<a class="press" href="${path}${queryOf(asked, { ask: "skip" })}">${words.skip}</a></section>`;
}

function countsOf(counts: Readonly<Record<CallKind, number>>, words: PhoneWords): string {
  return (["appointment", "priority", "ordinary"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => words.count(counts[kind], words.kinds[kind]))
    .join(words.and);
}

/** Who was called since the ticket was issued, in counts and reasons. */
export function sinceWords(since: CallsSince, words: PhoneWords): readonly string[] {
  const called = countsOf(since.called, words);
  if (called === "") return [words.sinceNobody];
  const overtook = countsOf(since.overtook, words);
  return [
    words.sinceCalled(called),
    overtook === "" ? words.sinceNoOvertake : words.sinceOvertook(overtook),
    ...(since.letPass > 0 ? [words.sinceLetPass(since.letPass)] : []),
  ];
}

/** The rule in one line, and what it promises. */
export function ruleWords({ guarantee }: PhoneView, words: PhoneWords): string {
  return guarantee === null ? words.rules.plain : `${words.rules.priority} ${words.guarantee(guarantee)}`;
}

/** What may be checked: the calls so far, the rule, the guarantee, and the way to the log. */
export function fairness(shown: Shown): Html | null {
  const { view, words, asked, path } = shown;
  const link = html`<a class="press" href="${path}/history${queryOf(asked)}">${words.history}</a>`;
  if (view.ahead === null || view.since === null) return html`<p>${link}</p>`;
  return html`<section class="box" aria-labelledby="fair"><h2 id="fair">${words.since}</h2>
${sinceWords(view.since, words).map((sentence) => html`<p>${sentence}</p>`)}
${view.guarantee === null ? null : html`<p class="soft">${words.bookedFirst}</p>`}
<p class="soft">${ruleWords(view, words)}</p>${link}</section>`;
}
