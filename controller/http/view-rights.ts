// Who may watch which live view.
import type { ContractCode } from "../contract/refusals.ts";
import type { Right } from "../contract/roles.ts";
import type { Principal } from "./access-port.ts";

/** One of these is enough. A view that is not listed is for nobody but the machine itself. */
export const VIEW_RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  hall: ["board", "player", "kiosk", "pad", "staff", "token"],
  sound: ["player", "board", "staff"],
  kiosk: ["kiosk"],
  pad: ["pad", "window"],
  window: ["window"],
  manager: ["supervisor", "manager"],
  desk: ["guide", "supervisor", "manager"],
  // By its token everybody: who has the paper has the token.
  ticket: ["kiosk", "staff"],
};
/** Views of one place, which a device that stands at another has no business with. */
const OF_A_PLACE: Readonly<Record<string, string>> = { kiosk: "kiosk", pad: "pad" };

/** Null: yes. */
export function mayWatch(
  principals: readonly Principal[],
  view: string,
  id: string | null,
  isTicketToken: (id: string) => boolean,
): ContractCode | null {
  const wanted = VIEW_RIGHTS[view] ?? [];
  const may = principals.some(
    ({ kind, rights, role, place }) =>
      kind === "loopback" ||
      (wanted.some((right) => rights.has(right)) &&
        (kind !== "device" || OF_A_PLACE[view] !== role || place == null || place === id)),
  );
  if (may) return null;
  if (view === "ticket" && id !== null && isTicketToken(id)) return null;
  return principals.length === 0 ? "LOGIN_NEEDED" : "RIGHT_MISSING";
}
