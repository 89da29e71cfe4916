// Writes of one session in their order, in pieces, bounded, and never on a line that came after them.

/** A slow line is no fault: each piece has the write timeout for itself. */
const PIECE_BYTES_MAX = 512;
/** A session asks and waits for the answer; this many writes at once is a session gone wrong. */
export const WRITES_MAX = 32;

export interface SessionWrite {
  readonly bytes: Uint8Array;
  /** What the wire log keeps. */
  readonly logged: Uint8Array;
  readonly meaning: unknown;
}

export interface SessionWriterHost {
  write(bytes: Uint8Array): Promise<void>;
  /** The first byte of it goes out now. */
  sending(write: SessionWrite): void;
  /** The system took all of it. */
  written(): void;
  failed(error: unknown): void;
}

export class SessionWriter {
  readonly #host: SessionWriterHost;
  #writes: SessionWrite[] = [];
  #writing = false;

  constructor(host: SessionWriterHost) {
    this.#host = host;
  }

  /** False: too many wait already. */
  add(write: SessionWrite): boolean {
    if (this.#writes.length >= WRITES_MAX) return false;
    this.#writes.push(write);
    if (!this.#writing) void this.#writeAll();
    return true;
  }

  /** The line is gone: what waits for it must never go out on the next. */
  drop(): void {
    this.#writes = [];
    this.#writing = false;
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    const writes = this.#writes;
    for (let write = writes.shift(); write !== undefined; write = writes.shift()) {
      const { bytes } = write;
      this.#host.sending(write);
      try {
        for (let from = 0; from < bytes.length; from += PIECE_BYTES_MAX) {
          await this.#host.write(bytes.subarray(from, from + PIECE_BYTES_MAX));
          if (writes !== this.#writes) return;
        }
      } catch (error) {
        this.#host.failed(error); // The line ends with it, and the connection tells the session.
        return;
      }
      this.#host.written();
      if (writes !== this.#writes) return; // The line was lost in that step; its successor has its own list.
    }
    this.#writing = false;
  }
}
