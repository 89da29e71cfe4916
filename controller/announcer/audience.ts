// How many screens show a call now: connected, and with the newest of what concerns it.
import type { Config } from "../../config/schema.ts";
import type { Hub } from "../../display-server/hub.ts";
import type { Audience } from "./sights.ts";

/** Boards of the whole hall or of a zone with this window; the pages of the ticket itself. */
export function audienceOf(
  hub: Hub,
  { zones = [] }: Pick<Config, "zones">,
  windowId: string,
  ticketId: string,
): Audience {
  const here = zones.filter(({ windows }) => windows.includes(windowId)).map(({ id }) => `hall:${id}`);
  const boards = ["hall", ...here].reduce((sum, key) => sum + upToDate(hub, key), 0);
  return { boards, phones: upToDate(hub, `ticket:${ticketId}`) };
}

function upToDate(hub: Hub, key: string): number {
  const topic = hub.topic(key);
  return [...(topic?.seats ?? [])].filter((seat) => seat.version === topic?.version).length;
}
