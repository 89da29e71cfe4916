// What a kiosk page shows beside the queue itself: service tree, opening states, calendar, what was presented, texts.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, Time, WordsView } from "./schemas.ts";

/** Why a service is open or not; `reason` says it in words, empty while it is open. */
export const OpenStateView = Type.Object({
  open: Type.Boolean(),
  /** A number may be taken now. True also for `no-window`: people may come before the first window opens. */
  mayIssue: Type.Boolean(),
  code: oneOf(["open", "closed-hours", "closed-day", "closed-by-manager", "quota", "no-window"]),
  reason: WordsView,
  /** Null: not known, or open now. */
  nextOpening: Nullable(Time),
});
export type OpenStateView = Static<typeof OpenStateView>;

/** When a number taken now would be called, against the end of the day's work. */
export const ClosingView = Type.Object({
  closesAt: Time,
  likelyLow: Time,
  likelyHigh: Time,
  /** It may well be after the hall closes: say so before a number is taken. */
  late: Type.Boolean(),
});
export type ClosingView = Static<typeof ClosingView>;

/** Beside the fields of `ServiceView`. */
export const ServiceOffer = Type.Object({
  openState: OpenStateView,
  /** What to bring. */
  documents: Type.Array(WordsView),
  /** Ids of `KioskView.needs` that a window of this service meets. */
  needsOffered: Type.Array(Type.String()),
  closing: Nullable(ClosingView),
  /** Numbers of this service are given out per person: an ID card is asked for where there is a reader. */
  cardNeeded: Type.Boolean(),
  /** It may be booked: `GET /slots`, `POST /appointments`. */
  bookable: Type.Boolean(),
  /** First day with a free slot, YYYY-MM-DD; null: none, or not bookable. */
  nextBookableDay: Nullable(Type.String()),
  /** More wait than the hall's warning threshold. */
  crowded: Type.Boolean(),
});
export type ServiceOffer = Static<typeof ServiceOffer>;

/** A class of the policy that people may choose themselves. */
export const PriorityOffer = Type.Object({
  id: Type.String(),
  name: WordsView,
  /** Its numbers begin with this; null: with the service's own prefix. */
  prefix: Nullable(Type.String()),
});
export type PriorityOffer = Static<typeof PriorityOffer>;

export const NeedView = Type.Object({ id: Type.String(), name: WordsView });
export type NeedView = Static<typeof NeedView>;

/** One branch of the tree: either services or further groups, at most three levels with the services. */
export const ServiceGroupView = Type.Object({
  id: Type.String(),
  name: WordsView,
  services: Type.Array(Type.String()),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      name: WordsView,
      services: Type.Array(Type.String()),
    }),
  ),
});
export type ServiceGroupView = Static<typeof ServiceGroupView>;

export const CalendarDayView = Type.Object({
  date: Type.String(),
  /** Local wall times HH:MM. Extended hours (延时服务) are marked. Empty: closed. */
  hours: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), extended: Type.Boolean() })),
  /** Name of a holiday or a special day, e.g. 国庆节, 调休上班; null on an ordinary day. */
  name: Nullable(WordsView),
});
export type CalendarDayView = Static<typeof CalendarDayView>;

/** Null in the view when the hall has no calendar: it is always open. */
export const CalendarView = Type.Object({
  openNow: Type.Boolean(),
  /** The last moment of today's work; null: closed today. */
  closesAt: Nullable(Time),
  nextOpening: Nullable(Time),
  today: CalendarDayView,
  /** The days after today, at most seven. */
  next: Type.Array(CalendarDayView),
});
export type CalendarView = Static<typeof CalendarView>;

export const SiteView = Type.Object({
  /** Shown while the kiosk is closed. */
  lockScreen: WordsView,
  /** The last line of a ticket. */
  ticketFooter: WordsView,
  /** 我们保存什么: what the hall keeps of a visit. */
  keeps: WordsView,
});
export type SiteView = Static<typeof SiteView>;

const AppointmentState = oneOf(["booked", "cancelled", "checked-in", "no-show"]);

/** An appointment as pages and outside programs see it. It names no person. */
export const AppointmentView = Type.Object({
  id: Type.String(),
  /** Eight digits: what the person types at the kiosk, and the content of the QR code. */
  code: Type.String(),
  serviceId: Type.String(),
  serviceName: WordsView,
  /** Local day and wall time of the slot. */
  date: Type.String(),
  time: Type.String(),
  start: Time,
  end: Time,
  state: AppointmentState,
  /** When it may be checked in. */
  checkIn: Type.Object({ from: Time, until: Time }),
  needs: Type.Array(Type.String()),
  language: Type.String(),
  /** Once checked in. */
  ticketId: Nullable(Type.String()),
  number: Nullable(Type.String()),
  bookedAt: Time,
});
export type AppointmentView = Static<typeof AppointmentView>;

/** `GET /slots?serviceId&date`. */
export const SlotsView = Type.Object({
  serviceId: Type.String(),
  date: Type.String(),
  /** First and last day that may be booked. */
  firstDay: Type.String(),
  lastDay: Type.String(),
  slots: Type.Array(
    Type.Object({
      time: Type.String(),
      start: Time,
      end: Time,
      capacity: Type.Integer(),
      /** 0: full, or over. */
      free: Type.Integer(),
    }),
  ),
});
export type SlotsView = Static<typeof SlotsView>;

/** Answer of a check-in: the ticket is the one every other call knows. */
export const ImportRowView = Type.Object({
  /** 1 for the first row after the heading. */
  row: Type.Integer(),
  ok: Type.Boolean(),
  code: Nullable(Type.String()),
  /** A refusal code, or null. */
  refusal: Nullable(Type.String()),
  detail: Type.String(),
});
export const ImportView = Type.Object({
  booked: Type.Integer(),
  refused: Type.Integer(),
  rows: Type.Array(ImportRowView),
});
export type ImportView = Static<typeof ImportView>;

const Shown = { at: Time, until: Time };
/** What was last presented at this kiosk's reader or scanner; gone after 60 s or `POST /kiosks/:id/clear`. */
export const PresentedView = Type.Union([
  Type.Object({
    kind: Type.Literal("card"),
    ...Shown,
    /** Name and number, masked: 王** 110***********34. */
    masked: Type.String(),
    /** Give it back as `cardHandle`: good at this kiosk for three minutes, or until `POST /kiosks/:id/clear`. */
    handle: Type.String(),
    birthYearClass: Nullable(oneOf(["minor", "adult", "elderly"])),
    /** Today's bookings of this person that can still be checked in. */
    appointments: Type.Array(AppointmentView),
  }),
  Type.Object({
    kind: Type.Literal("ticket"),
    ...Shown,
    ticketId: Type.String(),
    number: Type.String(),
    serviceId: Type.String(),
    state: oneOf(["waiting", "called", "serving", "held", "missed", "left", "finished", "void"]),
    /** It was missed and has just gone back in line. */
    returned: Type.Boolean(),
    /** Why it could not go back, or null. */
    refusal: Nullable(Type.String()),
    ahead: Nullable(Type.Integer()),
    windowName: Nullable(WordsView),
  }),
  Type.Object({ kind: Type.Literal("appointment"), ...Shown, appointment: AppointmentView }),
  /** `unreadable`: a card that could not be read; `foreign`: a code that is not ours. */
  Type.Object({ kind: Type.Literal("unknown"), ...Shown, what: oneOf(["unreadable", "foreign"]) }),
]);
export type PresentedView = Static<typeof PresentedView>;

/** Beside `id` and the printer's state. */
export const KioskSettingsView = Type.Object({
  /** Floor to the lower edge of the picture; null: not set. */
  mountingHeightMm: Nullable(Type.Integer()),
  diagonalInches: Nullable(Type.Number()),
  /** The page begins in elderly mode. */
  elderlyFirst: Type.Boolean(),
  languages: Type.Array(Type.String()),
  /** No touch screen: everything by numeric pad. */
  keypadOnly: Type.Boolean(),
  reader: Type.Boolean(),
  scanner: Type.Boolean(),
});
export type KioskSettingsView = Static<typeof KioskSettingsView>;

/** Beside the head, `kiosk`, `services`, `priorityClasses` and `missedRule` of `KioskView`. */
export const KioskOffer = Type.Object({
  /** Empty: no tree is configured, show all services. */
  groups: Type.Array(ServiceGroupView),
  /** The classes of `priorityClasses` to choose from, with words; `appointment` is reached by check-in alone. */
  priorities: Type.Array(PriorityOffer),
  needs: Type.Array(NeedView),
  calendar: Nullable(CalendarView),
  site: SiteView,
  /** A number to be asked for a rating may be left here, and is kept so many days; missing: nobody is asked. */
  contactDays: Type.Optional(Type.Integer({ minimum: 0 })),
  presented: Nullable(PresentedView),
  /** A helper was rung from this kiosk and has not come yet. */
  helperCalledAt: Nullable(Time),
});
export type KioskOffer = Static<typeof KioskOffer>;
