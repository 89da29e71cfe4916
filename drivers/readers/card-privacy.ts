// What may be shown and kept of an ID card: masked words, and a keyed hash that only this hall can make.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { IdCard } from "../kernel/model.ts";

const KEY_BYTES_MIN = 16;
const ID_SHOWN_FIRST = 3;
const ID_SHOWN_LAST = 2;

/** 王小明 → 王**: the first character stays, each other becomes a star. One character alone is hidden as well. */
export function maskName(name: string): string {
  const [first, ...others] = Array.from(name);
  if (first === undefined) return "";
  return others.length === 0 ? "*" : first + "*".repeat(others.length);
}

/** The first three and the last two characters stay: province and part of the city, no date of birth, no sequence. */
export function maskId(idNumber: string): string {
  const characters = Array.from(idNumber);
  const hidden = characters.length - ID_SHOWN_FIRST - ID_SHOWN_LAST;
  if (hidden < ID_SHOWN_FIRST + ID_SHOWN_LAST) return "*".repeat(characters.length);
  const [first, last] = [characters.slice(0, ID_SHOWN_FIRST), characters.slice(-ID_SHOWN_LAST)];
  return first.join("") + "*".repeat(hidden) + last.join("");
}

/**
 * The same card gives the same key, for limits per person. HMAC-SHA-256 under the hall's secret: ID numbers are few
 * enough to be tried one by one against a plain hash.
 */
export function cardKey(card: Pick<IdCard, "idNumber">, hmacKey: Uint8Array): string {
  assert(hmacKey.length >= KEY_BYTES_MIN, `the hall's secret needs at least ${KEY_BYTES_MIN} bytes`);
  return createHmac("sha256", hmacKey).update(card.idNumber, "utf8").digest("hex");
}
