// What a press on a window's keypad asks of the hall.
import type { KeypadAction } from "../drivers/kernel/model.ts";
import type { Command } from "./domain/commands.ts";
import { numberOfDigits } from "./domain/spoken-number.ts";
import type { HallState } from "./domain/types.ts";

/**
 * The command of a key, or why there is none. Reads the state only to turn typed digits into names.
 * `missedWithinSeconds`: of keypads whose second call says that the one called did not come.
 */
export function keypadCommand(
  press: KeypadAction,
  windowId: string,
  state: HallState,
  missedWithinSeconds?: number,
): Command | { readonly none: string } {
  switch (press.action) {
    case "call-next":
      return {
        ...{ type: "call-next", windowId, fromKeypad: true },
        ...(missedWithinSeconds === undefined ? {} : { missedWithinSeconds }),
      };
    case "call-number": {
      const number = numberOfDigits(state, windowId, press.digits);
      if (number === null) return { none: `no ticket ${press.digits} for this window` };
      return { type: "call-ticket", windowId, ticket: { number }, fromKeypad: true };
    }
    case "evaluate":
      return { type: "invite-rating", windowId };
    case "recall":
    case "arrived":
    case "finish":
    case "missed":
    case "hold":
      return { type: press.action, windowId };
    case "leave": {
      const ticketId = state.windows.get(windowId)?.ticketId ?? null;
      return ticketId === null ? { none: "no ticket at this window" } : { type: "leave-ticket", ticketId };
    }
    case "resume-ticket":
      return { type: "resume-ticket", windowId, ticketId: null };
    case "undo":
      return { type: "undo", windowId, reason: null };
    case "pause":
      return { type: "pause-window", windowId, reason: null };
    case "resume":
      return { type: "resume-window", windowId };
    case "transfer": {
      const service = state.settings.services[Number(press.digits) - 1];
      if (service === undefined) return { none: `no service number ${press.digits}` };
      return { type: "transfer", windowId, to: { serviceId: service.id } };
    }
    case "sign-in": {
      const staff = state.settings.staff.find((member) => member.number === press.digits);
      return staff === undefined
        ? { none: "no such staff number" }
        : { type: "open-window", windowId, staffId: staff.id };
    }
    case "guard":
    case "manager":
    case "adviser":
      return { type: "raise-emergency", windowId, kind: press.action };
    case "close-when-empty":
      return { type: "plan-close", windowId };
    case "sign-out":
      return { type: "close-window", windowId };
    case "released":
      return { none: "a key was let go" };
    case "none":
      return { none: `key ${press.code} means nothing here` };
  }
}
