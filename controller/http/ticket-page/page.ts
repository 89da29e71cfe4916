// The citizen's page as HTML: a pure function of the view, whole without any script.

import { nameRuns } from "../../views/name-runs.ts";
import type { PhoneView } from "../../views/phone.ts";
import {
  clockOf,
  documentOf,
  formTo,
  type PageAsk,
  queryOf,
  REFRESH_SECONDS,
  SCRIPT_PATH,
  type Shown,
  switches,
} from "./frame.ts";
import { type Html, html } from "./html.ts";
import { loopBox } from "./loop-box.ts";
import { fairness, rating } from "./parts.ts";
import { pushButton } from "./push.ts";
import { acceptanceBox, contactBox } from "./rating-boxes.ts";
import { type Message, nameIn, type PhoneWords, wordsIn } from "./words.ts";

const PROBLEMS: ReadonlySet<Message> = new Set([
  ...(["too-late", "again", "nobody-behind", "not-waiting", "ended"] as const),
  ...(["no-return", "rated-already", "period-over", "busy", "failed"] as const),
  ...(["contact-invalid", "contact-no", "contact-many"] as const),
]);

/** The page of one ticket. */
export function ticketPage(view: PhoneView, asked: PageAsk): string {
  const words = wordsIn(asked.language);
  const shown: Shown = { view, asked, words, path: `/t/${view.token}` };
  const asking = (asked.ask === "leave" || asked.ask === "time") && view.mayLeave;
  const path = `${shown.path}${queryOf(asked)}`;
  // A page that asks something must not change under the reader's finger.
  const refresh = asking
    ? null
    : html`<noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS};url=${path}"></noscript>
`;
  const head = html`${refresh}<script src="${SCRIPT_PATH}" type="module"></script>
`;
  const title = `${view.page.ticket.number} · ${stateWords(view, words)} · ${words.title}`;
  return documentOf(asked, title, html`${switches(shown.path, asked, words)}${bodyOf(shown, asking)}`, head);
}

function bodyOf(shown: Shown, asking: boolean): Html {
  const { view, asked, words } = shown;
  return html`<main id="ticket" class="${view.phase}" data-token="${view.token}" data-state="${view.page.ticket.state}"
 data-phase="${view.phase}" data-calls="${view.page.ticket.calls}" data-at="${view.at}"
 data-change-ms="${view.rating?.changeMsLeft ?? 0}">
<header>${nameIn(view.page.hall.name, asked.language)}</header>
${message(asked.said, words)}
${card(shown)}
${asking ? question(shown) : boxes(shown)}
<footer><p>${words.noNames}</p></footer>
</main>`;
}

/** Below the ticket itself. */
function boxes(shown: Shown): Html {
  const own = html`${acceptanceBox(shown)}${rating(shown)}${contactBox(shown)}`;
  return html`${actions(shown)}${own}${loopOf(shown)}${fairness(shown)}`;
}

function loopOf(shown: Shown): Html | null {
  return shown.asked.loop === undefined ? null : loopBox(shown, shown.asked.loop);
}

function message(said: Message | null, words: PhoneWords): Html | null {
  if (said === null) return null;
  return html`<p class="box ${PROBLEMS.has(said) ? "no" : "said"}" role="${PROBLEMS.has(said) ? "alert" : "status"}">${
    words.messages[said]
  }</p>`;
}

function stateWords(view: PhoneView, words: PhoneWords): string {
  return view.phase === "soon" ? words.soonState : words.states[view.phase];
}

function lineOf({ view, words, asked }: Shown): string {
  const { phase, page } = view;
  const window = page.windowName === null ? words.theWindow : nameIn(page.windowName, asked.language);
  if (phase === "called") return words.goTo(window);
  if (phase === "serving") return words.servedAt(window);
  if (phase === "missed") return view.mayReturn ? words.missed.back : words.missed.desk;
  // Held, and free to come back by oneself: the person fills in a form.
  if (phase === "held" && view.mayReturn) return words.fillsIn;
  return words.lines[phase];
}

function card(shown: Shown): Html {
  const { view, words, asked } = shown;
  const { ticket, serviceName } = view.page;
  return html`<section class="card" aria-live="polite" aria-atomic="true">
<p>${nameIn(serviceName, asked.language)}</p>
<h1 class="number">${ticket.number}</h1>
<p><span class="state">${stateWords(view, words)}</span></p>
<p class="line">${lineOf(shown)}</p>
${facts(shown)}
</section>
<p class="age" id="age"><span id="clock" data-words="${words.updated("#")}">${words.updated(
    clockOf(view.at, true),
  )}</span> <span id="ago" data-words="${words.age("#")}" data-stale="${words.stale}"></span> <a href="${
    shown.path
  }${queryOf(asked)}">${words.refresh}</a></p>
<noscript><p class="soft">${words.refreshes}</p></noscript>`;
}

function facts({ view, words, asked }: Shown): Html {
  const { ahead, page } = view;
  const windows = nameRuns(view.windows.map((name) => nameIn(name, asked.language)));
  const issued = html`<p class="age">${words.issued(clockOf(page.ticket.issuedAt))}</p>`;
  if (ahead === null) return issued;
  const kinds = (["appointment", "priority", "ordinary"] as const)
    .filter((kind) => ahead[kind] > 0)
    .map((kind) => words.count(ahead[kind], words.kinds[kind]));
  return html`<dl>
<div><dt>${words.aheadLabel}</dt><dd>${words.ahead(ahead.total)}${
    kinds.length === 0 ? null : html`<small>${kinds.join(words.and)}</small>`
  }</dd></div>
<div><dt>${words.waitLabel}</dt><dd>${waitWords(page.ticket.estimate, words)}</dd></div>
${
  windows.length === 0 ? null : html`<div class="wide"><dt>${words.where}</dt><dd>${windows.join(words.and)}</dd></div>`
}
</dl>${issued}`;
}

/** In steps of five minutes; nearly there is said in words. */
export function waitWords(
  estimate: { readonly lowMinutes: number; readonly highMinutes: number } | null,
  words: PhoneWords,
): string {
  if (estimate === null) return words.waitUnknown;
  const low = Math.floor(estimate.lowMinutes / 5) * 5;
  const high = Math.ceil(estimate.highMinutes / 5) * 5;
  return high <= 5 ? words.waitShort : words.wait(low, high);
}

function actions(shown: Shown): Html | null {
  const { view, words, asked, path } = shown;
  const link = (ask: string, text: string, more: string) =>
    html`<a class="press ${more}" href="${path}${queryOf(asked, { ask })}">${text}</a>`;
  const back = view.mayReturn
    ? html`<section class="box"><p>${words.comeBackHint}</p>
<p class="soft">${nameIn(view.page.missedRule, asked.language)}</p>${formTo(
        shown,
        "return",
        html`<button class="press go">${words.comeBack}</button>`,
      )}</section>`
    : null;
  if (!view.mayLeave && view.phase !== "called") return back;
  const bell = html`<p class="soft" id="keep">${words.keepOpen}</p><button class="press" id="bell" type="button" hidden
 data-on="${words.soundOn}">${words.sound}</button>${pushButton(shown)}`;
  return html`${back}<section class="box">${bell}${
    view.moreTime === null ? null : link("time", words.moreTime, "")
  }${view.mayLeave ? link("leave", words.leave, "end") : null}</section>`;
}

/** A step that cannot be taken back is asked about first. */
function question(shown: Shown): Html {
  const { view, words, asked, path } = shown;
  const stay = (text: string) => html`<a class="press" href="${path}${queryOf(asked)}">${text}</a>`;
  if (asked.ask === "time") {
    const { moreTime } = view;
    if (moreTime === null) {
      return html`<section class="box no"><p>${words.messages["nobody-behind"]}</p>${stay(words.back)}</section>`;
    }
    const choices = Array.from({ length: moreTime.places }, (_, index) => index + 1);
    return html`<section class="box" aria-labelledby="q"><h2 id="q">${words.moreTime}</h2>
<p>${words.moreTimeAsk(moreTime.places, moreTime.timesLeft)}</p>${formTo(
      shown,
      "yield",
      html`<div class="row">${choices.map(
        (places) => html`<button class="press" name="places" value="${places}">${words.letPass(places)}</button>`,
      )}</div>`,
    )}${stay(words.stay)}</section>`;
  }
  return html`<section class="box" aria-labelledby="q"><h2 id="q">${words.leave}</h2><p>${words.leaveAsk}</p>${stay(
    words.stay,
  )}${formTo(shown, "leave", html`<button class="press end">${words.leaveSure}</button>`)}</section>`;
}
