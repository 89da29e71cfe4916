// Makes the citizen's page live: follows the ticket, takes over newer pages, rings. The page works without it.
import { retryDelayMs } from "../shared/timers.ts";
import { allowBell, bell } from "./bell.ts";
import { pressedPush, settlePush } from "./push.ts";
import { swap } from "./swap.ts";
import { ageSeconds, callsAloud, freshSearch, soonAloud, type TicketMoment } from "./view.ts";

/** The hall sends something at least every 5 s; three missed beats mean that the line is dead. */
const SILENCE_MS_MAX = 15_000;
const FIRST_RETRY_MS = 500;
const RETRY_MS_MAX = 10_000;
/** What changes without the ticket changing (who waits behind) is looked at this often. */
const LOOK_MS = 30_000;
/** A call moves many pages at once: those it is not for ask a moment later. */
const SPREAD_MS = 400;
const MESSAGE_MS = 12_000;
const BELLS = 3;
const BELL_MS = 1_200;

const found = document.getElementById("ticket");
const token = found?.getAttribute("data-token") ?? "";

let heardMs = performance.now();
let last = "";
let attempt = 0;
let asking = false;
let again = false;
let silence = 0;
/** The browser has agreed to make a sound. */
let mayRing = false;

function momentOf(main: Element): TicketMoment {
  const of = (name: string): string => main.getAttribute(`data-${name}`) ?? "";
  return { state: of("state"), calls: Number(of("calls")), phase: of("phase") };
}

function ring(times: number): void {
  bell();
  if (times > 1) window.setTimeout(() => ring(times - 1), BELL_MS);
}

function announce(before: TicketMoment, now: TicketMoment): void {
  const isCall = callsAloud(before, now);
  if (!isCall && !soonAloud(before, now)) return;
  ring(isCall ? BELLS : 1);
  if (typeof navigator.vibrate === "function") navigator.vibrate(isCall ? [400, 200, 400, 200, 400] : 200);
  document.documentElement.setAttribute("data-rang", String(now.calls));
}

/** Fetches the page as the service writes it now. One request at a time; what comes meanwhile asks once more. */
async function renew(main: HTMLElement, isOver: boolean): Promise<void> {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const search = freshSearch(window.location.search, isOver);
    const response = await fetch(window.location.pathname + search, { cache: "no-store" });
    if (response.ok) takeOver(main, await response.text(), search);
    else if (response.status === 404 || response.status === 410) window.location.reload();
  } catch {
    // No line: the age on the page tells, and the next word from the hall asks again.
  } finally {
    asking = false;
    if (again) {
      again = false;
      window.setTimeout(() => void renew(main, isOver), SPREAD_MS);
    }
  }
}

function takeOver(main: HTMLElement, text: string, search: string): void {
  const page = new DOMParser().parseFromString(text, "text/html");
  const newer = page.getElementById("ticket");
  if (newer === null) return;
  const before = momentOf(main);
  swap(main, newer);
  document.title = page.title;
  window.history.replaceState(null, "", window.location.pathname + search);
  heardMs = performance.now();
  announce(before, momentOf(main));
  settle(main);
}

/** After each rendering: the time to change a rating runs, and the bell offers itself where it is still off. */
function settle(main: Element): void {
  const change = main.querySelector<HTMLElement>("#change");
  const leftMs = Number(main.getAttribute("data-change-ms"));
  if (change !== null) window.setTimeout(() => change.remove(), Math.max(0, leftMs));
  void settlePush(main);
  const button = main.querySelector<HTMLButtonElement>("#bell");
  if (button === null) return;
  button.hidden = false;
  if (mayRing) bellIsOn(button);
}

function bellIsOn(button: HTMLButtonElement): void {
  button.textContent = button.getAttribute("data-on");
  button.disabled = true;
}

/** Browsers allow sound only after a touch; any touch will do. */
async function touched(main: Element): Promise<void> {
  mayRing = await allowBell();
  const button = main.querySelector<HTMLButtonElement>("#bell");
  if (mayRing && button !== null) bellIsOn(button);
}

function showAge(main: Element): void {
  const ago = main.querySelector("#ago");
  if (ago === null) return;
  const seconds = ageSeconds(heardMs, performance.now());
  main.classList.toggle("old", seconds === null);
  const words = ago.getAttribute(seconds === null ? "data-stale" : "data-words") ?? "";
  const text = `(${words.replace("#", String(seconds))})`;
  if (ago.textContent !== text) ago.textContent = text;
}

function showClock(main: Element, at: string): void {
  const clock = main.querySelector("#clock");
  if (clock !== null) clock.textContent = (clock.getAttribute("data-words") ?? "").replace("#", at.slice(11, 19));
}

interface Message {
  readonly type?: string;
  readonly at?: string;
  readonly data?: { readonly ticket?: { readonly state?: string; readonly calls?: number } };
}

function hear(main: HTMLElement, text: unknown): void {
  let message: Message;
  try {
    message = JSON.parse(String(text)) as Message;
  } catch {
    return; // Not a message of ours; the next whole view makes up for it.
  }
  heardMs = performance.now();
  attempt = 0;
  showClock(main, message.at ?? "");
  if (message.type !== "view") return;
  const data = JSON.stringify(message.data);
  const isFirst = last === "";
  const { state = "", calls = 0 } = message.data?.ticket ?? {};
  const now = momentOf(main);
  const isTurn = state !== now.state || calls !== now.calls;
  if (data === last || (isFirst && !isTurn)) {
    last = data;
    return;
  }
  last = data;
  if (isTurn) void renew(main, true);
  else window.setTimeout(() => void renew(main, false), Math.random() * SPREAD_MS);
}

function follow(main: HTMLElement): void {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${window.location.host}/ws?view=ticket&id=${encodeURIComponent(token)}`);
  let isOver = false;
  const lost = (): void => {
    if (isOver) return;
    isOver = true;
    window.clearTimeout(silence);
    socket.close();
    window.setTimeout(() => follow(main), retryDelayMs(attempt, FIRST_RETRY_MS, RETRY_MS_MAX, Math.random()));
    attempt += 1;
  };
  const watch = (): void => {
    window.clearTimeout(silence);
    silence = window.setTimeout(lost, SILENCE_MS_MAX);
  };
  watch();
  socket.onmessage = (event) => {
    if (isOver) return;
    watch();
    hear(main, event.data);
  };
  socket.onclose = lost;
}

if (found !== null) {
  const main = found;
  follow(main);
  settle(main);
  window.setInterval(() => showAge(main), 1_000);
  window.setInterval(() => void renew(main, false), LOOK_MS);
  window.setTimeout(() => main.querySelector("p[role]")?.remove(), MESSAGE_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void renew(main, false);
  });
  document.addEventListener("pointerdown", () => void touched(main));
  document.addEventListener("click", (event) => void pressedPush(main, event.target));
  document.addEventListener("keydown", () => void touched(main));
}
