// Booking by phone, one question per page: service, day, time, yes. Pure functions, whole without any script.
import type { AppointmentView, SlotsView } from "../../contract/kiosk.ts";
import { clockOf, documentOf, type Reading, switches } from "./frame.ts";
import { type Html, html, raw } from "./html.ts";
import { nameIn, wordsIn } from "./words.ts";
import { BOOK_WORDS, type BookMessage, type BookWords } from "./words-book.ts";
import { CONTACT_WORDS } from "./words-contact.ts";

type Words = Readonly<Record<string, string>>;

export interface BookAsk extends Reading {
  readonly hallName: Words;
  readonly said: BookMessage | null;
  readonly once: string;
  /** A number may be left for a reminder, and is removed so many days after; null: nobody is reminded. */
  readonly numberDays: number | null;
}
export interface BookService {
  readonly id: string;
  readonly name: Words;
  readonly documents: readonly Words[];
}
/** A day with its free places. */
export interface BookDay {
  readonly date: string;
  readonly free: number;
}

/** An address of the booking pages that keeps the reader's choices. */
export function bookPath(asked: Reading, more: Readonly<Record<string, string>> = {}): string {
  const pairs = { ...more, lang: asked.language, ...(asked.large ? { big: "1" } : {}) };
  return `/book?${new URLSearchParams(pairs).toString()}`;
}

function framed(asked: BookAsk, path: string, title: string, body: Html): string {
  const words = BOOK_WORDS[asked.language];
  const said = asked.said === null ? null : words.messages[asked.said];
  const message =
    said === null ? null : html`<p class="box ${asked.said === "cancelled" ? "said" : "no"}" role="alert">${said}</p>`;
  const own = html`${switches(path, asked, wordsIn(asked.language))}<main>
<header>${nameIn(asked.hallName, asked.language)}</header>${message}
<section class="box"><h1>${title}</h1>${body}</section></main>`;
  return documentOf(asked, `${title} · ${words.title}`, own);
}

/** `2026-01-06` as people read it. */
function dayWords(date: string, words: BookWords): string {
  const weekday = words.weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
  return `${date} ${weekday}`;
}

function documents(service: BookService, asked: BookAsk, words: BookWords): Html | null {
  if (service.documents.length === 0) return null;
  const names = service.documents.map((name) => html`<li>${nameIn(name, asked.language)}</li>`);
  return html`<p>${words.bring}</p><ol>${names}</ol>`;
}

/** Which service? */
export function servicesPage(asked: BookAsk, services: readonly BookService[]): string {
  const words = BOOK_WORDS[asked.language];
  const body =
    services.length === 0
      ? html`<p>${words.none}</p>`
      : html`${services.map(
          ({ id, name }) =>
            html`<a class="press" href="${bookPath(asked, { service: id })}">${nameIn(name, asked.language)}</a>`,
        )}`;
  return framed(asked, "/book", words.pickService, body);
}

/** Which day? Days without a place are not offered. */
export function daysPage(asked: BookAsk, service: BookService, days: readonly BookDay[]): string {
  const words = BOOK_WORDS[asked.language];
  const open = days.filter(({ free }) => free > 0);
  const body = html`<p>${nameIn(service.name, asked.language)}</p>${
    open.length === 0 ? html`<p>${words.noTimes}</p>` : null
  }${open.map(
    ({ date, free }) =>
      html`<a class="press" href="${bookPath(asked, { service: service.id, date })}">${dayWords(
        date,
        words,
      )} (${words.free(free)})</a>`,
  )}<a class="press" href="${bookPath(asked)}">${words.back}</a>`;
  return framed(asked, "/book", words.pickDay, body);
}

/** What time? */
export function timesPage(asked: BookAsk, service: BookService, view: SlotsView): string {
  const words = BOOK_WORDS[asked.language];
  const { date } = view;
  const free = view.slots.filter((slot) => slot.free > 0);
  const body = html`<p>${nameIn(service.name, asked.language)} · ${dayWords(date, words)}</p>${
    free.length === 0 ? html`<p>${words.noTimes}</p>` : null
  }<div class="row">${free.map(
    (slot) =>
      html`<a class="press" href="${bookPath(asked, { service: service.id, date, time: slot.time })}">${
        slot.time
      } (${words.free(slot.free)})</a>`,
  )}</div><a class="press" href="${bookPath(asked, { service: service.id })}">${words.back}</a>`;
  return framed(asked, "/book", words.pickTime, body);
}

function numberField({ numberDays, language }: BookAsk): Html | null {
  if (numberDays === null) return null;
  const words = CONTACT_WORDS[language];
  return html`<label class="field">${words.label}<input type="tel" name="phone" inputmode="tel" autocomplete="tel"
maxlength="20" aria-describedby="consent"></label><p class="soft" id="consent">${words.consent(numberDays)}</p>`;
}

/** Is that right? */
export function confirmPage(asked: BookAsk, service: BookService, date: string, time: string): string {
  const words = BOOK_WORDS[asked.language];
  const body = html`<p>${nameIn(service.name, asked.language)}</p><p class="line">${dayWords(
    date,
    words,
  )} ${time}</p>${documents(service, asked, words)}<form method="post" action="${bookPath(asked)}">
<input type="hidden" name="once" value="${asked.once}"><input type="hidden" name="service" value="${service.id}">
<input type="hidden" name="date" value="${date}"><input type="hidden" name="time" value="${time}">${numberField(asked)}
<button class="press go">${words.book}</button></form>
<a class="press" href="${bookPath(asked, { service: service.id, date })}">${words.back}</a>`;
  return framed(asked, "/book", words.confirm, body);
}

/** The appointment with its code and picture. `qr` is markup made from the digits of the code alone. */
export function bookedPage(asked: BookAsk, view: AppointmentView, service: BookService | null, qr: string): string {
  const words = BOOK_WORDS[asked.language];
  const path = `/book/${view.id}`;
  const query = `?lang=${asked.language}${asked.large ? "&big=1" : ""}`;
  const held = view.state === "booked";
  const body = html`<p>${nameIn(view.serviceName, asked.language)}</p><p class="line">${dayWords(
    view.date,
    words,
  )} ${view.time}</p><p><span class="state">${words.states[view.state]}</span>${
    view.number === null ? null : html` ${view.number}`
  }</p>${
    held
      ? html`<p>${words.code}</p><p class="line">${view.code}</p><p>${raw(qr)}</p><p>${words.codeHint(
          clockOf(view.checkIn.from),
          clockOf(view.checkIn.until),
        )}</p>${service === null ? null : documents(service, asked, words)}
<form method="post" action="${path}/cancel${query}"><input type="hidden" name="once" value="${asked.once}">
<button class="press end">${words.cancel}</button></form>`
      : null
  }<a class="press" href="${bookPath(asked)}">${words.back}</a>`;
  return framed(asked, path, held ? words.booked : words.title, body);
}
