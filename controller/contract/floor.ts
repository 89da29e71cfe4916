// The floor as managers see it and what they may do there: targets, fairness, advice, actions.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, Time } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Reason = Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200 })));
const SERVICES_MAX = 100;
const Services = Type.Array(Id, { minItems: 1, maxItems: SERVICES_MAX, uniqueItems: true });

export const TargetsView = Type.Object({
  longestWaitMinutes: Type.Number(),
  withinMinutes: Type.Number(),
  withinShare: Type.Number(),
  pausedWindowsMax: Type.Integer(),
});
export type TargetsView = Static<typeof TargetsView>;

/** Simulated longest wait at a moment, in minutes: nine runs in ten lie at or below `high`, one in ten below `low`. */
export const Outlook = Type.Object({ low: Type.Number(), mid: Type.Number(), high: Type.Number() });
export type Outlook = Static<typeof Outlook>;

export const AdviceLine = Type.Object({
  kind: oneOf(["open", "resume", "reassign", "close"]),
  windowId: Type.String(),
  /** The service whose wait it is about. */
  serviceId: Type.String(),
  /** What the window is to serve; null: what it is configured for. */
  services: Nullable(Type.Array(Type.String())),
  before: Outlook,
  after: Outlook,
});
export type AdviceLine = Static<typeof AdviceLine>;

export const AdviceView = Type.Object({
  /** When it was worked out; null: not yet. */
  at: Nullable(Time),
  /** The moment the figures are for. */
  until: Nullable(Time),
  lines: Type.Array(AdviceLine),
  /** Why there are none. */
  why: Nullable(oneOf(["not-yet", "too-little-known", "within-target", "nothing-helps", "failed"])),
  /** Erlang C, a second opinion without a simulation: windows needed for the target; null: more than there can be. */
  needed: Type.Array(
    Type.Object({
      serviceId: Type.String(),
      perHour: Type.Number(),
      meanMinutes: Type.Number(),
      windows: Nullable(Type.Integer()),
    }),
  ),
});
export type AdviceView = Static<typeof AdviceView>;

export const FairnessView = Type.Object({
  /** The waiting ordinary ticket that most were called before although they came later; null: none. */
  overtaken: Nullable(
    Type.Object({
      number: Type.String(),
      serviceId: Type.String(),
      count: Type.Integer(),
      inRow: Type.Integer(),
      limit: Type.Integer(),
      waitedMinutes: Type.Integer(),
    }),
  ),
  longestOrdinary: Nullable(
    Type.Object({ number: Type.String(), serviceId: Type.String(), waitedMinutes: Type.Integer() }),
  ),
  /** Calls of today that passed somebody who came earlier, by window, with the rules behind them. */
  outOfOrder: Type.Array(
    Type.Object({
      windowId: Type.String(),
      count: Type.Integer(),
      reasons: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
});
export type FairnessView = Static<typeof FairnessView>;

const Since = Type.Object({ reason: Nullable(Type.String()), since: Time });

/** Part of the manager's view. */
export const FloorView = Type.Object({
  targets: TargetsView,
  /** Called today, first or again (the last call counts), and those called within the target. */
  within: Type.Object({ n: Type.Integer(), inside: Type.Integer(), share: Nullable(Type.Number()) }),
  /** Windows open with nobody at them. */
  idleWindows: Type.Integer(),
  /** Bad ratings (不满意, 非常不满意) that nobody has dealt with yet. */
  badOpen: Type.Integer(),
  services: Type.Array(
    Type.Object({
      id: Type.String(),
      longestWaitMinutes: Type.Integer(),
      idleWindows: Type.Integer(),
      pausedWindows: Type.Integer(),
      /** Closed at the kiosks by hand. */
      closed: Nullable(Since),
    }),
  ),
  windows: Type.Array(
    Type.Object({
      id: Type.String(),
      /** Since when it does what it does now. */
      activitySince: Nullable(Time),
      case: Nullable(Type.Object({ openedAt: Time, limitMinutes: Nullable(Type.Number()) })),
      /** What it calls for now differs from the configuration. */
      assigned: Type.Boolean(),
      askedBackAt: Nullable(Time),
    }),
  ),
  fairness: FairnessView,
  numbersHeld: Nullable(Since),
  dayEnded: Nullable(Since),
  outOfService: Type.Array(Type.Intersect([Type.Object({ deviceId: Type.String() }), Since])),
  advice: AdviceView,
});
export type FloorView = Static<typeof FloorView>;

/** One quarter of an hour of the day. */
export const DaySeries = Type.Object({
  day: Type.String(),
  quarterMinutes: Type.Integer(),
  /** From the first quarter with an event to the newest. */
  quarters: Type.Array(
    Type.Object({ at: Time, issued: Type.Integer(), calls: Type.Integer(), waitingMax: Type.Integer() }),
  ),
});
export type DaySeries = Static<typeof DaySeries>;

export const AssignBody = Type.Object({ services: Nullable(Services) }, strict);
export const SpareBody = Type.Object(
  { services: Type.Optional(Nullable(Services)), staffId: Type.Optional(Nullable(Id)) },
  strict,
);
export const MoveBody = Type.Object({ toWindowId: Id }, strict);
export const ReasonBody = Type.Union([Type.Object({ reason: Reason }, strict), Type.Null()]);
export const EndDayBody = Type.Object(
  { waiting: Type.Union([Type.Literal("serve"), Type.Literal("close")]), reason: Reason },
  strict,
);

/** One line of what happened to a ticket, or around a moment. Free of personal data. */
export const StoryLine = Type.Object({
  seq: Type.Integer(),
  at: Time,
  type: Type.String(),
  text: Type.String(),
  actor: Type.String(),
  windowId: Nullable(Type.String()),
  /** The rule behind a call. */
  why: Nullable(Type.String()),
});
export type StoryLine = Static<typeof StoryLine>;

export const TicketStory = Type.Object({
  ticketId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  lines: Type.Array(StoryLine),
  /** Of a ticket of today: calls of its service between its issue and its own call; null: of another day. */
  before: Nullable(
    Type.Object({
      called: Type.Record(Type.String(), Type.Integer()),
      overtook: Type.Record(Type.String(), Type.Integer()),
      letPass: Type.Integer(),
    }),
  ),
});
export type TicketStory = Static<typeof TicketStory>;
