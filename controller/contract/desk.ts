// What the guide desk sees and asks: search, a ticket with its history, walk-ins, upgrades, duplicates, paper rolls.
import { type Static, Type } from "typebox";
import { EmergencyView } from "./console.ts";
import { AppointmentView, NeedView, PriorityOffer } from "./kiosk.ts";
import { Nullable, oneOf, strict, Time, WordsView } from "./schemas.ts";
import { ServiceView, TicketView } from "./views.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Needs = Type.Array(Id, { maxItems: 8, uniqueItems: true });
const Language = Type.String({ minLength: 2, maxLength: 16 });

/** Why a ticket was given a priority class. Words of a list: free text would end up naming people in the log. */
export const UPGRADE_REASONS = ["shown-card", "seen", "companion", "urgent", "desk-decision"] as const;
export type UpgradeReason = (typeof UPGRADE_REASONS)[number];
/** Numbers one roll may hold. */
export const ROLL_NUMBERS_MAX = 1_000;

/** `POST /desk/tickets`: a walk-in. `printer` null: no paper, the number is shown. */
export const WalkInBody = Type.Object(
  {
    serviceId: Id,
    priority: Type.Optional(Nullable(Id)),
    needs: Type.Optional(Needs),
    language: Type.Optional(Nullable(Language)),
    largePrint: Type.Optional(Type.Boolean()),
    printer: Type.Optional(Nullable(Id)),
  },
  strict,
);
export type WalkInBody = Static<typeof WalkInBody>;
export const UpgradeBody = Type.Object({ priority: Id, reason: oneOf(UPGRADE_REASONS) }, strict);
/** The needs the ticket has from now on. */
export const NeedsBody = Type.Object({ needs: Needs }, strict);
/** The ticket of the address stays, this one becomes void. */
export const MergeBody = Type.Object({ otherId: Id }, strict);
/** Absent: the printer the ticket came from, its language and its print. */
export const DeskReprintBody = Type.Union([
  Type.Object(
    {
      printer: Type.Optional(Id),
      language: Type.Optional(Language),
      largePrint: Type.Optional(Type.Boolean()),
    },
    strict,
  ),
  Type.Null(),
]);
/** Pre-printed numbers `from` to `to` were given out for a service. */
export const OpenRollBody = Type.Object(
  {
    serviceId: Id,
    /** Printed before the digits; the roll's own. */
    prefix: Type.String({ pattern: "^[A-Z]{1,3}$" }),
    from: Type.Integer({ minimum: 1, maximum: 9_999 }),
    to: Type.Integer({ minimum: 1, maximum: 9_999 }),
  },
  strict,
);
/** A number of a roll that is to wait in line from now on. */
export const EnterRollBody = Type.Object({ number: Id }, strict);

export const RollView = Type.Object({
  id: Type.String(),
  serviceId: Type.String(),
  prefix: Type.String(),
  from: Type.Integer(),
  to: Type.Integer(),
  openedAt: Time,
  open: Type.Boolean(),
  used: Type.Integer(),
  left: Type.Integer(),
  /** The number that would be called next; null: none is left. */
  next: Nullable(Type.String()),
});
export type RollView = Static<typeof RollView>;

/** One entry of a ticket's history: what happened, where, in the words of the log. */
export const DeskHistoryRow = Type.Object({
  seq: Type.Integer(),
  at: Time,
  type: Type.String(),
  text: Type.String(),
  actor: Type.String(),
});
export type DeskHistoryRow = Static<typeof DeskHistoryRow>;

const Kinds = Type.Object({ appointment: Type.Integer(), priority: Type.Integer(), ordinary: Type.Integer() });

/** A ticket as the desk lists it. */
export const DeskTicketRow = Type.Intersect([
  TicketView,
  Type.Object({
    shortCode: Type.String(),
    needs: Type.Array(Type.String()),
    language: Type.String(),
    largePrint: Type.Boolean(),
    kioskId: Nullable(Type.String()),
    serviceName: WordsView,
    windowName: Nullable(WordsView),
    waitedMinutes: Type.Integer(),
  }),
]);
export type DeskTicketRow = Static<typeof DeskTicketRow>;

/** `GET /desk/tickets/:id`. */
export const DeskTicketView = Type.Object({
  ticket: DeskTicketRow,
  history: Type.Array(DeskHistoryRow),
  /** Who was called since its issue, and of these who came later; null: of another day. */
  since: Nullable(Type.Object({ called: Kinds, overtook: Kinds, letPass: Type.Integer() })),
  /** Other live tickets of the same service: what a duplicate may be. */
  others: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), state: Type.String(), issuedAt: Time })),
  /** Whether the hall's rule lets it come back after a miss now. */
  mayReturn: Type.Boolean(),
});
export type DeskTicketView = Static<typeof DeskTicketView>;

/** `GET /desk/search?q=`. */
export const DeskSearchView = Type.Object({
  /** Best match first. */
  tickets: Type.Array(DeskTicketRow),
  appointments: Type.Array(AppointmentView),
  /** A number of a roll that nobody has used yet. */
  roll: Nullable(Type.Object({ rollId: Type.String(), number: Type.String(), serviceId: Type.String() })),
  /** More were found than are listed. */
  more: Type.Boolean(),
});
export type DeskSearchView = Static<typeof DeskSearchView>;

/** An alarm in words; at a kiosk where a helper is wanted `kioskId` says which. */
export const DeskAlarmView = Type.Object({
  severity: oneOf(["info", "minor", "major", "critical"]),
  /** Somebody looks after it, or it is silenced: it is shown and makes no sound. */
  quiet: Type.Boolean(),
  id: Type.String(),
  rule: Type.String(),
  subject: Type.String(),
  detail: Type.String(),
  raisedAt: Time,
  title: WordsView,
  toDo: WordsView,
  kioskId: Nullable(Type.String()),
});
export type DeskAlarmView = Static<typeof DeskAlarmView>;

/** `view=desk`: what is wanted of the desk now, and what it can do. */
export const DeskView = Type.Object({
  hall: Type.Object({
    id: Type.String(),
    name: WordsView,
    languages: Type.Array(Type.String()),
    timezone: Type.String(),
  }),
  day: Type.String(),
  /** Silent calls for help from windows. */
  emergencies: Type.Array(EmergencyView),
  /** Helpers wanted first, then the rest, oldest first. */
  alarms: Type.Array(DeskAlarmView),
  services: Type.Array(Type.Intersect([ServiceView, Type.Object({ bookable: Type.Boolean() })])),
  priorities: Type.Array(PriorityOffer),
  needs: Type.Array(NeedView),
  /** Where paper can come out: each kiosk's printer and the desk's own. */
  printers: Type.Array(Type.Object({ id: Type.String(), state: Type.String(), detail: Type.String() })),
  /** The desk's own printer; null: it has none. */
  deskPrinter: Nullable(Type.String()),
  kiosks: Type.Array(Type.String()),
  rolls: Type.Array(RollView),
  missedRule: WordsView,
  /** A booking may carry a phone number for reminders. */
  phones: Type.Boolean(),
  /** People are asked to rate by message or call: a ticket may carry a number for it. */
  contacts: Type.Optional(Type.Boolean()),
  waiting: Type.Integer(),
});
export type DeskView = Static<typeof DeskView>;

/** `GET /tickets/code/:code`: what a person without a phone is shown at a kiosk, and may do there. */
export const CodeTicketView = Type.Intersect([
  TicketView,
  Type.Object({
    serviceName: WordsView,
    windowName: Nullable(WordsView),
    /** Places it may let go first now; null: not now. */
    moreTime: Nullable(Type.Object({ places: Type.Integer(), timesLeft: Type.Integer() })),
    mayLeave: Type.Boolean(),
    mayReturn: Type.Boolean(),
  }),
]);
export type CodeTicketView = Static<typeof CodeTicketView>;

/** `POST /appointments/import/preview`: what each row would come to; nothing is booked. */
export const ImportPreviewView = Type.Object({
  good: Type.Integer(),
  faulty: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      row: Type.Integer(),
      text: Type.String(),
      ok: Type.Boolean(),
      refusal: Nullable(Type.String()),
      detail: Type.String(),
    }),
  ),
});
export type ImportPreviewView = Static<typeof ImportPreviewView>;
