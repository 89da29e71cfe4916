// Finds frames in a byte stream, whatever stands around them, in whatever pieces it comes.
import { concat, type SimCore } from "./lib.ts";

/** After this silence the head of a frame that never came is given up: every tongue here leaves less between bytes. */
export const SILENCE_MS = 60;

/** The frame at one place of the stream, `more` while its end has not come, null when none begins there. */
export type Found<T> = { readonly message: T; readonly used: number } | "more" | null;

/** Looks at one place. `final`: nothing follows, so a frame without its end is none, and a silence may end one. */
export type FrameAt<T> = (bytes: Uint8Array, at: number, final: boolean) => Found<T>;

/** Skips one byte at a time, so that a broken head never swallows the good frame behind it. */
export class FrameSearch<T> {
  readonly #frameAt: FrameAt<T>;
  #pending: Uint8Array = new Uint8Array(0);

  constructor(frameAt: FrameAt<T>) {
    this.#frameAt = frameAt;
  }

  push(bytes: Uint8Array): T[] {
    this.#pending = this.#pending.length === 0 ? bytes : concat(this.#pending, bytes);
    return this.#read(false);
  }

  /** The wire fell silent. */
  flush(): T[] {
    return this.#read(true);
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
  }

  /** Bytes that may become a frame; never more than the longest frame has. */
  get waitingBytes(): number {
    return this.#pending.length;
  }

  #read(final: boolean): T[] {
    const messages: T[] = [];
    let at = 0;
    while (at < this.#pending.length) {
      const found = this.#frameAt(this.#pending, at, final);
      if (found === "more" && !final) break;
      if (found === null || found === "more") at++;
      else {
        messages.push(found.message);
        at += found.used;
      }
    }
    this.#pending = this.#pending.slice(at);
    return messages;
  }
}

/** A search with a sense of silence: what never completes is given up once the wire has been quiet. */
export class Ear<T> {
  readonly #core: SimCore;
  readonly #search: FrameSearch<T>;
  readonly #heard: (message: T) => void;
  #cancel: (() => void) | null = null;

  constructor(core: SimCore, frameAt: FrameAt<T>, heard: (message: T) => void) {
    this.#core = core;
    this.#search = new FrameSearch(frameAt);
    this.#heard = heard;
  }

  push(bytes: Uint8Array): void {
    this.#stopWaiting();
    for (const message of this.#search.push(bytes)) this.#heard(message);
    if (this.#search.waitingBytes > 0) this.#cancel = this.#core.clock.after(SILENCE_MS, () => this.#silence());
  }

  /** Forgets the half frame: the line or the power is gone. */
  clear(): void {
    this.#stopWaiting();
    this.#search.clear();
  }

  #silence(): void {
    this.#cancel = null;
    for (const message of this.#search.flush()) this.#heard(message);
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
