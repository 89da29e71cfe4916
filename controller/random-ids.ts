// Ids and tokens nobody can guess. Random bytes are fetched a page at a time: one call costs more than the bytes do.
import { randomFillSync } from "node:crypto";
import type { DecideContext } from "./domain/commands.ts";

const POOL_BYTES = 4_096;
const ID_BYTES = 9;
/** 128 bits. */
const TOKEN_BYTES = 16;
const ID_LETTERS = { ticket: "t", case: "c", rating: "r", appointment: "a", notice: "n", loop: "l" } as const;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Bytes from the system's generator, each given out once. */
function randomText(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString("base64url", used, used + bytes);
  // What was given out is not kept here.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}

/** Ids begin with the time, so that the indexes of the log grow at their end; the rest is chance. */
export const newId: DecideContext["newId"] = (kind) =>
  `${ID_LETTERS[kind]}_${Date.now().toString(36)}${randomText(ID_BYTES)}`;
/** Nobody can guess it: it alone opens a citizen's page. */
export const newToken: DecideContext["newToken"] = () => randomText(TOKEN_BYTES);
