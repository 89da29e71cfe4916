// An invented month of asking: a real rule book, a modem and a telephone of the test's own, everything from one seed.
import { isDeepStrictEqual } from "node:util";
import { meantBy } from "../../controller/asking/answers.ts";
import { type Asked, AskRegister, ticketRef } from "../../controller/asking/register.ts";
import { codeOf, replyOf } from "../../controller/asking/sms-reply.ts";
import { callbackDue, callbacksOf, isWithinHours } from "../../controller/domain/asking.ts";
import type { AskingSettings } from "../../controller/domain/asking-types.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import type { CallbackResult } from "../../controller/domain/rating-types.ts";
import type { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { GivenHall, MINUTE_MS, settingsWith } from "./given-hall.ts";

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const SMS_HOURS = "09:00-20:00";
export const PHONE_HOURS = "09:00-17:30";
export const REMINDERS = 1;
const ASKING: AskingSettings = {
  sms: { afterMinutes: 60, hours: SMS_HOURS, reminders: REMINDERS, reminderAfterDays: 2, expiresDays: 30 },
  phone: { afterDays: 3, attemptsMax: 3, retryHours: 4, hours: PHONE_HOURS, sampleShare: 1 },
};

/** Two at the windows, one who only rings. */
const STAFF = ["s01", "s02", "s03"].map((id) => ({ id, name: id, number: id.replace("s", "10") }));

/** A message that left the hall. */
export interface SentMessage {
  readonly caseId: string;
  readonly phone: string;
  readonly atMs: number;
  readonly kind: "ask" | "help" | "rated";
  readonly untilMs: number;
}

/** mulberry32 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Habit = "silent" | "answers" | "chats" | "twice" | "opts-out" | "late";
const HABITS: readonly Habit[] = ["silent", "silent", "answers", "answers", "chats", "twice", "opts-out", "late"];

/** A vault in memory; numbers are already in their one form. */
class MemoryVault {
  readonly records = new Map<string, unknown>();
  get = (ref: string) => (this.records.get(ref) as { phone: string } | undefined) ?? null;
  seal = (ref: string, value: unknown) => void this.records.set(ref, value);
  unseal = (ref: string) => this.records.get(ref) ?? null;
  refs = (kind: string) => [...this.records.keys()].filter((ref) => ref.startsWith(`${kind}:`));
  forget = (ref: string) => this.records.delete(ref);
}

export class AskingMonth {
  readonly hall: GivenHall;
  readonly sent: SentMessage[] = [];
  readonly optedOutAtMs = new Map<string, number>();
  /** What each person meant to say about which case: a rating of another case is a wrong one. */
  readonly meant = new Map<string, Set<string>>();
  /** Calls that were begun while another was under way with the same number. */
  doubleCalls = 0;
  /** How often the list of people to ring was not what all cases say, and was longer than was asked for. */
  wrongLists = 0;
  longLists = 0;
  readonly refused: string[] = [];
  readonly #random: () => number;
  readonly #vault = new MemoryVault();
  readonly #register: AskRegister;
  readonly #habits = new Map<string, Habit>();
  readonly #later: { readonly atMs: number; readonly run: () => void }[] = [];
  #read = 0;
  #tokens = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    const settings = settingsWith({ rating: { asking: ASKING }, staff: STAFF });
    this.hall = new GivenHall(settings);
    this.#register = this.#newRegister();
    this.hall.does({ type: "tick" });
    for (const [windowId, staffId] of [
      ["1", "s01"],
      ["2", "s02"],
    ] as const)
      this.hall.does({ type: "open-window", windowId, staffId });
  }

  #newRegister(): AskRegister {
    const vault = this.#vault as unknown as SqliteVault;
    return new AskRegister({ vault, countryCode: "86", newToken: () => `link-${++this.#tokens}-of-the-test-only` });
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  /** So many days, and then until the last period is over. */
  run(days: number): void {
    const endMs = this.hall.nowMs + (days + 9) * DAY_MS;
    const visitsEndMs = this.hall.nowMs + days * DAY_MS;
    for (; this.hall.nowMs < endMs; this.hall.later(20 * MINUTE_MS)) {
      this.hall.submit({ type: "tick" });
      this.#open();
      const open = isWithinHours("09:00-17:00", this.hall.nowMs, "Asia/Shanghai");
      if (open && this.hall.nowMs < visitsEndMs && this.#chance(0.5)) this.#visit();
      this.#follow();
      const due = this.#later.filter(({ atMs }) => atMs <= this.hall.nowMs);
      for (const one of due) this.#later.splice(this.#later.indexOf(one), 1);
      for (const { run } of due) run();
      this.#follow();
      if (this.#chance(0.3)) this.#ring();
    }
    this.hall.submit({ type: "tick" });
  }

  /** The windows close when the day turns. */
  #open(): void {
    for (const [windowId, staffId] of [
      ["1", "s01"],
      ["2", "s02"],
    ] as const)
      if (this.hall.window(windowId).state === "closed") this.hall.submit({ type: "open-window", windowId, staffId });
  }

  #visit(): void {
    const windowId = this.#pick(["1", "2"]);
    const ticket = this.hall.issues("a");
    // Few numbers, so that people come again while an older message still waits; some are of strangers.
    const phone = `+8613800000${String(100 + Math.floor(this.#random() * 40))}`;
    if (this.#chance(0.8)) {
      this.#vault.seal(ticketRef(ticket.id), { phone });
      this.hall.does({ type: "leave-contact", ticketId: ticket.id, place: "kiosk" });
    }
    this.hall.does({ type: "call-ticket", windowId, ticket: { ticketId: ticket.id }, fromKeypad: false });
    this.hall.does({ type: "arrived", windowId });
    this.hall.does({ type: "finish", windowId });
    const caseId = this.hall.caseOf(ticket.id).id;
    // An angry clerk presses the pad, or a citizen does: either way it is one rating and no message.
    if (this.#chance(0.25)) this.hall.pressesPad(1 + Math.floor(this.#random() * 5), windowId);
    this.meant.set(caseId, new Set());
  }

  /** What the parts around the hall make of its events: as the follower of the log does. */
  #follow(): void {
    while (this.#read < this.hall.log.length) {
      const event = this.hall.log[this.#read++] as LoggedEvent;
      if (event.type === "rating.asked" && event.data.channel === "sms") this.#send(event);
      if (event.type === "contact.removed") this.#vault.forget(ticketRef(event.data.ticketId));
    }
  }

  #end(caseId: string, attempt: number, outcome: "delivered" | "undelivered" | "no-contact" | "expired" | "opted-out") {
    this.hall.submit({ type: "end-ask", caseId, channel: "sms", attempt, outcome });
  }

  #send(event: Extract<LoggedEvent, { type: "rating.asked" }>): void {
    const { caseId, ticketId, untilMs, attempt } = event.data;
    const asked = this.#register.assign(caseId, ticketId, untilMs, event.atMs);
    const end = (outcome: "no-contact" | "opted-out" | "expired") => this.#end(caseId, attempt, outcome);
    if (asked === null) {
      end("no-contact");
      return;
    }
    // Lost between the hall and the modem: its own time passes.
    const lost = this.#chance(0.05);
    if (lost || this.optedOutAtMs.has(asked.phone)) {
      end(lost ? "expired" : "opted-out");
      return;
    }
    this.sent.push({ caseId, phone: asked.phone, atMs: this.hall.nowMs, kind: "ask", untilMs });
    const delivered = this.#chance(0.85);
    const reports = this.#chance(0.2) ? 0 : this.#chance(0.2) ? 2 : 1;
    // Lost, late or doubled, and at times in the wrong order.
    for (let copy = 0; copy < reports; copy++) {
      const result = copy === 1 && this.#chance(0.2) ? !delivered : delivered;
      this.#in(this.#random() * 30 * HOUR_MS, () => this.#end(caseId, attempt, result ? "delivered" : "undelivered"));
    }
    if (delivered) this.#in(this.#random() * 20 * HOUR_MS, () => this.#citizen(asked));
  }

  #in(ms: number, run: () => void): void {
    this.#later.push({ atMs: this.hall.nowMs + ms, run });
  }

  #citizen(asked: Asked): void {
    const habit = this.#habits.get(asked.phone) ?? this.#pick(HABITS);
    this.#habits.set(asked.phone, habit);
    const level = 1 + Math.floor(this.#random() * 5);
    const code = codeOf(asked.slot, level);
    const says = (text: string) => {
      this.meant.get(asked.caseId)?.add(`${level}`);
      this.#receive(asked.phone, text);
    };
    if (habit === "answers") says(this.#pick([code, ` ${code}分 谢谢`, `${code}。`]));
    if (habit === "chats") {
      this.#receive(asked.phone, this.#pick(["你们的态度很好", "几点下班？", "", "谢谢"]));
      if (this.#chance(0.5)) says(code);
    }
    if (habit === "twice") {
      says(code);
      this.#in(HOUR_MS, () => this.#receive(asked.phone, code));
    }
    if (habit === "late") this.#in(9 * DAY_MS, () => this.#receive(asked.phone, code));
    if (habit === "opts-out") this.#optOut(asked.phone);
  }

  /** As the desk of answers does it. */
  #receive(phone: string, text: string): void {
    const asked = this.#register.ofPhone(phone, this.hall.nowMs);
    const reply = replyOf(text);
    const meant = reply === null ? null : meantBy(reply, asked);
    if (meant === null || reply === null) {
      const open = asked.find(({ caseId, untilMs }) => {
        const found = this.hall.state.cases.get(caseId);
        return found?.rating === null && found.settled === undefined && this.hall.nowMs < untilMs;
      });
      if (open !== undefined) this.#once(open, "help");
      return;
    }
    const told = this.hall.submit({ type: "answer-ask", caseId: meant.caseId, level: reply.level });
    if (told.ok) return;
    this.refused.push(told.code);
    if (told.code === "CASE_ALREADY_RATED" && this.hall.nowMs < meant.untilMs) this.#once(meant, "rated");
  }

  /** Known by its id in the outbox: never twice. */
  #once({ caseId, phone, untilMs }: Asked, kind: "help" | "rated"): void {
    if (this.optedOutAtMs.has(phone) || this.sent.some((one) => one.caseId === caseId && one.kind === kind)) return;
    this.sent.push({ caseId, phone, atMs: this.hall.nowMs, kind, untilMs });
  }

  #optOut(phone: string): void {
    if (!this.optedOutAtMs.has(phone)) this.optedOutAtMs.set(phone, this.hall.nowMs);
    for (const { caseId } of this.#register.ofPhone(phone, this.hall.nowMs))
      this.hall.submit({ type: "end-ask", caseId, channel: "sms", outcome: "opted-out" });
    for (const ticketId of [...this.hall.state.asking.contacts.keys()])
      if (this.#vault.get(ticketRef(ticketId))?.phone === phone)
        this.hall.submit({ type: "remove-contact", ticketId, reason: "opted-out" });
  }

  /** The list that is kept up with each event, against one made anew from all cases. */
  #compareLists(): void {
    const { state, nowMs } = this.hall;
    const all = [...state.cases.values()]
      .map((found) => callbackDue(state, found, nowMs))
      .filter((one) => one !== null);
    const due = all
      .filter(({ dueMs }) => dueMs <= nowMs)
      .sort((one, other) => one.dueMs - other.dueMs || (one.caseId < other.caseId ? -1 : 1));
    const anew = { due: due.slice(0, 3), waiting: due.length, own: 0, later: all.length - due.length };
    if (due.length > 3) this.longLists += 1;
    if (!isDeepStrictEqual(callbacksOf(state, nowMs, 3), anew)) this.wrongLists += 1;
  }

  /** Two callers at the same list; the rated clerk tries, too. */
  #ring(): void {
    this.#compareLists();
    const [due] = callbacksOf(this.hall.state, this.hall.nowMs, 1).due;
    if (due === undefined) return;
    const phone = this.#vault.get(ticketRef(due.ticketId))?.phone ?? "";
    const callers = this.#pick([
      ["s01", "s02", "s03"],
      ["s03", "s02", "s01"],
      ["s02", "s03", "s01"],
    ]);
    const leased = [...this.hall.state.asking.leases.keys()];
    const same = leased.filter((caseId) => {
      const ticketId = this.hall.state.cases.get(caseId)?.ticketId ?? "";
      return this.#vault.get(ticketRef(ticketId))?.phone === phone;
    });
    const claims = callers.map((by) =>
      this.hall.submit({ type: "claim-callback", caseId: due.caseId, by, sameNumber: same }),
    );
    if (claims.filter(({ ok }) => ok).length > 1) this.doubleCalls += 1;
    for (const claim of claims) if (!claim.ok) this.refused.push(claim.code);
    const by = callers[claims.findIndex(({ ok }) => ok)];
    if (by === undefined) return;
    const results: readonly CallbackResult[] = ["rated", "declined", "no-answer", "no-answer", "busy", "wrong-number"];
    const result = this.#pick(results);
    const level = 1 + Math.floor(this.#random() * 5);
    if (result === "rated") this.meant.get(due.caseId)?.add(`${level}`);
    const told = { caseId: due.caseId, by, result, ...(result === "rated" ? { level } : {}) } as const;
    this.#in(5 * MINUTE_MS, () => this.hall.submit({ type: "report-call", ...told }));
    // The level as spoken, sent once more by a hasty finger.
    if (this.#chance(0.2)) this.#in(6 * MINUTE_MS, () => this.hall.submit({ type: "report-call", ...told }));
  }
}
