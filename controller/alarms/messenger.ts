// Tells alarms to people and systems outside, through the outbox: once, again until acknowledged, and when it is over.
import { alarmWords, SEVERITY_WORDS } from "../contract/alarm-words.ts";
import { type AlarmRule, PRIVATE_KINDS, sinksOf } from "../domain/alarm-kinds.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { Alarm, HallState } from "../domain/types.ts";
import type { Outbox, OutboxMessage, OutboxRow } from "../messages/ports.ts";

/** Somebody on duty. */
export interface Duty {
  readonly id: string;
  readonly staff?: string | undefined;
  readonly atLeast?: string | undefined;
}

export interface MessengerOptions {
  readonly outbox: Outbox;
  readonly rules: readonly AlarmRule[];
  readonly duty: readonly Duty[];
  readonly repeatMinutes: number;
  readonly repeatsMax: number;
  /** `HH:MM-HH:MM`, local; may run over midnight. */
  readonly quietHours: readonly string[];
  readonly messagesMax: number;
}

/** What one receiver has been told of one alarm. */
interface Told {
  readonly alarmId: string;
  readonly raisedAtMs: number;
  readonly subject: string;
  readonly kind: string;
  /** Tellings so far. */
  times: number;
  lastMs: number;
  /** Of the newest telling. */
  messageId: string;
}

interface Due {
  readonly alarm: Alarm;
  readonly rule: AlarmRule;
  readonly times: number;
}

/** Kept in the message, so that a restart knows what was told. Senders do not look at it. */
interface Note {
  readonly alarms?: readonly Pick<Told, "alarmId" | "raisedAtMs" | "times" | "subject" | "kind">[];
  readonly over?: true;
}

const MINUTE_MS = 60_000;
const BOUND_MS = 10 * MINUTE_MS;
/** The last message of a storm waits so long for what else comes. */
const GATHER_MS = 30_000;
const EXPIRES_MS = 60 * MINUTE_MS;
const REMEMBERED_MS = 24 * 60 * MINUTE_MS;
const ROWS_READ_MAX = 500;
const NAMES_TOLD_MAX = 3;
const RANK: Readonly<Record<string, number>> = { info: 0, minor: 1, major: 2, critical: 3 };

function rankOf(severity: string): number {
  return RANK[severity] ?? 1;
}

export function isQuiet(spans: readonly string[], nowMs: number, timezone: string): boolean {
  const time = isoWithOffset(nowMs, timezone).slice(11, 16);
  return spans.some((span) => {
    const [from = "", to = ""] = span.split("-");
    return from <= to ? from <= time && time < to : time >= from || time < to;
  });
}

export class Messenger {
  readonly #options: MessengerOptions;
  readonly #rules: ReadonlyMap<string, AlarmRule>;
  /** By receiver, then by alarm. */
  readonly #told = new Map<string, Map<string, Told>>();
  /** By receiver: when messages were put, within the last ten minutes. */
  readonly #puts = new Map<string, number[]>();
  /** By receiver: since when something waits for the last message of a storm. */
  readonly #gathering = new Map<string, number>();

  constructor(options: MessengerOptions, nowMs: number) {
    this.#options = options;
    this.#rules = new Map(options.rules.map((rule) => [rule.id, rule]));
    this.#remember(nowMs);
  }

  /** After each look at the hall. */
  tell(state: HallState, nowMs: number): void {
    const due = new Map<string, Due[]>();
    for (const alarm of state.alarms.values()) {
      const rule = this.#rules.get(alarm.rule);
      if (rule === undefined || !rule.enabled) continue;
      for (const receiver of sinksOf(rule, alarm.detail)) {
        if (!/^(sms|webhook):/.test(receiver) || !this.#mayHear(receiver, alarm, rule, state)) continue;
        const times = this.#timesDue(receiver, alarm, rule, state, nowMs);
        if (times !== null) due.set(receiver, [...(due.get(receiver) ?? []), { alarm, rule, times }]);
      }
    }
    for (const [receiver, list] of due) this.#send(receiver, list, state, nowMs);
    for (const receiver of this.#told.keys()) this.#resolve(receiver, state, nowMs);
  }

  /** The person rated, and whoever sits at that window, never hears of a bad rating from here (D2). */
  #mayHear(receiver: string, alarm: Alarm, rule: AlarmRule, state: HallState): boolean {
    if (!receiver.startsWith("sms:")) return true;
    const duty = this.#options.duty.find(({ id }) => `sms:${id}` === receiver);
    if (duty === undefined || rankOf(severityOf(alarm, rule)) < rankOf(duty.atLeast ?? "info")) return false;
    if (duty.staff === undefined || !PRIVATE_KINDS.has(rule.kind)) return true;
    const atWindow = alarm.windowId === undefined ? null : state.windows.get(alarm.windowId)?.staffId;
    return duty.staff !== alarm.staffId && duty.staff !== atWindow;
  }

  /** How often it has been told before, if it is to be told now; else null. */
  #timesDue(receiver: string, alarm: Alarm, rule: AlarmRule, state: HallState, nowMs: number): number | null {
    const { repeatMinutes, repeatsMax, quietHours } = this.#options;
    if (alarm.acknowledged !== undefined || (alarm.silencedUntilMs ?? 0) > nowMs) return null;
    const isCritical = severityOf(alarm, rule) === "critical";
    if (!isCritical && isQuiet(quietHours, nowMs, state.settings.timezone)) return null;
    const told = this.#told.get(receiver)?.get(alarm.id);
    if (told === undefined || told.raisedAtMs !== alarm.raisedAtMs) return 0;
    if (repeatMinutes === 0 || told.times > repeatsMax) return null;
    return nowMs - told.lastMs >= repeatMinutes * MINUTE_MS ? told.times : null;
  }

  /** Single messages while there is room; the last room is for all the rest in one. What is critical always goes. */
  #send(receiver: string, list: readonly Due[], state: HallState, nowMs: number): void {
    const order = [...list].sort(
      (left, right) => rankOf(severityOf(right.alarm, right.rule)) - rankOf(severityOf(left.alarm, left.rule)),
    );
    const rest: Due[] = [];
    for (const due of order) {
      const isCritical = severityOf(due.alarm, due.rule) === "critical";
      if (this.#room(receiver, nowMs) > 1 || isCritical) this.#put(receiver, [due], state, nowMs);
      else rest.push(due);
    }
    if (rest.length === 0) {
      this.#gathering.delete(receiver);
      return;
    }
    const sinceMs = this.#gathering.get(receiver) ?? nowMs;
    this.#gathering.set(receiver, sinceMs);
    if (nowMs - sinceMs < GATHER_MS || this.#room(receiver, nowMs) < 1) return;
    this.#gathering.delete(receiver);
    this.#put(receiver, rest, state, nowMs);
  }

  #room(receiver: string, nowMs: number): number {
    const puts = (this.#puts.get(receiver) ?? []).filter((atMs) => nowMs - atMs < BOUND_MS);
    this.#puts.set(receiver, puts);
    return this.#options.messagesMax - puts.length;
  }

  #put(receiver: string, dues: readonly Due[], state: HallState, nowMs: number): void {
    const [first] = dues;
    if (first === undefined) return;
    const { alarm, times } = first;
    const one = `alarm:${alarm.id}:${alarm.raisedAtMs}:${times}:${receiver}`;
    const id = dues.length === 1 ? one : `alarms:${nowMs}:${receiver}`;
    const alarms = dues.map((due) => ({
      ...{ alarmId: due.alarm.id, raisedAtMs: due.alarm.raisedAtMs, times: due.times + 1 },
      ...{ subject: due.alarm.subject, kind: due.rule.kind },
    }));
    const text = dues.length === 1 ? textOf(first, state) : textOfMany(dues, state);
    this.#options.outbox.put([this.#message(id, receiver, text, { alarms }, state, nowMs)]);
    this.#puts.set(receiver, [...(this.#puts.get(receiver) ?? []), nowMs]);
    for (const told of alarms) this.#note(receiver, { ...told, lastMs: nowMs, messageId: id });
  }

  /** Over: not sent at all if the alarm itself has not left yet. */
  #resolve(receiver: string, state: HallState, nowMs: number): void {
    const own = this.#told.get(receiver) ?? new Map<string, Told>();
    for (const told of own.values()) {
      if (state.alarms.get(told.alarmId)?.raisedAtMs === told.raisedAtMs) continue;
      own.delete(told.alarmId);
      const { alarmId, raisedAtMs, subject, kind, messageId } = told;
      const isSingle = messageId.startsWith("alarm:");
      if (isSingle && this.#options.outbox.cancel([messageId]) > 0 && told.times === 1) continue;
      const isNight = isQuiet(this.#options.quietHours, nowMs, state.settings.timezone);
      if (isNight || this.#room(receiver, nowMs) <= 1) continue;
      const { title } = alarmWords(kind);
      const text = `[解除 over] ${subject} ${title["zh-CN"]} ${title.en}`;
      const id = `alarm:${alarmId}:${raisedAtMs}:over:${receiver}`;
      const note: Note = { alarms: [{ alarmId, raisedAtMs, times: told.times, subject, kind }], over: true };
      this.#options.outbox.put([this.#message(id, receiver, text, note, state, nowMs)]);
      this.#puts.set(receiver, [...(this.#puts.get(receiver) ?? []), nowMs]);
    }
  }

  #message(id: string, receiver: string, text: string, note: Note, state: HallState, nowMs: number): OutboxMessage {
    const [channel, to = ""] = receiver.split(":", 2);
    const expiresAtMs = nowMs + EXPIRES_MS;
    if (channel === "sms") return { id, channel, to: dutyContact(to), body: { text, ...note }, expiresAtMs };
    const timestamp = isoWithOffset(nowMs, state.settings.timezone);
    const type = note.over === true ? "alarm.over" : "alarm.notice";
    const body = { type, timestamp, data: { hallId: state.settings.hallId, text, alarms: note.alarms }, ...note };
    return { id, channel: "webhook", to, body, expiresAtMs };
  }

  #note(receiver: string, told: Told): void {
    const own = this.#told.get(receiver) ?? new Map<string, Told>();
    this.#told.set(receiver, own.set(told.alarmId, told));
  }

  /** After a start: what the outbox holds was told, and is not told anew. */
  #remember(nowMs: number): void {
    const { outbox } = this.#options;
    const rows = (["sms", "webhook"] as const)
      .flatMap((channel) => outbox.list({ channel, limit: ROWS_READ_MAX }))
      .filter(({ id, createdAtMs }) => /^alarms?:/.test(id) && nowMs - createdAtMs < REMEMBERED_MS)
      .sort((left, right) => left.createdAtMs - right.createdAtMs);
    for (const row of rows) this.#rememberRow(row, nowMs);
  }

  #rememberRow({ id, channel, to, body, createdAtMs }: OutboxRow, nowMs: number): void {
    const receiver = `${channel}:${channel === "sms" ? to.slice(dutyContact("").length) : to}`;
    const { alarms = [], over } = body as Note;
    if (nowMs - createdAtMs < BOUND_MS) this.#puts.set(receiver, [...(this.#puts.get(receiver) ?? []), createdAtMs]);
    for (const told of alarms) {
      if (over === true) this.#told.get(receiver)?.delete(told.alarmId);
      else this.#note(receiver, { ...told, lastMs: createdAtMs, messageId: id });
    }
  }
}

/** Where the number of somebody on duty is kept, apart from the log. */
export function dutyContact(id: string): string {
  return `contact:duty:${id}`;
}

function severityOf(alarm: Alarm, rule: AlarmRule): string {
  return alarm.severity ?? rule.severity;
}

function textOf({ alarm, rule, times }: Due, { settings }: HallState): string {
  const { title, toDo } = alarmWords(rule.kind, alarm.detail);
  const severity = SEVERITY_WORDS[severityOf(alarm, rule)]?.["zh-CN"] ?? "";
  const again = times === 0 ? "" : `（第${times + 1}次 again）`;
  const since = isoWithOffset(alarm.raisedAtMs, settings.timezone).slice(11, 16);
  const head = `[${severity}] ${title["zh-CN"]} ${title.en}${again}`;
  return `${head}：${alarm.subject} ${alarm.detail} ${since}。${toDo["zh-CN"]}`;
}

/** The rest of a storm in one message. */
function textOfMany(dues: readonly Due[], { settings }: HallState): string {
  const named = dues.slice(0, NAMES_TOLD_MAX).map(({ alarm, rule }) => {
    return `${alarmWords(rule.kind, alarm.detail).title["zh-CN"]} ${alarm.subject}`;
  });
  const name = settings.name["zh-CN"] ?? settings.hallId;
  const rest = dues.length > named.length ? " …" : "";
  return `[告警] ${name} 另有${dues.length}条 ${dues.length} more: ${named.join("；")}${rest}`;
}
