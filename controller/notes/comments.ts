// Words of citizens beside a rating: they may name people, so they lie sealed in the vault, never in the log.
import { createHmac } from "node:crypto";
import type { CommentsPort } from "../http/ports.ts";
import { secretKey } from "../secret-key.ts";

const KEY_BYTES = 32;
const REF_CHARS = 24;
const DAY_MS = 86_400_000;

/** The part of the vault this needs. */
interface SealedWords {
  seal(ref: string, value: unknown, neededUntilMs: number): void;
  unseal(ref: string): unknown;
}

export interface CommentsOptions {
  readonly dataDir: string;
  readonly vault: SealedWords;
  readonly clock: { nowMs(): number };
  /** Days the words are needed: the rating period. */
  readonly keepDays: number;
}

/**
 * The log holds a reference and a keyed digest: it proves later which words were meant, and says nothing once the
 * words are purged. The same words for the same case have the same reference, so a repeated request stores them once.
 */
export function startComments({ dataDir, vault, clock, keepDays }: CommentsOptions): CommentsPort {
  const key = secretKey(dataDir, "comments", KEY_BYTES);
  const digestOf = (caseId: string, text: string) =>
    createHmac("sha256", key).update(`${caseId}\n${text}`).digest("hex");
  return {
    keep(caseId, text) {
      const commentDigest = digestOf(caseId, text);
      const commentRef = `rating:${commentDigest.slice(0, REF_CHARS)}`;
      vault.seal(commentRef, text, clock.nowMs() + keepDays * DAY_MS);
      return { commentRef, commentDigest };
    },
    words(commentRef) {
      const found = vault.unseal(commentRef);
      return typeof found === "string" ? found : null;
    },
  };
}
