// What people may ask of the offer: appointments, closing a service, a helper at a kiosk.
import type { LocalDay } from "./types.ts";

/** A card was meant, but nobody knows it any more: the command is refused, under its own idempotency key. */
export const CARD_GONE = "";

export type OfferCommand =
  | {
      readonly type: "book-appointment";
      readonly serviceId: string;
      readonly day: LocalDay;
      /** Start of the slot, `HH:MM`. */
      readonly time: string;
      readonly language: string | null;
      readonly needs: readonly string[];
      /** Keyed hash of the person and the day of the slot. */
      readonly person: string | null;
    }
  /** By id or code. */
  | { readonly type: "cancel-appointment"; readonly appointment: string }
  | {
      readonly type: "check-in";
      readonly by: { readonly code: string } | { readonly person: string };
      readonly kioskId: string | null;
      readonly largePrint: boolean;
    }
  | { readonly type: "close-service"; readonly serviceId: string; readonly reason: string | null }
  | { readonly type: "open-service"; readonly serviceId: string }
  /** Somebody at the kiosk wants a person to come. */
  | { readonly type: "call-helper"; readonly kioskId: string }
  | { readonly type: "helper-came"; readonly kioskId: string };

export type OfferRefusalCode =
  | "SERVICE_CLOSED"
  | "CARD_NEEDED"
  | "CARD_UNKNOWN"
  | "PERSON_LIMIT_REACHED"
  | "NEED_UNKNOWN"
  | "APPOINTMENT_UNKNOWN"
  | "APPOINTMENT_ENDED"
  | "APPOINTMENT_TOO_EARLY"
  | "APPOINTMENT_TOO_LATE"
  | "APPOINTMENT_WRONG_DAY"
  | "APPOINTMENT_ALREADY_HERE"
  | "SERVICE_NOT_BOOKABLE"
  | "SLOT_UNKNOWN"
  | "SLOT_FULL"
  | "PERSON_HAS_APPOINTMENT"
  | "HELPER_NOT_CALLED";
