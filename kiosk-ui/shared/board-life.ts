// A board runs for months: a planned reload at night, one after a fault, and never into an error page.
import type { Timers } from "./timers.ts";

/** A page younger than this has no need of a reload. */
const AGE_MS_MIN = 6 * 3_600_000;
/** The planned hour: a board that cannot reload in it waits for the next night. */
const WINDOW_MINUTES = 60;
const LOOK_MS = 30_000;
const ANSWER_MS_MAX = 10_000;
/** After a fault in the page; not more often, or a broken page would do nothing else. */
const FAULT_GAP_MS = 600_000;
const MINUTES_PER_DAY = 1_440;

/** Minutes since local midnight. */
export function minuteOf(hallMs: number, timezone: string): number {
  const text = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit" }).format(
    hallMs,
  );
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return (hour % 24) * 60 + minute;
}

/** Whether the planned hour has come for a page of this age. `reloadAt` is `HH:MM`, local. */
export function isReloadDue(at: { minute: number; reloadAt: string; ageMs: number }): boolean {
  if (at.ageMs < AGE_MS_MIN) return false;
  const [hour = 0, minute = 0] = at.reloadAt.split(":").map(Number);
  const since = (at.minute - (hour * 60 + minute) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return since < WINDOW_MINUTES;
}

export interface BoardLifeDeps {
  readonly timers: Timers;
  /** The page and what it needs can be had now. */
  answers(): Promise<boolean>;
  reload(): void;
}

/** Keeps one page alive. */
export class BoardLife {
  readonly #deps: BoardLifeDeps;
  readonly #bornMs: number;
  #asking = false;
  #faulty = false;
  #reloads = false;

  constructor(deps: BoardLifeDeps) {
    this.#deps = deps;
    this.#bornMs = deps.timers.monotonicMs();
  }

  /** Looks every half minute; `plan` says when the hall's night is, null while nothing is known of it. */
  watch(plan: () => { readonly minute: number; readonly reloadAt: string; readonly busy: boolean } | null): void {
    // Spread over a minute: forty screens do not come at once.
    const next = () => this.#deps.timers.after(LOOK_MS * (0.5 + this.#deps.timers.random()), look);
    const look = () => {
      const now = plan();
      const ageMs = this.#deps.timers.monotonicMs() - this.#bornMs;
      const planned = now !== null && !now.busy && isReloadDue({ ...now, ageMs });
      if (planned || (this.#faulty && ageMs >= FAULT_GAP_MS)) void this.#reloadIfAnswered();
      next();
    };
    next();
  }

  /** Something in the page broke: what is shown may be old for good. */
  fault(): void {
    this.#faulty = true;
  }

  async #reloadIfAnswered(): Promise<void> {
    if (this.#asking || this.#reloads) return;
    this.#asking = true;
    const answered = await this.#deps.answers().catch(() => false);
    this.#asking = false;
    if (!answered) return;
    this.#reloads = true;
    this.#deps.reload();
  }
}

/** Whether the page itself and every script and style it names can be had, fresh from the server. */
export async function pageAnswers(): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_MS_MAX);
  const get = (address: string) => fetch(address, { cache: "no-store", signal: stop.signal });
  try {
    const page = await get(window.location.href);
    const text = page.ok ? await page.text() : "";
    if (!text.includes('id="page"')) return false;
    const parts = [...text.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? "");
    const answers = await Promise.all([...parts, "/readyz"].map(get));
    return answers.every(({ ok }) => ok);
  } finally {
    clearTimeout(timer);
  }
}
