// What every page for a phone is framed by: language and size in the links, one document, one style sheet.
import type { PhoneView } from "../../views/phone.ts";
import { type Html, html, raw } from "./html.ts";
import type { LoopShown } from "./loop-box.ts";
import type { PushOffer } from "./push.ts";
import type { ContactOffer } from "./rating-boxes.ts";
import { STYLE } from "./style.ts";
import { LANGUAGES, type Message, type PhoneLanguage, type PhoneWords } from "./words.ts";

/** Seconds between two refreshes where no script runs. */
export const REFRESH_SECONDS = 30;
/** The page's script; without it nothing is missing but the bell. */
export const SCRIPT_PATH = "/phone/page.js";

/** How the reader wants the page. Carried in its links, so that no cookie is needed. */
export interface Reading {
  readonly language: PhoneLanguage;
  readonly large: boolean;
}

/** What one request asked to see. */
export interface PageAsk extends Reading {
  readonly ask: "leave" | "time" | "skip" | "done" | null;
  readonly said: Message | null;
  /** A fresh word per rendering: a form sent twice has one effect. */
  readonly once: string;
  readonly receipt: { readonly seq: number; readonly hash: string; readonly hasProof?: boolean } | null;
  /** Notices to the closed page; missing or null: not here. */
  readonly push?: PushOffer | null;
  /** A number may be left to be asked for a rating; missing or null: not here, or not any more. */
  readonly contact?: ContactOffer | null;
  /** What came of their bad rating or complaint; missing: nothing is shown. */
  readonly loop?: LoopShown;
}

/** What every part of a ticket's page is made from. */
export interface Shown {
  readonly view: PhoneView;
  readonly asked: PageAsk;
  readonly words: PhoneWords;
  /** `/t/<token>` */
  readonly path: string;
}

/** What the boxes about a rating that was given are made from: a ticket's page has it, and so has that of a link. */
export interface RatingShown extends Pick<Shown, "words" | "path"> {
  readonly view: Pick<PhoneView, "rating">;
  readonly asked: Pick<PageAsk, "language" | "large" | "ask" | "once">;
}

/** The query that keeps the reader's choices. */
export function queryOf(reading: Reading, more: Readonly<Record<string, string>> = {}): string {
  const pairs = { lang: reading.language, ...(reading.large ? { big: "1" } : {}), ...more };
  return `?${new URLSearchParams(pairs).toString()}`;
}

/** A whole document. `body` is put into one column; `head` may add to the head. */
export function documentOf(reading: Reading, title: string, body: Html, head: Html = raw("")): string {
  return html`<!doctype html>
<html lang="${reading.language}" class="${reading.large ? "big" : ""}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(STYLE)}</style>
${head}</head>
<body><div>${body}</div></body>
</html>`.markup;
}

/** Languages and text size: links, so that they work everywhere. */
export function switches(path: string, reading: Reading, words: PhoneWords): Html {
  const size = { ...reading, large: !reading.large };
  return html`<nav aria-label="${words.language}">${LANGUAGES.map(({ code, name }) =>
    code === reading.language
      ? html`<b lang="${code}" aria-current="true">${name}</b>`
      : html`<a lang="${code}" hreflang="${code}" href="${path}${queryOf({ ...reading, language: code })}">${name}</a>`,
  )}<a href="${path}${queryOf(size)}">${reading.large ? words.normal : words.large}</a></nav>`;
}

/** `14:05:09` out of an ISO time with the hall's own offset. */
export function clockOf(iso: string, seconds = false): string {
  return iso.slice(11, seconds ? 19 : 16);
}

/** The fields every form of the page carries. */
export function formTo({ asked, path }: Pick<RatingShown, "asked" | "path">, action: string, body: Html): Html {
  return html`<form method="post" action="${path}/${action}${queryOf(asked)}"><input type="hidden" name="once" value="${
    asked.once
  }">${body}</form>`;
}
