// Free words of persons: sealed apart, with a commitment in the log that can be checked while they are kept and says
// nothing afterwards, not even to whoever holds every key.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SALT_BYTES = 32;
/** Before the commitment, so that those of earlier versions stay checkable by their own rule. */
const VERSION = "v2:";
const REF_CHARS = 24;

/** The part of the vault this needs. */
export interface WordsVault {
  seal(ref: string, value: unknown, neededUntilMs: number): void;
  unseal(ref: string): unknown;
  forget(ref: string): boolean;
}

interface Salted {
  readonly words: string;
  /** Base64 of 32 random bytes. */
  readonly salt: string;
}

export interface Committed {
  readonly ref: string;
  readonly digest: string;
}

function isSalted(value: unknown): value is Salted {
  const { words, salt } = (value ?? {}) as Partial<Salted>;
  return typeof words === "string" && typeof salt === "string";
}

/**
 * HMAC-SHA256 under 256 random bits that lie with the sealed words and go with them: it binds as SHA-256 does, and once
 * the salt is destroyed no guess can be tried against it.
 */
function committed(salt: string, about: string, words: string): string {
  const digest = createHmac("sha256", Buffer.from(salt, "base64")).update(`${about}\n${words}`).digest("base64url");
  return `${VERSION}${digest}`;
}

export interface Sealing {
  /** Kind of the record in the vault. */
  readonly kind: string;
  /** Makes references: it is never put over the words, so that references do not tell them either. */
  readonly key: Uint8Array;
  /** Of the request: asked again with the same words, nothing is stored twice and the answer is the same. */
  readonly request: string;
  /** What the words are about; part of the commitment. */
  readonly about: string;
  readonly neededUntilMs: number;
}

/** Repeats remembered, so that a refused one does not take the words of the first away. */
const REPEATS_MAX = 1_000;

export class WordsKeeper {
  readonly #vault: WordsVault;
  readonly #repeats = new Set<string>();

  constructor(vault: WordsVault) {
    this.#vault = vault;
  }

  /** Seals the words and says what the log may hold of them. */
  seal(words: string, sealing: Sealing): Committed {
    const { kind, key, request, about, neededUntilMs } = sealing;
    const name = createHmac("sha256", key).update(request).digest("hex").slice(0, REF_CHARS);
    const known = this.#vault.unseal(`${kind}:${name}`);
    if (isSalted(known) && known.words === words) {
      if (this.#repeats.size >= REPEATS_MAX) this.#repeats.clear();
      this.#repeats.add(`${kind}:${name}`);
      return { ref: `${kind}:${name}`, digest: committed(known.salt, about, words) };
    }
    // Other words under the same request are another record: what is kept is never overwritten.
    const ref = `${kind}:${known == null ? name : randomBytes(REF_CHARS / 2).toString("hex")}`;
    const salt = randomBytes(SALT_BYTES).toString("base64");
    this.#vault.seal(ref, { words, salt } satisfies Salted, neededUntilMs);
    return { ref, digest: committed(salt, about, words) };
  }

  /** Of a request that was refused: what belongs to an earlier one stays. */
  forget(ref: string): void {
    if (!this.#repeats.delete(ref)) this.#vault.forget(ref);
  }
}

/** The words of a record of any version; null: their time is over, or it does not open. */
export function wordsOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return isSalted(value) ? value.words : null;
}

/** Whether these are the words the log knows. `earlier`: how commitments before salts were made. */
export function isCommitted(
  value: unknown,
  about: string,
  digest: string,
  earlier: (words: string) => string,
): boolean {
  const words = wordsOf(value);
  if (words === null) return false;
  if (!digest.startsWith(VERSION)) return same(earlier(words), digest);
  return isSalted(value) && same(committed(value.salt, about, words), digest);
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
