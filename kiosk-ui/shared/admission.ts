// At every page's start: is this browser let in? Staff pages lead to the sign-in, device pages show a pairing code.
import type { MeView } from "../../controller/contract/access.ts";
import type { DeviceRole, Right } from "../../controller/contract/roles.ts";
import { get, LOGIN_NEEDED } from "./api.ts";
import { SOCKET_CLOSED } from "./live.ts";

/** What a page needs. One of the rights is enough. */
export type Need =
  | { readonly kind: "staff"; readonly rights: readonly Right[] }
  | {
      readonly kind: "device";
      readonly role: DeviceRole;
      readonly place: string | null;
      readonly rights?: readonly Right[];
    };

/** What to do about it. */
export type Admission = "in" | "sign-in" | "pair" | "may-not";

/** A page that lost the hall asks again, but not more often than this. */
const ASK_AGAIN_MS = 5_000;

/** Pure: from who somebody is to what the page does. */
export function admissionOf(need: Need, me: MeView): Admission {
  const rights = new Set(me.rights);
  if (need.kind === "staff") {
    if (need.rights.some((right) => rights.has(right))) return "in";
    return me.kind === "staff" ? "may-not" : "sign-in";
  }
  const wanted: readonly Right[] = [need.role, ...(need.rights ?? [])];
  if (!wanted.some((right) => rights.has(right))) return "pair";
  // Paired for another place: this page would stay empty.
  const elsewhere = me.kind === "device" && me.place !== null && need.place !== null && me.place !== need.place;
  return elsewhere && (need.role === "kiosk" || need.role === "pad") ? "pair" : "in";
}

/** Where a staff page sends who is not signed in, and the way back. */
export function signInAddress(place: { pathname: string; search: string; hash: string }): string {
  return `/login?next=${encodeURIComponent(`${place.pathname}${place.search}${place.hash}`)}`;
}

/** Watches over the page for as long as it lives. While the hall cannot be reached, nothing changes. */
export function requireAdmission(need: Need): void {
  let busy = false;
  let askedMs = Number.NEGATIVE_INFINITY;
  const ask = async (): Promise<void> => {
    if (busy || performance.now() - askedMs < ASK_AGAIN_MS) return;
    busy = true;
    askedMs = performance.now();
    const answer = await get<MeView>("/access/me");
    busy = false;
    if (!answer.ok) return;
    const admission = admissionOf(need, answer.value);
    if (admission === "sign-in") window.location.replace(signInAddress(window.location));
    else if (admission === "may-not") window.location.replace(`${signInAddress(window.location)}&other=1`);
    else if (admission === "pair" && need.kind === "device") {
      busy = true;
      const { showPairing } = await import("./pairing-sheet.tsx");
      showPairing(need.role, need.place);
    }
  };
  window.addEventListener(SOCKET_CLOSED, () => void ask());
  window.addEventListener(LOGIN_NEEDED, () => void ask());
  void ask();
}
