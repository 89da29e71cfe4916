// Words for events about numbers left and calls.
import type { LoggedEvent } from "../domain/events.ts";

const REMOVED = {
  asked: "本人要求 on request",
  "opted-out": "退订 opted out",
  "wrong-number": "号码有误 wrong number",
};

export function askingText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "contact.left":
      return `${event.data.number} 留下联系号码 number left (${event.data.place})`;
    case "contact.removed":
      return `${event.data.number} 联系号码已删除 number removed: ${REMOVED[event.data.reason]}`;
    case "callback.claimed":
      return `${event.data.number} 回访领取 call-back taken by ${event.data.by}`;
    case "callback.released":
      return `${event.data.number} 回访放回 call-back given back by ${event.data.by}`;
    default:
      return null;
  }
}
