// Announcements: what players are told and report, what staff see of each call, and the sound of the hall as a whole.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, Time, WordsView } from "./schemas.ts";

/** What a player is to play now. A player that is not among `speakers` shows the text and stays quiet. */
export const PlayingView = Type.Object({
  /** Names this reading; grows, also over a restart of the service. */
  seq: Type.Integer(),
  /** `check`: nothing is to be heard, the player only proves that it could be. */
  kind: oneOf(["call", "withdrawn", "missed", "test", "check"]),
  number: Nullable(Type.String()),
  windowId: Nullable(Type.String()),
  /** In the order of the hall's languages, for the eye. */
  text: Type.String(),
  playAt: Time,
  /** One after the other without a gap of their own; none: there is no clip for it, the text is shown. */
  clips: Type.Array(Type.String()),
  /** Silence between two clips. */
  gapMs: Type.Integer(),
  /** As far as the clips tell, gaps included. */
  durationMs: Type.Integer(),
  /** 0…100. */
  volume: Type.Integer(),
});
export type PlayingView = Static<typeof PlayingView>;

/** `view=sound&id=ZONE`. */
export const SoundView = Type.Object({
  zone: Type.Object({ id: Type.String(), name: WordsView, volume: Type.Integer(), quiet: Type.Boolean() }),
  /** The players that speak; the others stand by. */
  speakers: Type.Array(Type.String()),
  playing: Nullable(PlayingView),
});
export type SoundView = Static<typeof SoundView>;

/**
 * `said`: heard to its end. `shown`: shown and acknowledged, or seen by connected screens. `unconfirmed`: sent, but
 * nobody answered for it. `silent`: not said on purpose. `pending`: not yet known.
 */
export const DeliveryState = oneOf(["pending", "said", "shown", "unconfirmed", "failed", "silent"]);
export type DeliveryState = Static<typeof DeliveryState>;

export const SinkDeliveryView = Type.Object({
  id: Type.String(),
  kind: oneOf(["voice", "player", "strip", "board", "screen", "phone"]),
  state: DeliveryState,
  /** Chinese first, English beside it; empty when there is nothing to say. */
  detail: Type.String(),
  at: Nullable(Time),
});
export type SinkDeliveryView = Static<typeof SinkDeliveryView>;

/** One call and what became of it in every place where people could notice it. */
export const DeliveryView = Type.Object({
  id: Type.String(),
  number: Type.String(),
  windowId: Type.String(),
  at: Time,
  sinks: Type.Array(SinkDeliveryView),
  /** What staff should know, e.g. 「3号屏未应答」; empty: nothing. */
  trouble: Type.Array(WordsView),
});
export type DeliveryView = Static<typeof DeliveryView>;

/** A voice module or a player of a zone. */
export const SoundSinkView = Type.Object({
  id: Type.String(),
  kind: oneOf(["voice", "player"]),
  state: oneOf(["ready", "busy", "away", "blocked", "standby"]),
  detail: Type.String(),
});
export type SoundSinkView = Static<typeof SoundSinkView>;

export const SoundZoneView = Type.Object({
  id: Type.String(),
  name: WordsView,
  volume: Type.Integer(),
  quiet: Type.Boolean(),
  /** Readings that have not begun. */
  backlog: Type.Integer(),
  speaking: Nullable(Type.String()),
  sinks: Type.Array(SoundSinkView),
  /** The newest self-check; null: none yet. */
  check: Nullable(Type.Object({ at: Time, ok: Type.Boolean(), detail: Type.String() })),
});
export type SoundZoneView = Static<typeof SoundZoneView>;

/** `GET /sound`, and `sound` of the manager's view. */
export const SoundOverview = Type.Object({
  zones: Type.Array(SoundZoneView),
  /** Where the clips come from. */
  pack: Type.Object({ state: oneOf(["ok", "partial", "none"]), clips: Type.Integer(), detail: Type.String() }),
  /** Newest first. */
  deliveries: Type.Array(DeliveryView),
});
export type SoundOverview = Static<typeof SoundOverview>;

/** A player names itself; the name lives as long as its page. */
const PlayerId = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$" });
export const SoundReportBody = Type.Union([
  /** Said at the start, at each change, and every 20 s: `blocked` until somebody has touched the page. */
  Type.Object(
    {
      player: PlayerId,
      outcome: oneOf(["ready", "blocked", "leaving"]),
      detail: Type.Optional(Type.String({ maxLength: 200 })),
    },
    strict,
  ),
  Type.Object(
    {
      player: PlayerId,
      outcome: oneOf(["said", "failed"]),
      seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      detail: Type.Optional(Type.String({ maxLength: 200 })),
    },
    strict,
  ),
]);
export type SoundReportBody = Static<typeof SoundReportBody>;
/** Whether this player is one of those that speak now. */
export const SoundReportAnswer = Type.Object({ speaks: Type.Boolean() });

export const SoundTestAnswer = Type.Object({ ok: Type.Boolean(), detail: Type.String() });
export type SoundTestAnswer = Static<typeof SoundTestAnswer>;

/** `GET /speech`: a clip of the hall's own vocabulary, `audio/wav`. */
export const SpeechQuery = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 120 }),
    language: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" })),
  },
  strict,
);
export type SpeechQuery = Static<typeof SpeechQuery>;
