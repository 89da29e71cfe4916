// What outside programs and pages see: tickets, windows, cases, and the whole views sent over WebSocket.
import { type Static, Type } from "typebox";
import { alarmLife } from "./alarms.ts";
import { HallBoard } from "./board.ts";
import { CalibrationView } from "./calibration.ts";
import { AskedView } from "./callbacks.ts";
import { ConsoleParts, OpenCaseView } from "./console.ts";
import type { DeskView } from "./desk.ts";
import { FloorView } from "./floor.ts";
import { KioskOffer, KioskSettingsView, ServiceOffer } from "./kiosk.ts";
import { Nullable, oneOf, Time, WordsView } from "./schemas.ts";
import { DeliveryView, SoundOverview, type SoundView } from "./sound.ts";

export const EstimateView = Type.Object({ lowMinutes: Type.Number(), highMinutes: Type.Number() });
export type EstimateView = Static<typeof EstimateView>;

export const TicketView = Type.Object({
  id: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  priority: Nullable(Type.String()),
  state: oneOf(["waiting", "called", "serving", "held", "missed", "left", "finished", "void"]),
  windowId: Nullable(Type.String()),
  issuedAt: Time,
  calledAt: Nullable(Time),
  calls: Type.Integer(),
  startedAt: Nullable(Time),
  finishedAt: Nullable(Time),
  /** Tickets that will be called before this one; null when it does not wait. */
  ahead: Nullable(Type.Integer()),
  /** Null: cannot say. */
  estimate: Nullable(EstimateView),
  print: Type.Object({
    state: oneOf(["none", "pending", "printed", "unconfirmed", "failed"]),
  }),
  /** The citizen's page. */
  url: Type.String(),
});
export type TicketView = Static<typeof TicketView>;

export const WindowView = Type.Object({
  id: Type.String(),
  name: WordsView,
  state: oneOf(["closed", "open", "paused"]),
  /** What the window is doing: refines `open`. */
  activity: oneOf(["closed", "paused", "idle", "calling", "serving"]),
  number: Nullable(Type.String()),
  staffId: Nullable(Type.String()),
  staffName: Nullable(Type.String()),
  /** The number on the staff card; null: nobody is signed in. */
  staffNumber: Nullable(Type.String()),
  pauseReason: Nullable(Type.String()),
  /** The reason in every language, when it is one of the hall's list. */
  pauseWords: Type.Optional(WordsView),
  /** When the window is expected to be back. */
  backAt: Type.Optional(Time),
  /** It closes when its queue is empty. */
  closing: Type.Optional(Type.Boolean()),
  services: Type.Array(Type.String()),
});
export type WindowView = Static<typeof WindowView>;

export const RatingView = Type.Object({
  id: Type.String(),
  caseId: Type.String(),
  level: Type.Integer(),
  channel: Type.String(),
  origin: Type.String(),
  reasons: Type.Array(Type.String()),
  comment: Nullable(Type.String()),
  at: Time,
  /** 1 acceptance; missing: completion. */
  stage: Type.Optional(Type.Integer()),
  /** 2: after rectification; missing: the first. */
  sequence: Type.Optional(Type.Integer()),
  optionsVersion: Type.Optional(Type.String()),
  dimensions: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  flags: Type.Optional(Type.Array(Type.String())),
  /** The rule that wrote a default. */
  rule: Type.Optional(Type.String()),
  /** The system an imported one came from. */
  source: Type.Optional(Type.String()),
  grade: Type.Optional(Type.Integer()),
  gradeMap: Type.Optional(Type.String()),
});
export type RatingView = Static<typeof RatingView>;

export const CaseView = Type.Object({
  id: Type.String(),
  ticketId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  windowId: Type.String(),
  staffId: Nullable(Type.String()),
  status: Type.Union([Type.Literal("open"), Type.Literal("finished")]),
  openedAt: Time,
  finishedAt: Nullable(Time),
  /** Finished after its time limit (超期办结). */
  late: Type.Boolean(),
  rating: Nullable(RatingView),
  notRated: Nullable(Type.String()),
  /** By which channels it was asked about, and what came of each; of a single case alone. */
  asked: Type.Optional(Type.Array(AskedView)),
});
export type CaseView = Static<typeof CaseView>;

export const ServiceView = Type.Object({
  id: Type.String(),
  name: WordsView,
  open: Type.Boolean(),
  waiting: Type.Integer(),
  estimate: Nullable(EstimateView),
  /** Windows that serve it and are open now. */
  openWindows: Type.Integer(),
  /** Numbers still to be had today; null = no quota. */
  remaining: Nullable(Type.Integer()),
});
export type ServiceView = Static<typeof ServiceView>;

export const DeviceView = Type.Object({
  id: Type.String(),
  model: Type.String(),
  kind: Type.String(),
  link: Type.String(),
  windowId: Nullable(Type.String()),
  state: oneOf(["starting", "online", "offline", "faulted"]),
  detail: Type.String(),
  lastSeenAt: Nullable(Time),
  counters: Type.Record(Type.String(), Type.Integer()),
  /** What it is called in words. */
  title: Type.String(),
  /** From the last byte of a question to its answer; null: it never answered one. */
  roundTripMs: Nullable(Type.Number()),
  /** What the device told of itself: firmware, paper, signal … */
  facts: Type.Record(Type.String(), Type.String()),
  /** Share of today's known time in which it was online, 0…1; null: nothing is known yet. */
  uptime: Nullable(Type.Number()),
});
export type DeviceView = Static<typeof DeviceView>;

export const AlarmView = Type.Object({
  id: Type.String(),
  rule: Type.String(),
  subject: Type.String(),
  detail: Type.String(),
  raisedAt: Time,
  ...alarmLife,
});
export type AlarmView = Static<typeof AlarmView>;

const HallName = Type.Object({
  id: Type.String(),
  name: WordsView,
  languages: Type.Array(Type.String()),
  timezone: Type.String(),
});

const CallRow = Type.Object({
  ticketId: Type.String(),
  number: Type.String(),
  windowId: Type.String(),
  windowName: WordsView,
  calledAt: Time,
  /** First call and recalls together: it grows when a number still on show is called again. */
  times: Type.Integer(),
  /** `called`: nobody has come yet, the number must stay in sight. */
  state: oneOf(["called", "serving", "finished"]),
});

/** `view=hall`, and `GET /board`. Calls newest first. */
export const HallView = Type.Intersect([
  Type.Object({
    hall: HallName,
    calls: Type.Array(CallRow),
    windows: Type.Array(WindowView),
    services: Type.Array(Type.Object({ id: Type.String(), name: WordsView, waiting: Type.Integer() })),
    missed: Type.Array(
      Type.Object({ number: Type.String(), windowId: Type.String(), windowName: WordsView, missedAt: Time }),
    ),
    /** The dispatch rule in one sentence per language, from the policy in force. */
    rule: WordsView,
    kiosks: Type.Array(Type.String()),
  }),
  HallBoard,
]);
export type HallView = Static<typeof HallView>;

const QueueRow = Type.Object({
  ticketId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  priority: Nullable(Type.String()),
  state: Type.String(),
  issuedAt: Time,
  waitedMinutes: Type.Integer(),
  /** The wait so far against the one told; absent: nothing was told. */
  promise: Type.Optional(oneOf(["within", "near", "over"])),
});
export type QueueRow = Static<typeof QueueRow>;

/** `view=window&id=`: one window's console, screen and keypad. */
export const WindowConsoleView = Type.Intersect([
  ConsoleParts,
  Type.Object({
    hall: HallName,
    window: WindowView,
    ticket: Nullable(TicketView),
    case: Nullable(OpenCaseView),
    /** Who would be called now, and why; null: nobody waits. */
    next: Nullable(Type.Object({ number: Type.String(), ticketId: Type.String(), why: Type.String() })),
    waiting: Type.Object({ total: Type.Integer(), rows: Type.Array(QueueRow) }),
    held: Type.Array(QueueRow),
    missed: Type.Array(QueueRow),
    /** Filling in a form, away from the line, for services of this window; missing: none. */
    pool: Type.Optional(Type.Array(QueueRow)),
    doneToday: Type.Integer(),
    /** An invitation open on this window's pads; the level given is not shown here before the day closes (D2). */
    rating: Type.Object({
      invited: Type.Boolean(),
      /** Whether the case at the window may be asked about at acceptance now; missing: the hall does not ask then. */
      mayAccept: Type.Optional(Type.Boolean()),
      until: Nullable(Time),
      lastOutcome: Nullable(
        Type.Object({ number: Type.String(), outcome: Type.Union([Type.Literal("rated"), Type.Literal("lapsed")]) }),
      ),
    }),
    undo: Nullable(
      Type.Object({ seq: Type.Integer(), action: Type.String(), number: Nullable(Type.String()), at: Time }),
    ),
    staff: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), number: Type.String() })),
    services: Type.Array(Type.Object({ id: Type.String(), name: WordsView, waiting: Type.Integer() })),
    windows: Type.Array(Type.Object({ id: Type.String(), name: WordsView })),
    devices: Type.Array(
      Type.Object({ id: Type.String(), kind: Type.String(), state: Type.String(), detail: Type.String() }),
    ),
    policy: Type.Object({ callsMax: Type.Integer(), minimumSecondsBetween: Type.Number() }),
    /** What became of this window's newest call; null: nothing is known. */
    delivery: Nullable(DeliveryView),
    /** The manager asks who pauses here to come back, since then; null: nobody does. */
    askedBackAt: Nullable(Time),
  }),
]);
export type WindowConsoleView = Static<typeof WindowConsoleView>;

/** `view=pad&id=<windowId>`: a tablet as rating pad. */
export const PadView = Type.Object({
  hall: HallName,
  window: WindowView,
  invitation: Nullable(
    Type.Object({
      caseId: Type.String(),
      number: Type.String(),
      until: Time,
      /** 1: at acceptance, while the matter goes on; missing: completion. */
      stage: Type.Optional(Type.Literal(1)),
    }),
  ),
  /** The window's own pad: at work, or so silent that this page asks in its place; missing: it has none. */
  hardware: Type.Optional(oneOf(["working", "down"])),
  /** The last case is rated: thank, and ask no more. */
  thanks: Nullable(Type.Object({ number: Type.String(), at: Time })),
});
export type PadView = Static<typeof PadView>;

/** `view=manager`: the live page. */
export const ManagerView = Type.Object({
  hall: HallName,
  day: Type.String(),
  figures: Type.Object({
    waiting: Type.Integer(),
    longestWaitMinutes: Type.Integer(),
    openWindows: Type.Integer(),
    pausedWindows: Type.Integer(),
    issued: Type.Integer(),
    finished: Type.Integer(),
    missed: Type.Integer(),
    left: Type.Integer(),
    late: Type.Integer(),
    rated: Type.Integer(),
    /** At the pad alone. */
    invited: Type.Integer(),
    /** By any way: pad, code, message, call. */
    asked: Type.Integer(),
    /** Rated, or given a rating by rule. */
    withDefaults: Type.Integer(),
    badRatings: Type.Integer(),
    averageLevel: Nullable(Type.Number()),
  }),
  services: Type.Array(ServiceView),
  windows: Type.Array(
    Type.Intersect([
      WindowView,
      Type.Object({ since: Nullable(Time), servedToday: Type.Integer(), ratedToday: Type.Integer() }),
    ]),
  ),
  alarms: Type.Array(AlarmView),
  devices: Type.Array(DeviceView),
  ratings: Type.Array(
    Type.Object({
      number: Type.String(),
      windowId: Type.String(),
      level: Type.Integer(),
      channel: Type.String(),
      at: Time,
    }),
  ),
  events: Type.Array(Type.Object({ seq: Type.Integer(), at: Time, type: Type.String(), text: Type.String() })),
  /** Null: this hall has no announcements. */
  sound: Nullable(SoundOverview),
  /** How well the waits told at issue held. */
  calibration: CalibrationView,
  /** Targets, fairness, advice, what is stopped. */
  floor: FloorView,
});
export type ManagerView = Static<typeof ManagerView>;

/** `view=ticket&id=<ticketId or token>`: a kiosk waiting for its paper, or the citizen's page. */
export const TicketPageView = Type.Object({
  hall: HallName,
  ticket: TicketView,
  serviceName: WordsView,
  windowName: Nullable(WordsView),
  priorityAhead: Type.Integer(),
  /** The case may be rated from here now. */
  mayRate: Type.Boolean(),
  caseId: Nullable(Type.String()),
  rated: Type.Boolean(),
  missedRule: WordsView,
});
export type TicketPageView = Static<typeof TicketPageView>;

/** A service as a kiosk offers it. */
export const KioskServiceView = Type.Intersect([ServiceView, ServiceOffer]);
export type KioskServiceView = Static<typeof KioskServiceView>;

/** `view=kiosk&id=`: what a kiosk page offers. */
export const KioskView = Type.Intersect([
  Type.Object({
    hall: HallName,
    kiosk: Type.Intersect([
      Type.Object({
        id: Type.String(),
        printer: Nullable(Type.String()),
        printerState: Type.String(),
        printerDetail: Type.String(),
      }),
      KioskSettingsView,
    ]),
    services: Type.Array(KioskServiceView),
    priorityClasses: Type.Array(Type.String()),
    missedRule: WordsView,
  }),
  KioskOffer,
]);
export type KioskView = Static<typeof KioskView>;

export interface ViewData {
  hall: HallView;
  window: WindowConsoleView;
  pad: PadView;
  manager: ManagerView;
  ticket: TicketPageView;
  kiosk: KioskView;
  sound: SoundView;
  desk: DeskView;
}
export type ViewName = keyof ViewData;

/** Always the whole view, so that a missed message cannot leave a screen wrong. */
export interface ViewMessage<N extends ViewName = ViewName> {
  readonly type: "view";
  readonly view: N;
  /** The last event folded; never goes back. */
  readonly seq: number;
  readonly at: string;
  readonly data: ViewData[N];
}
export interface HeartbeatMessage {
  readonly type: "heartbeat";
  readonly seq: number;
  readonly at: string;
}
export type SocketMessage = ViewMessage | HeartbeatMessage;
