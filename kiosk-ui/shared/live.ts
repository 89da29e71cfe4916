// One socket per view: whole views in, never gives up, says when it has not heard from the hall.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { SocketMessage, ViewData, ViewMessage, ViewName } from "../../controller/contract/views.ts";
import { browserTimers, retryDelayMs, type Timer, type Timers } from "./timers.ts";

/** The hall sends something at least every 5 s; three missed beats mean that the line is dead. */
const SILENCE_MS_MAX = 15_000;
const FIRST_RETRY_MS = 500;
const RETRY_MS_MAX = 10_000;

/** The part of a browser's WebSocket that is used here. */
export interface SocketLike {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

export interface LiveDeps {
  readonly timers: Timers;
  open(url: string): SocketLike;
}

export interface Live<N extends ViewName> {
  /** The newest view, or null before the first. Kept while the link is down. */
  readonly view: ReadonlySignal<ViewData[N] | null>;
  readonly link: ReadonlySignal<"live" | "stale">;
  /** `monotonicMs` of the last word from the hall; null before the first. */
  readonly heardMs: ReadonlySignal<number | null>;
  /** The hall's wall clock now: tablets and televisions often tell the wrong time. */
  hallNowMs(): number;
  close(): void;
}

/** The address of a view on the server that served the page. */
export function viewUrl(place: { protocol: string; host: string }, view: ViewName, id: string | null): string {
  const scheme = place.protocol === "https:" ? "wss:" : "ws:";
  const query = id === null ? `view=${view}` : `view=${view}&id=${encodeURIComponent(id)}`;
  return `${scheme}//${place.host}/ws?${query}`;
}

/** Said to the page each time a socket ends: perhaps it may not watch any longer. */
export const SOCKET_CLOSED = "hall-socket-closed";

const browserDeps: LiveDeps = {
  timers: browserTimers,
  open(url) {
    const socket = new WebSocket(url);
    socket.addEventListener("close", () => window.dispatchEvent(new Event(SOCKET_CLOSED)));
    return socket as unknown as SocketLike;
  },
};

function parsed(data: unknown): SocketMessage | null {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data) as SocketMessage;
  } catch {
    return null; // Not a message of ours; the next whole view makes up for it.
  }
}

/** Follows one view for as long as the page lives. */
export function followView<N extends ViewName>(view: N, id: string | null): Live<N> {
  return new LiveView<N>(viewUrl(window.location, view, id), browserDeps);
}

/** The socket's life: open, listen, close after silence, try again for ever. */
export class LiveView<N extends ViewName> implements Live<N> {
  readonly view = signal<ViewData[N] | null>(null);
  readonly link = signal<"live" | "stale">("stale");
  readonly heardMs = signal<number | null>(null);
  readonly #url: string;
  readonly #deps: LiveDeps;
  #socket: SocketLike | null = null;
  #seq = -1;
  #attempt = 0;
  #silence: Timer | null = null;
  #retry: Timer | null = null;
  #hallAheadMs = 0;
  #closed = false;

  constructor(url: string, deps: LiveDeps) {
    this.#url = url;
    this.#deps = deps;
    this.#connect();
  }

  hallNowMs(): number {
    return this.#deps.timers.wallMs() + this.#hallAheadMs;
  }

  close(): void {
    this.#closed = true;
    this.#retry?.cancel();
    this.#drop();
  }

  #connect(): void {
    if (this.#closed) return;
    // What a new connection sends first is the truth, even when a restored backup counts from lower down.
    this.#seq = -1;
    let socket: SocketLike;
    try {
      socket = this.#deps.open(this.#url);
    } catch {
      this.#later(); // The browser refuses the address for now: the same as a line that does not answer.
      return;
    }
    this.#socket = socket;
    this.#watchSilence();
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#take(parsed(event.data));
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #take(message: SocketMessage | null): void {
    if (message === null) return;
    this.#watchSilence();
    if (message.type === "view") this.#show(message as ViewMessage<N>);
    else if (message.type !== "heartbeat") return;
    const sentMs = Date.parse(message.at);
    if (Number.isFinite(sentMs)) this.#hallAheadMs = sentMs - this.#deps.timers.wallMs();
    this.heardMs.value = this.#deps.timers.monotonicMs();
    if (this.#seq < 0) return; // A heartbeat alone shows nothing yet.
    this.#attempt = 0;
    this.link.value = "live";
  }

  #show(message: ViewMessage<N>): void {
    if (message.seq < this.#seq) return; // Within one connection a screen never runs backwards.
    this.#seq = message.seq;
    this.view.value = message.data;
  }

  #watchSilence(): void {
    this.#silence?.cancel();
    this.#silence = this.#deps.timers.after(SILENCE_MS_MAX, () => this.#lost());
  }

  #lost(): void {
    this.#drop();
    this.#later();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#silence?.cancel();
    this.#silence = null;
    this.link.value = "stale";
    socket?.close();
  }

  #later(): void {
    if (this.#closed) return;
    const delayMs = retryDelayMs(this.#attempt, FIRST_RETRY_MS, RETRY_MS_MAX, this.#deps.timers.random());
    this.#attempt += 1;
    this.#retry = this.#deps.timers.after(delayMs, () => this.#connect());
  }
}

/** How a page should treat its data, by their age: 10 s greys counts, 30 s says so in words. */
export function freshness(ageMs: number | null): "fresh" | "grey" | "stopped" {
  if (ageMs === null || ageMs >= 30_000) return "stopped";
  return ageMs >= 10_000 ? "grey" : "fresh";
}
