// Screens that are watching: each is asked again and again whether it still may, and is closed once it may not.
import type { IncomingMessage } from "node:http";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { ContractCode } from "../contract/refusals.ts";
import type { AccessPort } from "../http/access-port.ts";
import { mayWatch } from "../http/view-rights.ts";

const CHECK_MS = 1_000;
/** Per second, so that a thousand screens cost no noticeable time at once. */
const CHECKS_MAX = 150;

interface Seat {
  readonly request: IncomingMessage;
  readonly view: string;
  readonly id: string | null;
  readonly close: () => void;
}

export interface SocketGateOptions {
  readonly access: AccessPort;
  readonly clock: Clock;
  /** Whether this opens a citizen's ticket by itself. */
  readonly isTicketToken: (id: string) => boolean;
}

export class SocketGate {
  readonly #with: SocketGateOptions;
  readonly #seats = new Set<Seat>();
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: SocketGateOptions) {
    this.#with = options;
    this.#watch();
  }

  /** Null: come in. Asked before the upgrade. */
  admit(request: IncomingMessage, view: string, id: string | null): ContractCode | null {
    const { access, isTicketToken } = this.#with;
    return mayWatch(access.principalsOf(request), view, id, isTicketToken);
  }

  /** Remembers an open screen; returns what forgets it. */
  seated(request: IncomingMessage, view: string, id: string | null, close: () => void): () => void {
    const seat = { request, view, id, close };
    this.#seats.add(seat);
    return () => this.#seats.delete(seat);
  }

  /** Somebody has lost a right: everybody is asked now. */
  recheck(): void {
    for (const seat of [...this.#seats]) this.#check(seat);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #watch(): void {
    if (this.#stopped) return;
    this.#timer = this.#with.clock.after(CHECK_MS, () => {
      // Those asked go to the end of the line.
      for (const seat of [...this.#seats].slice(0, CHECKS_MAX)) {
        this.#seats.delete(seat);
        this.#seats.add(seat);
        this.#check(seat);
      }
      this.#watch();
    });
  }

  #check(seat: Seat): void {
    if (this.admit(seat.request, seat.view, seat.id) === null) return;
    this.#seats.delete(seat);
    seat.close();
  }
}
