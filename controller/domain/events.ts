// The facts of the hall. Types are never renamed or reused; a new shape gets a new type and the fold reads both.
import type { AccessEventData } from "./access-events.ts";
import type { AlarmEventData } from "./alarm-events.ts";
import type { AskingDayPart, AskingEventData } from "./asking-events.ts";
import type { Notice } from "./board-types.ts";
import type { ConsoleEventData } from "./console-events.ts";
import type { Emergency } from "./console-types.ts";
import type { DeskEventData } from "./desk-events.ts";
import type { EvidenceEventData, EvidenceState } from "./evidence-events.ts";
import type { FloorEventData } from "./floor-events.ts";
import type { Stopped } from "./floor-types.ts";
import type { LoopDayPart, LoopEventData } from "./loop-events.ts";
import type { OfferEventData } from "./offer-events.ts";
import type { Appointment } from "./offer-types.ts";
import type { PrivacyEventData } from "./privacy.ts";
import type { RatingDayPart, RatingEventData, RecordedMore } from "./rating-events.ts";
import type { RatingOrigin } from "./rating-types.ts";
import type { SettingsChange } from "./settings-change.ts";
import type {
  Alarm,
  Case,
  DeviceState,
  Level,
  LocalDay,
  RatingChannel,
  Reachability,
  ReachedVia,
  Ticket,
  Told,
  Window,
  Words,
} from "./types.ts";

/** The open state a local day begins with, so that only the day's own events are folded at start. */
export interface DaySnapshot extends RatingDayPart, LoopDayPart, AskingDayPart {
  readonly tickets: readonly Ticket[];
  readonly windows: readonly Window[];
  readonly cases: readonly Case[];
  readonly devices: readonly { id: string; state: DeviceState; detail: string; sinceMs: number }[];
  readonly alarms: readonly Alarm[];
  readonly serviceTimes: readonly (readonly [string, readonly number[]])[];
  /** Cases of the rating period that have their rating: id and time of finish. */
  readonly ratedCases?: readonly (readonly [string, number])[];
  readonly reachability?: readonly Reachability[];
  readonly settingsDigest?: string | null;
  /** Calls in a row that overtook, per queue that still has somebody waiting. */
  readonly overtakes?: readonly (readonly [string, number])[];
  /** Today's and coming appointments, and services closed by the manager. */
  readonly appointments?: readonly Appointment[];
  readonly notices?: readonly Notice[];
  readonly emergencies?: readonly Emergency[];
  readonly closedServices?: readonly (readonly [string, { reason: string | null; sinceMs: number }])[];
  /** The newest signed checkpoint, and how the key changed. */
  readonly evidence?: EvidenceState;
  /** Devices known to be away. */
  readonly outOfService?: readonly (readonly [string, Stopped])[];
}

interface TicketRef {
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
}
interface AtWindow extends TicketRef {
  readonly windowId: string;
}

/** Data of each event type. Ids concerned carry the names that outside programs rely on. */
export interface EventData
  extends OfferEventData,
    DeskEventData,
    ConsoleEventData,
    FloorEventData,
    AccessEventData,
    PrivacyEventData,
    AlarmEventData,
    RatingEventData,
    EvidenceEventData,
    LoopEventData,
    AskingEventData {
  "day.started": { readonly day: LocalDay; readonly timezone: string; readonly snapshot: DaySnapshot };
  "ticket.issued": TicketRef & {
    readonly token: string;
    readonly ordinal: number;
    readonly prefix: string;
    readonly priority: string | null;
    readonly kioskId: string | null;
    readonly language: string;
    /** The printer that is to print it, or null. */
    readonly deviceId: string | null;
    /** Counts its ordinals; missing: the prefix does. */
    readonly series?: string;
    readonly needs?: readonly string[];
    readonly largePrint?: boolean;
    /** Keyed hash of person and day, for limits. */
    readonly person?: string;
    /** Of a checked-in appointment: the start of its slot. */
    readonly dueMs?: number;
    /** The wait told with the number; missing: nothing could be said. */
    readonly told?: Told;
  };
  /** Durable before the first byte leaves: a crash in between is told from one after. */
  "ticket.print-started": TicketRef & { readonly deviceId: string; readonly attempt: number };
  /** `language`, `largePrint`: how it is to be worded and set from now on. */
  "ticket.print-requested": TicketRef & {
    readonly deviceId: string;
    readonly language?: string;
    readonly largePrint?: boolean;
  };
  "ticket.printed": TicketRef & { readonly deviceId: string; readonly attempt: number };
  /** No byte left the house: it may be tried again without a mark. */
  "ticket.print-failed": TicketRef & { readonly deviceId: string; readonly attempt: number; readonly reason: string };
  "ticket.print-unconfirmed": TicketRef & {
    readonly deviceId: string;
    readonly attempt: number;
    readonly reason: string;
  };
  "ticket.called": AtWindow & {
    readonly staffId: string | null;
    readonly why: string;
    /** Queues whose oldest ordinary ticket was overtaken: services, and `@` with the window's id for directed ones. */
    readonly overtook: readonly string[];
  };
  "ticket.recalled": AtWindow & { readonly times: number };
  "ticket.arrived": AtWindow & { readonly inferred: boolean };
  /** `inferred`: from a second call of a one-key button, which follows here; `requeued`: its return follows. */
  "ticket.missed": AtWindow & { readonly inferred?: true; readonly requeued?: true };
  /** `windowId`: the window whose last vain call put it back in line by itself. */
  "ticket.returned": TicketRef & { readonly notBeforeCall: number; readonly windowId?: string };
  "ticket.held": AtWindow;
  "ticket.resumed": AtWindow;
  "ticket.transferred": AtWindow & {
    readonly toServiceId: string;
    readonly toWindowId: string | null;
    /** Waits for this member of staff, wherever they sit next. */
    readonly toStaffId?: string;
    /** Lets others go first; missing: nobody. */
    readonly notBeforeCall?: number;
  };
  /** `inferred`: finished by calling the next ticket, which follows in the same decision. */
  "ticket.finished": AtWindow & { readonly caseId: string; readonly inferred: boolean };
  /** Gave up places: `passedBy` are the tickets that went before it, in their order. */
  "ticket.yielded": TicketRef & { readonly passedBy: readonly string[] };
  "ticket.left": TicketRef & { readonly reason: string };
  "ticket.voided": TicketRef & { readonly reason: string };
  "case.opened": AtWindow & {
    readonly caseId: string;
    readonly staffId: string | null;
    readonly limitMinutes: number | null;
    /** The case of the same visit it comes after, ended in the same decision. */
    readonly follows?: string;
  };
  "case.finished": AtWindow & {
    readonly caseId: string;
    readonly staffId: string | null;
    readonly late: boolean;
    /** Another case of the same visit begins in the same decision. */
    readonly goesOn?: true;
  };
  "rating.invited": AtWindow & { readonly caseId: string; readonly untilMs: number };
  /** The end of an open invitation was moved (the next ticket was called). */
  "rating.invite-shortened": { readonly windowId: string; readonly caseId: string; readonly untilMs: number };
  "rating.recorded": AtWindow &
    RecordedMore & {
      readonly ratingId: string;
      readonly caseId: string;
      readonly staffId: string | null;
      readonly level: Level;
      readonly channel: RatingChannel;
      readonly origin: RatingOrigin;
      readonly stage: 1 | 2;
      readonly sequence: 1 | 2;
      readonly reasons: readonly string[];
      readonly comment: string | null;
      readonly deviceId: string | null;
    };
  /** The same hand meant another level; the first touch stays in the log. */
  "rating.corrected": AtWindow & {
    readonly ratingId: string;
    readonly caseId: string;
    readonly from: Level;
    readonly level: Level;
    readonly channel: RatingChannel;
    /** Those in force from now on; missing: as before. */
    readonly flags?: readonly string[];
  };
  /** Reasons are asked for after the level, and may be skipped. */
  "rating.reasons-added": AtWindow & {
    readonly ratingId: string;
    readonly caseId: string;
    readonly reasons: readonly string[];
    /** In words: of older logs only; today's words are in the vault. */
    readonly comment: string | null;
    readonly commentRef?: string;
    readonly commentDigest?: string;
  };
  /** A press that was logged and not counted. */
  "rating.refused": {
    readonly reason: string;
    readonly level: number | null;
    readonly channel: RatingChannel;
    readonly windowId: string | null;
    readonly caseId: string | null;
    readonly deviceId: string | null;
  };
  "rating.lapsed": AtWindow & { readonly caseId: string; readonly reason: string };
  "window.opened": { readonly windowId: string; readonly staffId: string | null };
  "window.paused": {
    readonly windowId: string;
    readonly reason: string | null;
    readonly reasonId?: string;
    /** When the window is expected to be back. */
    readonly backAtMs?: number;
  };
  "window.resumed": { readonly windowId: string };
  "window.closed": { readonly windowId: string };
  "staff.signed-in": { readonly staffId: string; readonly windowId: string };
  "staff.signed-out": { readonly staffId: string; readonly windowId: string };
  /** Carries the records as they were before, so that the fold only puts them back. */
  "action.undone": {
    readonly windowId: string;
    readonly action: string;
    readonly undoneSeq: number;
    readonly reason: string | null;
    readonly tickets: readonly Ticket[];
    readonly cases: readonly Case[];
    readonly removedCaseIds: readonly string[];
    readonly window: Window;
  };
  "device.online": { readonly deviceId: string; readonly detail: string };
  "device.offline": { readonly deviceId: string; readonly detail: string };
  "device.faulted": { readonly deviceId: string; readonly detail: string };
  /** The device is no longer in the configuration. */
  "device.removed": { readonly deviceId: string };
  "device.input": {
    readonly deviceId: string;
    readonly windowId: string | null;
    readonly input: string;
    readonly became: string;
  };
  "device.tested": {
    readonly deviceId: string;
    readonly test: string;
    readonly verdict: string;
    readonly by: string;
  };
  "alarm.raised": {
    readonly alarmId: string;
    readonly rule: string;
    readonly subject: string;
    readonly detail: string;
    readonly kind?: string;
    readonly severity?: string;
    readonly windowId?: string;
    readonly serviceId?: string;
    readonly staffId?: string;
  };
  /** `reason`: missing when the trouble itself is over. */
  "alarm.cleared": { readonly alarmId: string; readonly reason?: string };
  /** Whether citizens' pages can be reached from a phone: tried by a person on the spot. */
  "reachability.checked": { readonly via: ReachedVia; readonly host: string; readonly address: string };
  "notice.posted": {
    readonly noticeId: string;
    readonly text: Words;
    readonly untilMs: number | null;
    /** Empty: the whole hall. */
    readonly zones: readonly string[];
  };
  /** `withdrawn` by somebody, or `over`. */
  "notice.withdrawn": { readonly noticeId: string; readonly reason: string };
  /** `changes`: of the places that were changed on the settings page; no personal and no secret value is among them. */
  "settings.changed": {
    readonly digest: string;
    readonly summary: string;
    readonly changes?: readonly SettingsChange[];
  };
}

export type EventType = keyof EventData;

/** An event as decided: the log adds number, time, actor and hash. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

/** An event as logged and folded. `actor` is `kind:id`, e.g. `staff:s01`, `device:keypad-1`, `system`. */
export type LoggedEvent = NewEvent & { readonly seq: number; readonly atMs: number; readonly actor: string };

/** Narrow constructor: keeps type and data together without a cast at every call. */
export function event<T extends EventType>(type: T, data: EventData[T]): NewEvent {
  return { type, data } as NewEvent;
}
