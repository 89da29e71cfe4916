// The hall's signing key in its data folder: made on the first start, published beside, changed by the old one's word.
import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { KeyRotation } from "../domain/evidence-events.ts";
import { secretKey } from "../secret-key.ts";
import { replaceFile, syncFolder } from "../store/durable-file.ts";
import { type HallKey, hallKey, keyPairOf, keyText, readKey } from "./checkpoint.ts";

const SECRET_BYTES = 32;
const NAME = "evidence";
const NEXT_NAME = "evidence-next";
/** DER before the 32 raw bytes of a public Ed25519 key (RFC 8410 §4). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const FINGERPRINT_GROUP = 4;

export interface SigningKey {
  readonly key: HallKey;
  readonly privateKey: KeyObject;
}

/** Whose log it is, and the name of the key: `hallkeeper/<hall id>`. */
export function originOf(hallId: string): string {
  return `hallkeeper/${hallId}`;
}

/** SHA-256 of the public key, in groups of four digits: what is compared by eye or read over the telephone. */
export function fingerprintOf({ publicKey }: HallKey): string {
  const digits = createHash("sha256").update(publicKey).digest("hex");
  return (digits.match(new RegExp(`.{${FINGERPRINT_GROUP}}`, "g")) ?? []).join(" ");
}

/** What the old key signs when another takes over. */
export function rotationText({ from, to }: Pick<KeyRotation, "from" | "to">): string {
  return `hallkeeper key rotation\n${from}\n${to}\n`;
}

/** Whether the old key itself says that the new one takes over. */
export function isRotation({ from, to, signature }: KeyRotation): boolean {
  const [old, young] = [readKey(from), readKey(to)];
  const bytes = Buffer.from(signature, "base64");
  if (old === null || young === null || old.name !== young.name || bytes.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, old.publicKey]), format: "der", type: "spki" });
  return verify(null, Buffer.from(rotationText({ from, to })), key, bytes);
}

/** All keys that follow from trusted ones by rotations signed in turn. */
export function keysReached(trusted: readonly HallKey[], rotations: readonly KeyRotation[]): HallKey[] {
  const known = new Map(trusted.map((key) => [keyText(key), key]));
  for (let grew = true; grew; ) {
    grew = false;
    for (const rotation of rotations) {
      if (!known.has(rotation.from) || known.has(rotation.to) || !isRotation(rotation)) continue;
      known.set(rotation.to, readKey(rotation.to) as HallKey);
      grew = true;
    }
  }
  return [...known.values()];
}

export class KeyRing {
  readonly #dataDir: string;
  readonly #origin: string;
  #current: SigningKey;

  /** `loggedKey`: what the log says signs now; a change of keys that a crash cut short is finished by it. */
  constructor(options: { readonly dataDir: string; readonly hallId: string; readonly loggedKey: string | null }) {
    this.#dataDir = options.dataDir;
    this.#origin = originOf(options.hallId);
    this.#current = this.#read(NAME);
    if (existsSync(this.#file(NEXT_NAME))) {
      const next = this.#read(NEXT_NAME);
      if (keyText(next.key) === options.loggedKey) this.#take(next);
    }
    this.#publish();
  }

  get current(): SigningKey {
    return this.#current;
  }

  get fingerprint(): string {
    return fingerprintOf(this.#current.key);
  }

  /** A new key, and the old one's word for it. It signs once `adopt` is called, when the log holds the rotation. */
  prepare(): { readonly next: SigningKey; readonly rotation: KeyRotation } {
    const next = this.#read(NEXT_NAME);
    const [from, to] = [keyText(this.#current.key), keyText(next.key)];
    const signature = sign(null, Buffer.from(rotationText({ from, to })), this.#current.privateKey);
    return { next, rotation: { from, to, signature: signature.toString("base64") } };
  }

  adopt(next: SigningKey): void {
    this.#take(next);
    this.#publish();
  }

  #take(next: SigningKey): void {
    renameSync(this.#file(NEXT_NAME), this.#file(NAME));
    syncFolder(this.#dataDir);
    this.#current = next;
  }

  #read(name: string): SigningKey {
    const { privateKey, publicKey } = keyPairOf(secretKey(this.#dataDir, name, SECRET_BYTES));
    return { key: hallKey(this.#origin, publicKey), privateKey };
  }

  /** For whoever copies the folder or asks on the spot: the public half alone. */
  #publish(): void {
    const file = join(this.#dataDir, `${NAME}.pub`);
    const text = `${keyText(this.#current.key)}\n`;
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) replaceFile(file, text);
  }

  #file(name: string): string {
    return join(this.#dataDir, `${name}.key`);
  }
}
