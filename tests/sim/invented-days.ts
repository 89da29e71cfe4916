// Days of an invented hall: rushes, lunch, pauses, priority classes, no-shows, people who leave; all from one seed.
import type { HallSettings } from "../../controller/domain/types.ts";
import { NINE_MS, settingsWith } from "../domain/given-hall.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { WaitingHall } from "./waiting-hall.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OPEN_MS = 8.5 * 3_600_000;

/** What one kind of day is like. */
export interface Scenario {
  readonly name: string;
  /** People per hour, per service. */
  readonly perHour: Readonly<Record<string, number>>;
  readonly meanMinutes: Readonly<Record<string, number>>;
  /** Windows and their services. */
  readonly windows: Readonly<Record<string, readonly string[]>>;
  readonly priorityShare: number;
  readonly noShowShare: number;
  /** Mean minutes somebody is ready to wait; infinity: for ever. */
  readonly patienceMinutes: number;
  /** Mean minutes between two short pauses of a window. */
  readonly pauseEveryMinutes: number;
  readonly lunch: boolean;
}

export function settingsOf(scenario: Scenario): HallSettings {
  const services = Object.keys(scenario.perHour).map((id, i) => ({
    ...{ id, prefix: "ABCDEF"[i] ?? "Z", digits: 3, name: { en: id } },
    ...{ caseLimitMinutes: null, dailyMax: null },
  }));
  const windows = Object.entries(scenario.windows).map(([id, own]) => ({ id, name: { en: id }, services: own }));
  return settingsWith({ services, windows }, { rating: { inviteOnFinish: false } });
}

/** Busy from half past nine to eleven, and again in the afternoon. */
function rush(hour: number): number {
  if (hour < 0.5) return 0.8;
  if (hour < 2) return 1.4;
  if (hour < 3) return 1;
  if (hour < 5) return 0.6;
  if (hour < 7) return 1.2;
  return 0.7;
}

/** One invented hall on consecutive days; learns as it goes. */
export class InventedHall {
  readonly hall: WaitingHall;
  readonly #scenario: Scenario;
  readonly #random: () => number;
  #pace = 1;

  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#random = seededRandom(seed);
    this.hall = new WaitingHall(settingsOf(scenario), NINE_MS);
  }

  day(number: number): void {
    const { hall } = this;
    const startMs = NINE_MS + number * DAY_MS;
    // No two days are alike, and nobody knows beforehand which this is.
    this.#pace = Math.exp(0.12 * this.#normal());
    const crowd = Math.exp(0.15 * this.#normal());
    for (const [i, windowId] of Object.keys(this.#scenario.windows).entries()) this.#staff(windowId, i, startMs);
    for (const [serviceId, perHour] of Object.entries(this.#scenario.perHour)) {
      this.#crowd(serviceId, perHour * crowd, startMs);
    }
    hall.runUntil(startMs + OPEN_MS + 5 * 3_600_000);
    for (const windowId of Object.keys(this.#scenario.windows)) hall.submit({ type: "close-window", windowId });
    hall.learn();
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }

  #exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }

  #crowd(serviceId: string, perHour: number, startMs: number): void {
    const { priorityShare, patienceMinutes } = this.#scenario;
    for (let atMs = startMs; atMs < startMs + OPEN_MS - 30 * MINUTE_MS; ) {
      atMs += this.#exponential(3_600_000 / (perHour * rush((atMs - startMs) / 3_600_000)));
      this.hall.at(atMs, () => {
        const priority = this.#random() < priorityShare ? (this.#random() < 0.7 ? "elderly" : "disabled") : null;
        const command = { type: "issue-ticket", serviceId, priority, kioskId: null, language: null } as const;
        const ticketId = this.hall.does(command).subject?.ticketId ?? "";
        if (!Number.isFinite(patienceMinutes)) return;
        this.hall.at(this.hall.nowMs + this.#exponential(patienceMinutes) * MINUTE_MS, () => {
          const waits = this.hall.state.tickets.get(ticketId)?.state === "waiting";
          if (waits) this.hall.does({ type: "leave-ticket", ticketId });
        });
      });
    }
  }

  /** A member of staff: opens late or early, pauses now and then, goes to lunch in the first or the second turn. */
  #staff(windowId: string, turn: number, startMs: number): void {
    const { lunch, pauseEveryMinutes } = this.#scenario;
    this.hall.at(startMs + this.#random() * 10 * MINUTE_MS, () => {
      this.hall.does({ type: "open-window", windowId, staffId: null });
      this.#work(windowId);
    });
    const lunchMs = startMs + (turn % 2 === 0 ? 3 : 3.75) * 3_600_000 + this.#normal() * 4 * MINUTE_MS;
    if (lunch) this.#absent(windowId, lunchMs, (40 + this.#random() * 10) * MINUTE_MS);
    for (let atMs = startMs; ; ) {
      atMs += this.#exponential(pauseEveryMinutes) * MINUTE_MS;
      if (atMs > startMs + OPEN_MS) return;
      this.#absent(windowId, atMs, (4 + this.#random() * 10) * MINUTE_MS);
    }
  }

  #absent(windowId: string, fromMs: number, ms: number): void {
    const { hall } = this;
    hall.at(fromMs, () => {
      const window = hall.window(windowId);
      // Whoever is at the window is served to the end.
      if (window.state === "open" && window.ticketId !== null) {
        hall.at(hall.nowMs + MINUTE_MS, () => this.#absentNow(windowId, ms));
      } else this.#absentNow(windowId, ms);
    });
  }

  #absentNow(windowId: string, ms: number): void {
    const { hall } = this;
    if (hall.window(windowId).state !== "open") return;
    hall.does({ type: "pause-window", windowId, reason: null });
    hall.at(hall.nowMs + ms, () => {
      if (hall.window(windowId).state !== "paused") return;
      hall.does({ type: "resume-window", windowId });
      if (hall.window(windowId).ticketId === null) this.#work(windowId);
    });
  }

  /** Calls, serves or misses, and goes on. */
  #work(windowId: string): void {
    const { hall } = this;
    const again = (ms: number) => hall.at(hall.nowMs + ms, () => this.#work(windowId));
    const window = hall.window(windowId);
    if (window.state !== "open" || window.ticketId !== null) return;
    const { subject } = hall.does({ type: "call-next", windowId, fromKeypad: false });
    const ticketId = subject?.ticketId;
    if (ticketId === undefined) {
      again((10 + this.#random() * 20) * 1000);
      return;
    }
    if (this.#random() < this.#scenario.noShowShare) {
      hall.at(hall.nowMs + (60 + this.#random() * 60) * 1000, () => {
        hall.does({ type: "missed", windowId });
        again(this.#random() * 20_000);
      });
      return;
    }
    const mean = this.#scenario.meanMinutes[hall.ticket(ticketId).serviceId] ?? 8;
    // Log-normal: most are short, a few take three times as long.
    const minutes = mean * this.#pace * Math.exp(0.55 * this.#normal() - 0.15);
    hall.at(hall.nowMs + minutes * MINUTE_MS, () => {
      hall.does({ type: "finish", windowId });
      again((5 + this.#random() * 40) * 1000);
    });
  }
}
