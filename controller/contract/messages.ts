// What left the hall for outside, or still has to: as the manager's page and programs see it. Never an address.
import { type Static, Type } from "typebox";
import { oneOf } from "./schemas.ts";

export const CHANNELS = ["sms", "webhook", "upload", "push"] as const;
export const STATES = ["queued", "sent", "dead", "cancelled"] as const;
const At = Type.Union([Type.String(), Type.Null()]);

export const MessageView = Type.Object({
  id: Type.String(),
  channel: oneOf(CHANNELS),
  /** The name of a configured receiver, or `contact:<ref>`. */
  to: Type.String(),
  state: oneOf(STATES),
  /** What it is about, e.g. the type of the event; never its text. */
  about: Type.String(),
  attempts: Type.Integer(),
  createdAt: Type.String(),
  /** When it is tried next; null once it has ended. */
  nextAt: At,
  /** What the newest attempt came to. */
  detail: Type.String(),
  /** What a delivery report said; null: none came. */
  delivery: Type.Union([Type.String(), Type.Null()]),
});
export type MessageView = Static<typeof MessageView>;

const Count = Type.Integer();
export const MessagesSummaryView = Type.Object({
  channels: Type.Array(
    Type.Object({
      channel: oneOf(CHANNELS),
      /** Whether anything sends on this channel now. */
      served: Type.Boolean(),
      queued: Count,
      sent: Count,
      dead: Count,
      cancelled: Count,
      /** The oldest that still waits. */
      oldestQueuedAt: At,
    }),
  ),
  /** Receivers that said they are gone (410): nothing is sent before a replay or another address. */
  disabled: Type.Array(Type.String()),
  privacy: Type.Object({
    contactDays: Count,
    contacts: Count,
    oldestAt: At,
    optedOut: Count,
    /** Records that no longer open: another key, or damage. */
    unreadable: Count,
    lastPurgeAt: At,
  }),
});
export type MessagesSummaryView = Static<typeof MessagesSummaryView>;

export const MessagesQuery = Type.Object(
  {
    channel: Type.Optional(oneOf(CHANNELS)),
    state: Type.Optional(oneOf(STATES)),
  },
  { additionalProperties: false },
);
export type MessagesQuery = Static<typeof MessagesQuery>;

/** A mobile number as people write it: digits, with a leading + where the country is named. */
export const PHONE_PATTERN = "^\\+?[0-9]{5,15}$";
