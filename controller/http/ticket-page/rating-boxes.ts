// Boxes of the citizen's page around the rating: the acceptance stage, further marks, and the number that may be left.
import { formTo, queryOf, type RatingShown, type Shown } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { LEVELS, levelButtons } from "./parts.ts";
import { nameIn } from "./words.ts";
import { RATING_WORDS } from "./words-rating.ts";

/** Where a number may be left with the ticket; `masked`: one is kept. */
export interface ContactOffer {
  readonly masked: string | null;
  /** Kept so long at most. */
  readonly days: number;
}

/** The question about the acceptance while the matter goes on, or what was answered to it. */
export function acceptanceBox(shown: Shown): Html | null {
  const { view, words, asked } = shown;
  const own = RATING_WORDS[asked.language];
  if (view.acceptance === null) return null;
  const { given } = view.acceptance;
  if (given === null) {
    const question = formTo(shown, "accept", levelButtons(words, LEVELS));
    return html`<section class="box" aria-labelledby="accept"><h2 id="accept">${own.acceptAsk}</h2>
<p class="soft">${own.acceptNote}</p>${question}</section>`;
  }
  const others = LEVELS.filter((level) => level !== given.level);
  const change =
    given.changeMsLeft <= 0
      ? null
      : html`<div class="change"><p>${words.change(Math.ceil(given.changeMsLeft / 1000))}</p>${formTo(
          shown,
          "accept-change",
          levelButtons(words, others),
        )}</div>`;
  return html`<section class="box said" aria-labelledby="accept"><h2 id="accept">${own.acceptedAs(
    words.levels[given.level],
  )}</h2>${change}</section>`;
}

/** Marks of the list's dimensions, none of which has to be given. */
export function marksBox(shown: RatingShown): Html | null {
  const { view, words, asked, path } = shown;
  const given = view.rating;
  if (given === null || !given.mayAddMarks || asked.ask === "done") return null;
  const own = RATING_WORDS[asked.language];
  const rows = given.dimensions.map(
    ({ code, name }) =>
      html`<fieldset><legend dir="auto">${nameIn(name, asked.language)}</legend>${LEVELS.map(
        (level) =>
          html`<label><input type="radio" name="mark-${code}" value="${level}"><span>${
            words.levels[level]
          }</span></label>`,
      )}</fieldset>`,
  );
  const send = html`${rows}<button class="press go">${own.sendMarks}</button>`;
  return html`<section class="box marks" aria-labelledby="marks"><h2 id="marks">${own.marks}</h2>${formTo(
    shown,
    "marks",
    send,
  )}<a class="press" href="${path}${queryOf(asked, { ask: "done" })}">${words.skip}</a></section>`;
}

/** Folded away: nobody has to leave a number, and most do not. The number itself is never shown again. */
export function contactBox(shown: Shown): Html | null {
  const { asked } = shown;
  const offer = asked.contact ?? null;
  if (offer === null) return null;
  const { contact } = RATING_WORDS[asked.language];
  if (offer.masked !== null) {
    return html`<section class="box" aria-labelledby="contact"><h2 id="contact">${contact.kept(offer.masked)}</h2>
${formTo(shown, "contact-forget", html`<button class="press">${contact.forget}</button>`)}</section>`;
  }
  const fields = html`<label class="field">${contact.label}
<input type="tel" name="phone" inputmode="tel" autocomplete="tel" required minlength="5" maxlength="24"></label>
<label><input type="checkbox" name="agree" value="1" required><span>${contact.agree}</span></label>
<button class="press go">${contact.leave}</button>`;
  return html`<details class="box" id="contact"><summary>${contact.title}</summary><p class="soft">${contact.why(
    offer.days,
  )}</p>${formTo(shown, "contact", fields)}</details>`;
}
