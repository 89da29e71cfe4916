// Part of the citizen's page: what came of their bad rating or complaint, the reply, the second rating, a word to add.
import type { LoopStateName } from "../../domain/loop-types.ts";
import type { OwnLoop } from "../../views/loop-own.ts";
import { formTo, type Shown } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { levelButtons } from "./parts.ts";
import { LOOP_WORDS, type LoopWords } from "./words-loop.ts";

/** What the box is made from; `words`: the reply, null when it is no longer kept. */
export interface LoopShown {
  readonly loop: OwnLoop | null;
  readonly words: string | null;
  /** Nothing can be kept here: no form. */
  readonly mayWrite: boolean;
}

export const STATEMENT_CHARS_MAX = 1000;

const STAGES: Readonly<Record<LoopStateName, keyof LoopWords["stages"]>> = {
  received: "received",
  verified: "checking",
  fix_now: "deciding",
  fix_by_date: "deciding",
  explained: "deciding",
  appealed: "deciding",
  fixed: "mended",
  replied: "answered",
  called_back: "answered",
  reviewed: "closed",
  withdrawn: "closed",
};

/** The box; nothing when there is no loop and nothing can be written. */
export function loopBox(shown: Shown, own: LoopShown): Html | null {
  const words = LOOP_WORDS[shown.asked.language];
  const { loop } = own;
  if (loop === null) return own.mayWrite && shown.view.page.caseId !== null ? statement(shown, words.complain) : null;
  const answered = loop.reply !== null;
  return html`<section class="box said" id="loop" aria-labelledby="loop-title"><h2 id="loop-title">${words.title}</h2>
<p><span class="state">${words.stages[STAGES[loop.state]]}</span></p>${
    loop.byDate === null || loop.state === "reviewed" ? null : html`<p>${words.byDate(loop.byDate)}</p>`
  }${
    answered
      ? html`<p><b>${words.reply}</b></p><p>${own.words ?? words.replyGone}</p>`
      : html`<p>${words.replyBy(loop.replyDueAt.slice(0, 10))}</p>`
  }${againDone(shown, loop.second, words)}
</section>${again(shown, loop, words)}${own.mayWrite && loop.mayAdd ? statement(shown, words.add) : null}`;
}

function againDone(shown: Shown, level: number | null, words: LoopWords): Html | null {
  return level === null ? null : html`<p>${words.againDone(shown.words.levels[level as 1 | 2 | 3 | 4 | 5])}</p>`;
}

function again(shown: Shown, loop: OwnLoop, words: LoopWords): Html | null {
  if (!loop.mayRateAgain) return null;
  return html`<section class="box" aria-labelledby="again"><h2 id="again">${words.again}</h2>${formTo(
    shown,
    "second",
    levelButtons(shown.words, [5, 4, 3, 2, 1]),
  )}</section>`;
}

function statement(shown: Shown, title: string): Html {
  const words = LOOP_WORDS[shown.asked.language];
  return html`<details class="box"><summary class="press">${title}</summary>
<p class="soft">${words.complainHint}</p>${formTo(
    shown,
    "complain",
    html`<label class="field">${title}<textarea name="statement" rows="4" maxlength="${STATEMENT_CHARS_MAX}"
 required></textarea></label><label class="field">${words.phone}<input type="tel" name="phone" inputmode="tel"
 autocomplete="tel" maxlength="20"></label><button class="press go">${words.send}</button>`,
  )}</details>`;
}
