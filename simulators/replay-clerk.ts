// One window in a replay: a clerk who works with the simulated keypad alone, and the people who rate.
import type { Press, PressResult, SimClock } from "./lib.ts";
import type { BoardWindow } from "./replay-hall.ts";

/** A key that had no effect by then was lost on the wire: it is pressed again. */
export const KEY_MS_MAX = 3_000;
/** Real time between EVALUATE and the grade: keypad, hall and pad need a moment. */
const GRADE_MS_MIN = 600;
/** Real time for a grade to reach the hall, with one repeat on a busy bus. */
const SETTLE_MS = 400;
/** Time of the recording that a person takes to choose a grade. */
const GRADE_S = 4;
/** Two of three people press a grade. */
const GRADE_SHARE = 0.66;
/** How much the next worse grade is chosen less often than the one before. */
const GRADE_FALL = 0.25;
/** Faster than this no clerk and no bus can work; it bounds what a high speed does to the shortest cases. */
const SERVICE_MS_MIN = 400;
/** For a ticket that somebody took at a kiosk while the replay ran, in the time of the recording. */
const STRANGER_S = 60;

/** A window whose keypad is simulated in this process. */
export interface ReplayWindow {
  readonly id: string;
  readonly keypad: string;
  readonly pad: string | null;
  /** Codes of the pad's buttons, best grade first. */
  readonly grades: readonly number[];
}

export type PressDevice = (deviceId: string, press: Press) => PressResult;

export interface ClerkPorts {
  readonly clock: SimClock;
  readonly random: () => number;
  readonly press: PressDevice;
  readonly speed: number;
  /** How long the case of this ticket takes; null for a ticket that is not of the replay. */
  readonly serviceMs: (number: string) => number | null;
  readonly count: (what: "called" | "served" | "rated" | "key-lost" | "press-refused") => void;
}

type ClerkState =
  | { readonly at: "free" }
  | { readonly at: "calling"; readonly sinceMs: number }
  | { readonly at: "serving"; readonly number: string }
  | { readonly at: "rating" };

/** Calls, serves, asks for the rating, and calls again. Fed with what the hall's board shows. */
export class ReplayClerk {
  readonly #window: ReplayWindow;
  readonly #ports: ClerkPorts;
  #state: ClerkState = { at: "free" };
  /** Its number stands on the window until the hall has heard EVALUATE. */
  #last: string | null = null;
  /** A board asked for before this moment says nothing about the last key. */
  #sinceMs = 0;
  #cancel: (() => void) | null = null;

  constructor(window: ReplayWindow, ports: ClerkPorts) {
    this.#window = window;
    this.#ports = ports;
  }

  get windowId(): string {
    return this.#window.id;
  }

  get idle(): boolean {
    return this.#state.at === "free";
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** What the board showed; `askedAtMs` is when it was asked, `waiting` how many wait for this window. */
  see(shown: BoardWindow, waiting: number, askedAtMs: number): void {
    if (askedAtMs < this.#sinceMs) return;
    const { number } = shown;
    const fresh = number !== null && number !== this.#last;
    if (this.#state.at === "free") {
      if (fresh) this.#serve(number);
      else if (waiting > 0 || number !== null) this.#call();
    } else if (this.#state.at === "calling") {
      if (fresh) this.#serve(number);
      // Another window was quicker: back to looking at the board.
      else if (waiting === 0 && number === null) this.#become({ at: "free" });
      else if (this.#now - this.#state.sinceMs >= KEY_MS_MAX) this.#giveUp();
    } else if (this.#state.at === "serving" && number !== this.#state.number) {
      // Somebody at the window's page or another key was quicker.
      this.#become({ at: "free" });
    }
  }

  get #now(): number {
    return this.#ports.clock.now();
  }

  #call(): void {
    this.#press(this.#window.keypad, { key: "call" });
    this.#become({ at: "calling", sinceMs: this.#now });
  }

  #giveUp(): void {
    this.#ports.count("key-lost");
    this.#become({ at: "free" });
  }

  #serve(number: string): void {
    this.#ports.count("called");
    this.#last = number;
    this.#become({ at: "serving", number });
    const wanted = this.#ports.serviceMs(number) ?? (STRANGER_S * 1000) / this.#ports.speed;
    this.#after(Math.max(wanted, SERVICE_MS_MIN), () => this.#finish());
  }

  #finish(): void {
    this.#ports.count("served");
    this.#press(this.#window.keypad, { key: "evaluate" });
    this.#become({ at: "rating" });
    const { random, speed } = this.#ports;
    const rates = this.#window.pad !== null && this.#window.grades.length > 0 && random() < GRADE_SHARE;
    this.#after(Math.max(GRADE_MS_MIN, (GRADE_S * 1000) / speed), () => {
      if (rates) this.#rate();
      // The next CALL would close the invitation while the grade is still on the bus.
      this.#after(rates ? SETTLE_MS : 0, () => this.#become({ at: "free" }));
    });
  }

  #rate(): void {
    const { pad, grades } = this.#window;
    let choice = 0;
    while (choice < grades.length - 1 && this.#ports.random() < GRADE_FALL) choice++;
    const grade = grades[choice];
    if (pad === null || grade === undefined) return;
    if (this.#press(pad, { grade })) this.#ports.count("rated");
  }

  #press(deviceId: string, press: Press): boolean {
    const { ok } = this.#ports.press(deviceId, press);
    if (!ok) this.#ports.count("press-refused");
    return ok;
  }

  #become(state: ClerkState): void {
    this.stop();
    this.#state = state;
    this.#sinceMs = this.#now;
  }

  #after(delayMs: number, task: () => void): void {
    this.#cancel = this.#ports.clock.after(delayMs, () => {
      this.#cancel = null;
      task();
    });
  }
}
