// Words of citizens beside a rating: they may name people, so they lie sealed in the vault, never in the log.
import { createHmac } from "node:crypto";
import type { CommentsPort } from "../http/ports.ts";
import { secretKey } from "../secret-key.ts";
import { isCommitted, WordsKeeper, type WordsVault, wordsOf } from "./sealed-words.ts";

const KEY_BYTES = 32;
const DAY_MS = 86_400_000;

export interface CommentsOptions {
  readonly dataDir: string;
  readonly vault: WordsVault;
  readonly clock: { nowMs(): number };
  /** Days the words are needed: the rating period. */
  readonly keepDays: number;
}

/**
 * The log holds a reference and a commitment: it proves later which words were meant, and says nothing once the words
 * are purged. A repeated request stores them once.
 */
export function startComments({ dataDir, vault, clock, keepDays }: CommentsOptions): CommentsPort {
  const key = secretKey(dataDir, "comments", KEY_BYTES);
  const keeper = new WordsKeeper(vault);
  return {
    keep(about, text, request) {
      const neededUntilMs = clock.nowMs() + keepDays * DAY_MS;
      const sealing = { kind: "rating", key, request: `${about}\n${request}`, about, neededUntilMs };
      const { ref, digest } = keeper.seal(text, sealing);
      return { commentRef: ref, commentDigest: digest };
    },
    words: (commentRef) => wordsOf(vault.unseal(commentRef)),
    isKept: (about, { commentRef, commentDigest }) =>
      isCommitted(vault.unseal(commentRef), about, commentDigest, (words) =>
        createHmac("sha256", key).update(`${about}\n${words}`).digest("hex"),
      ),
    forget: (commentRef) => keeper.forget(commentRef),
  };
}
