// A hall of thirty windows over many seeded days, with everything that makes figures hard: undo, recalls, transfers,
// returns, holds, late ratings, pauses, a clerk who forgets to sign out, devices that drop, appointments, cases whose
// times say nothing, ratings written by a rule or taken over from another system.
import type { Command } from "../../controller/domain/commands.ts";
import type { EventData, LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import type { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { GivenHall, settingsWith } from "../domain/given-hall.ts";

const SERVICES = ["social", "tax", "house", "permit", "medical", "other"];
const PAUSES = ["午休", "会议", null];
/** Members of staff beyond one per window: they take over while a window is open. */
const SPARE_STAFF = 3;
const BOOKABLE = { slotMinutes: 30, capacity: 3, daysAhead: 3, earlyMinutes: 60, lateMinutes: 15, remindMinutes: 0 };
const THURSDAY = 4;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function monthSettings(windows: number, timezone = "Asia/Shanghai"): HallSettings {
  return settingsWith(
    {
      timezone,
      name: { "zh-CN": "示例政务服务大厅", en: "Demo Service Hall" },
      services: SERVICES.map((id, i) => ({
        ...{ id, prefix: "ABCDEF"[i] ?? "Z", digits: 3, name: { "zh-CN": `业务${i + 1}`, en: id } },
        ...{ caseLimitMinutes: i % 2 === 0 ? 6 : null, dailyMax: null },
        ...(i === 0 ? { appointments: BOOKABLE } : {}),
      })),
      windows: Array.from({ length: windows }, (_, i) => ({
        ...{ id: String(i + 1), name: { "zh-CN": `${i + 1}号窗口`, en: `Window ${i + 1}` }, services: SERVICES },
      })),
      staff: Array.from({ length: windows + SPARE_STAFF }, (_, i) => ({
        id: `s${i + 1}`,
        name: `员工${i + 1}`,
        number: `${1001 + i}`,
      })),
      calendar: {
        week: Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, ["09:00-17:00"]])),
        ...{ holidays: [], workdays: [], extended: [{ weekday: "thu", hours: ["17:00-20:00"] }] },
      },
    } as Partial<HallSettings>,
    {
      calls: { minimumSecondsBetween: 0 },
      missed: { returnAfterCalls: 0, maxReturns: 3 },
      priority: { classes: ["elderly", "disabled", "appointment"] },
      rating: { periodDays: 7 },
    },
  );
}

/** The same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class GivenMonth {
  readonly hall: GivenHall;
  readonly #random: () => number;
  readonly #unrated: string[] = [];
  readonly #finished: { readonly windowId: string; readonly caseId: string }[] = [];
  readonly #booked: string[] = [];
  #stored = 0;

  constructor(settings: HallSettings, startMs: number, seed: number) {
    this.hall = new GivenHall(settings, startMs);
    this.#random = seeded(seed);
  }

  /** One working day from 8:50 of the day that begins at `midnightMs`. */
  day(midnightMs: number, tickets: number): void {
    const { hall } = this;
    hall.nowMs = midnightMs + 530 * MINUTE_MS;
    this.#tries({ type: "tick" });
    this.#asks();
    this.#ruleRates();
    const { windows } = hall.settings;
    for (const [at, { id }] of windows.entries()) {
      hall.nowMs += this.#below(20_000);
      this.#tries({ type: "open-window", windowId: id, staffId: this.#chance(0.9) ? `s${at + 1}` : null });
    }
    const steps = tickets * 6;
    const stepMs = (8 * 3_600_000) / steps;
    for (let step = 0; step < steps; step += 1) {
      hall.nowMs += Math.floor(this.#below(stepMs * 2));
      this.#something();
      if (step % 50 === 0) this.#tries({ type: "tick" });
    }
    // The hall's offset is the same all year in these days; only the weekday of its own calendar counts.
    if (new Date(midnightMs + DAY_MS / 2).getUTCDay() === THURSDAY) this.#evening(Math.ceil(tickets / 2));
    for (const { id } of windows) {
      this.#tries({ type: "finish", windowId: id });
      if (this.#chance(0.97)) this.#tries({ type: "close-window", windowId: id });
    }
    this.#tries({ type: "tick" });
  }

  days(count: number, startMs: number, tickets: number): void {
    for (let day = 0; day < count; day += 1) this.day(startMs + day * DAY_MS, tickets);
  }

  /** Appends what is new, in batches as the service would. */
  storeIn(store: SqliteStore, batch = 500): void {
    const { log } = this.hall;
    for (; this.#stored < log.length; this.#stored += batch) {
      store.append({ events: log.slice(this.#stored, this.#stored + batch), answers: [] });
    }
    this.#stored = log.length;
  }

  #something(): void {
    const r = this.#random();
    const windowId = this.#of(this.hall.settings.windows).id;
    if (r < 0.2) this.#issues();
    else if (r < 0.45) this.#tries({ type: "call-next", windowId, fromKeypad: false });
    else if (r < 0.55) this.#tries({ type: "arrived", windowId });
    else if (r < 0.72) this.#finishes(windowId);
    else if (r < 0.76) this.#tries({ type: "recall", windowId });
    else if (r < 0.79) this.#tries({ type: "missed", windowId });
    else if (r < 0.81) this.#tries({ type: "hold", windowId });
    else if (r < 0.83) this.#tries({ type: "resume-ticket", windowId, ticketId: null });
    else if (r < 0.85) this.#tries({ type: "transfer", windowId, to: { serviceId: this.#of(SERVICES) } });
    else if (r < 0.89) this.#tries({ type: "undo", windowId, reason: null });
    else if (r < 0.91) this.#tries({ type: "pause-window", windowId, reason: this.#of(PAUSES) });
    else if (r < 0.94) this.#tries({ type: "resume-window", windowId });
    else if (r < 0.96) this.#aTicket();
    else if (r < 0.98) this.#ratesLater();
    else if (r < 0.991) this.#atTheDesk(windowId);
    else this.#device();
  }

  /** Extended hours: until after they have ended. */
  #evening(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.hall.nowMs += this.#below((8 * 3_600_000) / steps);
      this.#tries({ type: "tick" });
      this.#something();
      this.#finishes(this.#of(this.hall.settings.windows).id);
    }
  }

  /** What happens a few times a day. */
  #atTheDesk(windowId: string): void {
    const { state, settings } = this.hall;
    const r = this.#random();
    if (r < 0.3) {
      const time = `${String(9 + this.#below(8)).padStart(2, "0")}:${this.#of(["00", "30"])}`;
      const day = new Date(this.hall.nowMs + 8 * 3_600_000 + this.#below(2) * DAY_MS).toISOString().slice(0, 10);
      const asked = { serviceId: "social", day, time, language: null, needs: [], person: null } as const;
      const decision = this.hall.submit({ type: "book-appointment", ...asked });
      if (decision.ok) this.#booked.push(decision.subject?.appointmentId ?? "");
    } else if (r < 0.5) {
      const known = this.#booked.map((id) => state.offer.appointments.get(id));
      const due = known.find((one) => one?.state === "booked" && Math.abs(one.startMs - this.hall.nowMs) < 3_600_000);
      if (due !== undefined)
        this.#tries({ type: "check-in", by: { code: due.code }, kioskId: "kiosk-2", largePrint: false });
    } else if (r < 0.75) {
      const flagged = this.#chance(0.8);
      const done = this.#of(this.#finished.slice(-40));
      if (done !== undefined) this.#tries({ type: "flag-time", ...done, flagged });
    } else if (r < 0.9) {
      const staff = this.#of(settings.staff.slice(-SPARE_STAFF));
      this.#tries({ type: "open-window", windowId, staffId: staff.id });
    } else {
      const waiting = [...state.tickets.values()].filter((ticket) => ticket.state === "waiting");
      const ticketId = this.#of(waiting)?.id;
      if (ticketId !== undefined)
        this.#tries({ type: "upgrade-ticket", ticketId, priority: "disabled", reason: "seen" });
    }
  }

  /** Nobody rated: a rule writes a default, or another system had a rating. No command does either here. */
  #ruleRates(): void {
    const { hall } = this;
    for (const caseId of this.#unrated.splice(0, Math.floor(this.#unrated.length / 4))) {
      const found = hall.state.cases.get(caseId);
      if (found === undefined || found.status !== "finished" || found.rating !== null) continue;
      const { ticketId, number, serviceId, windowId, staffId } = found;
      const isDefault = this.#chance(0.7);
      const data: EventData["rating.recorded"] = {
        ...{ ticketId, number, serviceId, windowId, caseId, staffId, stage: 2, sequence: 1, level: 5 },
        ...{ ratingId: `written-${caseId}`, reasons: [], comment: null, deviceId: null },
        ...{ channel: isDefault ? "system_default" : "web_pc", origin: isDefault ? "default" : "imported" },
      };
      const atMs = Math.max(hall.nowMs, hall.log.at(-1)?.atMs ?? 0);
      const logged: LoggedEvent = { type: "rating.recorded", data, seq: hall.state.seq + 1, atMs, actor: "system" };
      fold(hall.state, logged);
      hall.log.push(logged);
    }
  }

  /** After the pad, by message and by call, with what may become of both; some were asked at the pad as well. */
  #asks(): void {
    const { hall } = this;
    const open = [...hall.state.cases.values()].filter(
      ({ status, rating }) => status === "finished" && rating === null,
    );
    for (const found of open.slice(-60)) {
      const caseId = found.id;
      if (this.#chance(0.5)) continue;
      const r = this.#random();
      if (r < 0.3) {
        const by = "s1";
        const result = this.#of(["declined", "no-answer", "rated"] as const);
        const said = result === "rated" ? { level: this.#level() } : {};
        this.#tries({ type: "attempt-callback", caseId, by, result, ...said });
        continue;
      }
      const channel = r < 0.9 ? "sms" : "page";
      const attempt = (found.asked?.length ?? 0) + 1;
      const untilMs = hall.nowMs + DAY_MS;
      this.#tries({ type: "ask-rating", caseId, channel, stage: 2, attempt, untilMs });
      const outcome = this.#of(["delivered", "undelivered", "expired", null] as const);
      if (outcome !== null) this.#tries({ type: "end-ask", caseId, channel, attempt, outcome });
    }
  }

  #issues(): void {
    const serviceId = this.#of(SERVICES);
    const priority = this.#chance(0.1) ? "elderly" : null;
    const kioskId = this.#of(["kiosk-1", "kiosk-2", null]);
    const command = { type: "issue-ticket", serviceId, priority, kioskId, language: null } as const;
    const decision = this.hall.submit(command);
    if (!decision.ok || kioskId !== "kiosk-1") return;
    const ticketId = decision.subject?.ticketId ?? "";
    this.#tries({ type: "print-started", ticketId, deviceId: "printer-1" });
    const outcome = this.#chance(0.95) ? "printed" : "failed";
    this.#tries({ type: "print-ended", ticketId, deviceId: "printer-1", outcome, reason: "" });
  }

  #finishes(windowId: string): void {
    const decision = this.hall.submit({ type: "finish", windowId });
    if (!decision.ok) return;
    const { caseId } = decision.subject ?? {};
    if (caseId !== undefined) this.#finished.push({ windowId, caseId });
    if (this.#chance(0.5)) {
      this.hall.nowMs += 3_000;
      this.hall.pressesPad(this.#level(), windowId);
    } else if (caseId !== undefined) this.#unrated.push(caseId);
  }

  /** By message, minutes or days after the case. */
  #ratesLater(): void {
    const caseId = this.#unrated.splice(this.#below(this.#unrated.length), 1)[0];
    if (caseId === undefined) return;
    const channel = this.#of(["sms", "phone", "qr", "mobile"] as const);
    const more = { reasons: [], comment: null, deviceId: null };
    this.#tries({ type: "record-rating", windowId: null, caseId, level: this.#level(), channel, ...more });
  }

  #aTicket(): void {
    const tickets = [...this.hall.state.tickets.values()];
    const ticket = this.#of(tickets.slice(-300));
    if (ticket === undefined) return;
    if (ticket.state === "missed") this.#tries({ type: "return-ticket", ticketId: ticket.id });
    else if (this.#chance(0.2)) this.#tries({ type: "void-ticket", ticketId: ticket.id, reason: "test" });
    else if (ticket.state === "waiting") this.#tries({ type: "leave-ticket", ticketId: ticket.id });
  }

  #device(): void {
    const deviceId = this.#of(["printer-1", "strip-1", "pad-1"]);
    const state = this.#of(["online", "offline", "faulted"] as const);
    this.#tries({ type: "device-changed", deviceId, state, detail: "" });
  }

  #tries(command: Command): void {
    this.hall.submit(command);
  }

  #level(): number {
    return this.#chance(0.1) ? 1 + this.#below(2) : 3 + this.#below(3);
  }

  #below(max: number): number {
    return Math.floor(this.#random() * max);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #of<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}
