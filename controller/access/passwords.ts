// Passwords: the rule they must keep, and their hashes. None can be read back; a check always takes equally long.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "../contract/access-limits.ts";

/** 2^17: about a third of a second and 128 MB for each guess, for us and for whoever stole the file. */
export const COST_LOG2 = 17;
const BLOCK = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each hash takes one thread and its memory while it runs. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 16;

/** Whether the rule is kept: long enough, and not the name or one sign over and over. */
export function isGoodPassword(password: string, names: readonly string[]): boolean {
  const { length } = [...password];
  if (length < PASSWORD_CHARS_MIN || length > PASSWORD_CHARS_MAX) return false;
  const plain = password.toLowerCase();
  if (names.some((name) => name !== "" && plain.replaceAll(name.toLowerCase(), "").length < PASSWORD_CHARS_MIN / 2))
    return false;
  return new Set(plain).size >= PASSWORD_CHARS_MIN / 2;
}

function derive(password: string, salt: Buffer, costLog2: number): Promise<Buffer> {
  const N = 2 ** costLog2;
  const options: ScryptOptions = { N, r: BLOCK, p: 1, maxmem: 256 * N * BLOCK };
  return new Promise((done, fail) => {
    // The same letters typed on another keyboard may come in other code points.
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) done(key);
      else fail(error);
    });
  });
}

/** Makes and checks hashes, a few at a time. */
export class Passwords {
  readonly #costLog2: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** A smaller cost is for tests alone. */
  constructor(costLog2: number = COST_LOG2) {
    this.#costLog2 = costLog2;
  }

  /** More wait already than will be served in time. */
  get busy(): boolean {
    return this.#waiting.length >= WAITING_MAX;
  }

  /** `scrypt$<log2 of the cost>$<salt>$<hash>`. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const key = await this.#inTurn(() => derive(password, salt, this.#costLog2));
    return `scrypt$${this.#costLog2}$${salt.toString("base64url")}$${key.toString("base64url")}`;
  }

  /** Null stands for "no such account": it takes the same time and is never right. */
  async isRight(password: string, stored: string | null): Promise<boolean> {
    const [, cost, salt, hash] = (stored ?? "").split("$");
    const known = cost !== undefined && salt !== undefined && hash !== undefined;
    const wanted = known ? Buffer.from(hash, "base64url") : Buffer.alloc(HASH_BYTES);
    const salted = known ? Buffer.from(salt, "base64url") : Buffer.alloc(SALT_BYTES);
    const costLog2 = known ? Number(cost) : this.#costLog2;
    const key = await this.#inTurn(() => derive(password, salted, costLog2));
    return timingSafeEqual(key, wanted) && known;
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE_MAX) await new Promise<void>((turn) => this.#waiting.push(turn));
    else this.#running += 1;
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
