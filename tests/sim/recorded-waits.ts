// Recorded days through a hall that tells waits: by our rule of dispatch, or called exactly when they were called.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HallSettings } from "../../controller/domain/types.ts";
import { settingsWith } from "../domain/given-hall.ts";
import { WaitingHall } from "./waiting-hall.ts";

const CSV = join(import.meta.dirname, "..", "workloads", "anonymous-bank-1999-02-a.csv");
const TYPES = ["PS", "PE", "NE", "NW", "IN", "TT"];
const DAY_MS = 86_400_000;
const GAP_SECONDS_MAX = 15 * 60;
const CLASSES = [null, "silver", "gold"] as const;
const FIRST_MS = Date.UTC(1999, 0, 31) - 8 * 3_600_000;

interface Row {
  readonly arriveSeconds: number;
  readonly type: string;
  readonly priority: string | null;
  readonly served: boolean;
  readonly waitSeconds: number;
  readonly serviceSeconds: number;
  readonly clerk: string;
}

const days = new Map<number, Row[]>();
for (const line of readFileSync(CSV, "utf8").trim().split("\n").slice(1)) {
  const [day, arrive, type = "", priority, outcome, wait, service, clerk = ""] = line.split(",");
  const rows = days.get(Number(day)) ?? [];
  days.set(Number(day), rows);
  rows.push({
    ...{ arriveSeconds: Number(arrive), type, priority: CLASSES[Number(priority)] ?? null, clerk },
    ...{ served: outcome === "served", waitSeconds: Number(wait), serviceSeconds: Number(service) },
  });
}
const clerks = [...new Set([...days.values()].flat().map(({ clerk }) => clerk))].filter((clerk) => clerk !== "");

function settings(windowIds: readonly string[]): HallSettings {
  const services = TYPES.map((id, i) => ({
    ...{ id, prefix: "ABCDEF"[i] ?? "Z", digits: 3, name: { en: id } },
    ...{ caseLimitMinutes: null, dailyMax: null },
  }));
  return settingsWith(
    { services, windows: windowIds.map((id) => ({ id, name: { en: id }, services: TYPES })) },
    { priority: { classes: ["gold", "silver"] }, rating: { inviteOnFinish: false } },
  );
}

/** The people of the days, served by so many windows by our own rule; work takes as long as it took. */
export class OwnRule {
  readonly hall: WaitingHall;
  readonly #windows: readonly string[];
  readonly #rows = new Map<string, Row>();

  constructor(windows: number) {
    this.#windows = Array.from({ length: windows }, (_, i) => String(i + 1));
    this.hall = new WaitingHall(settings(this.#windows), FIRST_MS);
  }

  day(number: number): void {
    const { hall } = this;
    const midnightMs = FIRST_MS + number * DAY_MS;
    const rows = days.get(number) ?? [];
    const firstMs = midnightMs + 7 * 3_600_000;
    for (const windowId of this.#windows) {
      hall.at(firstMs, () => {
        hall.submit({ type: "open-window", windowId, staffId: null });
        this.#work(windowId);
      });
    }
    for (const row of rows) {
      if (row.arriveSeconds < 7 * 3600) continue;
      hall.at(midnightMs + row.arriveSeconds * 1000, () => this.#comes(row));
    }
    hall.runUntil(midnightMs + DAY_MS - 1000);
    for (const windowId of this.#windows) {
      hall.submit({ type: "finish", windowId });
      hall.submit({ type: "close-window", windowId });
    }
    hall.learn();
  }

  #comes(row: Row): void {
    const { hall } = this;
    const { priority, type: serviceId } = row;
    const command = { type: "issue-ticket", serviceId, priority, kioskId: null, language: null } as const;
    const ticketId = hall.does(command).subject?.ticketId ?? "";
    this.#rows.set(ticketId, row);
    if (row.served) return;
    hall.at(hall.nowMs + row.waitSeconds * 1000, () => {
      if (hall.state.tickets.get(ticketId)?.state === "waiting") hall.does({ type: "leave-ticket", ticketId });
    });
  }

  #work(windowId: string): void {
    const { hall } = this;
    if (hall.window(windowId).state !== "open") return;
    const { subject } = hall.does({ type: "call-next", windowId, fromKeypad: false });
    const row = this.#rows.get(subject?.ticketId ?? "");
    // Who left on that day is served here when his turn came earlier: as long as others on average.
    const seconds = row === undefined ? 15 : row.serviceSeconds || 170;
    hall.at(hall.nowMs + seconds * 1000, () => this.#work(windowId));
  }
}

/** The days as they were: who was called when, and by whom. `slower`: every time so many times as long. */
export class AsRecorded {
  readonly hall = new WaitingHall(settings(clerks), FIRST_MS);
  readonly #slower: number;
  #fromMs = FIRST_MS;

  constructor(slower: number) {
    this.#slower = slower;
    this.hall.knowsHours = slower === 1;
  }

  day(number: number): void {
    const { hall } = this;
    const startMs = this.#fromMs;
    const at = (seconds: number, run: () => void) => hall.at(startMs + seconds * 1000 * this.#slower, run);
    const rows = [...(days.get(number) ?? [])].sort((one, other) => one.arriveSeconds - other.arriveSeconds);
    for (const row of rows) {
      at(row.arriveSeconds, () => {
        const { priority, type: serviceId } = row;
        const command = { type: "issue-ticket", serviceId, priority, kioskId: null, language: null } as const;
        const ticketId = hall.does(command).subject?.ticketId ?? "";
        at(row.arriveSeconds + row.waitSeconds, () => this.#ends(row, ticketId, at));
      });
    }
    for (const clerk of clerks) this.#shifts(clerk, rows, at);
    hall.runUntil(startMs + DAY_MS * this.#slower);
    this.#fromMs = startMs + DAY_MS * this.#slower;
    for (const clerk of clerks) hall.submit({ type: "close-window", windowId: clerk });
    hall.learn();
  }

  #ends(row: Row, ticketId: string, at: (seconds: number, run: () => void) => void): void {
    const { hall } = this;
    if (!row.served) {
      if (hall.state.tickets.get(ticketId)?.state === "waiting") hall.does({ type: "leave-ticket", ticketId });
      return;
    }
    const windowId = row.clerk;
    if (hall.window(windowId).state !== "open") hall.submit({ type: "open-window", windowId, staffId: null });
    hall.submit({ type: "call-ticket", windowId, ticket: { ticketId }, fromKeypad: false });
    at(row.arriveSeconds + row.waitSeconds + row.serviceSeconds, () => {
      if (hall.window(windowId).ticketId === ticketId) hall.submit({ type: "finish", windowId });
    });
  }

  /** A clerk with nobody for a quarter of an hour was not there. */
  #shifts(clerk: string, rows: readonly Row[], at: (seconds: number, run: () => void) => void): void {
    const calls = rows
      .filter((row) => row.clerk === clerk)
      .map(({ arriveSeconds, waitSeconds, serviceSeconds }) => {
        const fromSeconds = arriveSeconds + waitSeconds;
        return { fromSeconds, toSeconds: fromSeconds + serviceSeconds };
      })
      .sort((one, other) => one.fromSeconds - other.fromSeconds);
    calls.forEach(({ fromSeconds, toSeconds }, i) => {
      const next = calls[i + 1];
      const isLast = next === undefined || next.fromSeconds - toSeconds > GAP_SECONDS_MAX;
      const before = calls[i - 1];
      if (before === undefined || fromSeconds - before.toSeconds > GAP_SECONDS_MAX) {
        at(fromSeconds - 1, () => void this.hall.submit({ type: "open-window", windowId: clerk, staffId: null }));
      }
      if (isLast) at(toSeconds + 1, () => void this.hall.submit({ type: "close-window", windowId: clerk }));
    });
  }
}
