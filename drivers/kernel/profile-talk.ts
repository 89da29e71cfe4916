// What a profile says to its device and which frames are its own: shared by keypads and pads.
import type { PatternValues } from "./byte-pattern.ts";
import type { Exchange } from "./model.ts";
import { orderOf, type ProfileMessage, type ProfileOrder } from "./profile-codec.ts";
import { ackOf, addressOf, type ProfileSettings, type ProfileWire } from "./profile-settings.ts";

export type ProfileExchange = Exchange<ProfileMessage, ProfileOrder>;

/** The order a setting describes; nothing where the profile has no such pattern. */
export function orderFor(
  wire: ProfileWire,
  settings: ProfileSettings,
  what: string,
  values: Partial<PatternValues> = {},
): ProfileExchange[] {
  const pattern = wire.written.get(what);
  if (pattern === undefined) return [];
  return [{ message: orderOf(what, pattern, { addr: addressOf(settings), ...values }), reply: null }];
}

/** The acknowledgement of a press: the frame itself, a pattern with its data, or nothing. */
export function ackFor(wire: ProfileWire, settings: ProfileSettings, message: ProfileMessage): ProfileOrder | null {
  if (ackOf(settings) === "echo") return { what: "ack", bytes: message.bytes };
  const repeats = (wire.written.get("ack")?.data.max ?? 0) > 0;
  return orderFor(wire, settings, "ack", repeats ? { data: message.data } : {})[0]?.message ?? null;
}

/** The question that only a living device answers. */
export function probeFor(wire: ProfileWire, settings: ProfileSettings): ProfileExchange | null {
  const [question] = orderFor(wire, settings, "probe/send");
  if (question === undefined) return null;
  return { ...question, reply: ({ from }) => (from === "probe/reply" ? { ok: true, detail: "" } : null) };
}

/** A device that says more than it is asked about owns that too, unless others with an address share its line. */
export function ownsFrame({ from }: ProfileMessage, { reportBytes, receive = "" }: ProfileSettings): boolean {
  return from !== null || (reportBytes !== undefined && !receive.includes("{addr}"));
}
