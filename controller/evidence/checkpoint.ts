// A signed statement of what the log was: the form of C2SP "tlog-checkpoint", a note signed with Ed25519, so that other
// tools read it too (https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note). Beside it the JSON form of the
// contract: `{"seq", "hash", …}`.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { HASH_BYTES } from "./merkle.ts";

/** What is signed. `hash` is the end of the hash chain, hexadecimal; `root` that of the tree over the same rows. */
export interface Statement {
  /** `hallkeeper/<hall id>`: whose log it is. */
  readonly origin: string;
  /** The number of rows, which is the number of the newest. */
  readonly seq: number;
  readonly hash: string;
  readonly root: Uint8Array;
  readonly atMs: number;
}

export interface SignedCheckpoint extends Statement {
  /** The whole note, with its signature. */
  readonly note: string;
}

/** One key of a hall: its name, and the four bytes that stand for it before each signature. */
export interface HallKey {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Eight hexadecimal digits. */
  readonly id: string;
}

const ED25519 = 1;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const PUBLIC_BYTES = 32;
/** DER before the 32 raw bytes of a public Ed25519 key (RFC 8410 §4). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const NAME = /^[^\s+]{1,100}$/;
const NOTE_CHARS_MAX = 4_000;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+=*)$/u;

export function hallKey(name: string, publicKey: Uint8Array): HallKey {
  if (!NAME.test(name) || publicKey.length !== PUBLIC_BYTES) throw new Error(`"${name}" cannot be the name of a key`);
  const digest = createHash("sha256").update(`${name}\n`).update(Uint8Array.of(ED25519)).update(publicKey).digest();
  return { name, publicKey, id: digest.subarray(0, ID_BYTES).toString("hex") };
}

/** As published: `<name>+<id>+<base64>`. */
export function keyText({ name, publicKey, id }: HallKey): string {
  return `${name}+${id}+${Buffer.concat([Uint8Array.of(ED25519), publicKey]).toString("base64")}`;
}

/** Reads `keyText`; null when it is none, or its id does not follow from name and key. */
export function readKey(text: string): HallKey | null {
  const match = /^([^\s+]{1,100})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim());
  if (match?.[1] === undefined || match[3] === undefined) return null;
  const bytes = Buffer.from(match[3], "base64");
  if (bytes.length !== PUBLIC_BYTES + 1 || bytes[0] !== ED25519) return null;
  const key = hallKey(match[1], new Uint8Array(bytes.subarray(1)));
  return key.id === match[2] ? key : null;
}

/** The key pair of these 32 secret bytes. */
export function keyPairOf(secret: Uint8Array): { readonly privateKey: KeyObject; readonly publicKey: Uint8Array } {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const privateKey = createPrivateKey({ key: Buffer.concat([head, secret]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { privateKey, publicKey: new Uint8Array(spki.subarray(SPKI_HEAD.length)) };
}

function textOf({ origin, seq, hash, root, atMs }: Statement): string {
  const rootText = Buffer.from(root).toString("base64");
  return `${origin}\n${seq}\n${rootText}\nchain ${hash}\nat ${new Date(atMs).toISOString()}\n`;
}

export function signCheckpoint(statement: Statement, key: HallKey, privateKey: KeyObject): SignedCheckpoint {
  const text = textOf(statement);
  const signature = Buffer.concat([Buffer.from(key.id, "hex"), sign(null, Buffer.from(text), privateKey)]);
  return { ...statement, note: `${text}\n— ${key.name} ${signature.toString("base64")}\n` };
}

/** Why a note is not to be believed. */
export type NoteFault = "malformed" | "key-unknown" | "signature-wrong";

/** Reads a note and checks it against the keys that are trusted. */
export function readCheckpoint(
  note: string,
  keys: readonly HallKey[],
):
  | { readonly ok: true; readonly checkpoint: SignedCheckpoint; readonly key: HallKey }
  | { ok: false; fault: NoteFault } {
  const cut = note.length > NOTE_CHARS_MAX ? -1 : note.indexOf("\n\n");
  const statement = cut < 0 ? null : statementOf(note.slice(0, cut + 1));
  if (statement === null) return { ok: false, fault: "malformed" };
  const text = Buffer.from(note.slice(0, cut + 1));
  let known = false;
  for (const line of note.slice(cut + 2).split("\n")) {
    const match = SIGNATURE_LINE.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const bytes = Buffer.from(match[2], "base64");
    const id = bytes.subarray(0, ID_BYTES).toString("hex");
    const key = keys.find((one) => one.name === match[1] && one.id === id);
    if (key === undefined || bytes.length !== ID_BYTES + SIGNATURE_BYTES) continue;
    known = true;
    if (verify(null, text, keyObject(key), bytes.subarray(ID_BYTES))) {
      return { ok: true, checkpoint: { ...statement, note }, key };
    }
  }
  return { ok: false, fault: known ? "signature-wrong" : "key-unknown" };
}

function keyObject({ publicKey }: HallKey): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: "der", type: "spki" });
}

function statementOf(text: string): Statement | null {
  const [origin, size, rootText, chain, at, ...more] = text.split("\n");
  const hash = /^chain ([0-9a-f]{64})$/.exec(chain ?? "")?.[1];
  const atMs = Date.parse(/^at (\S+)$/.exec(at ?? "")?.[1] ?? "");
  const root = Buffer.from(rootText ?? "", "base64");
  if (origin === undefined || !NAME.test(origin) || !/^(0|[1-9]\d{0,15})$/.test(size ?? "")) return null;
  if (hash === undefined || Number.isNaN(atMs) || root.length !== HASH_BYTES) return null;
  const statement = { origin, seq: Number(size), hash, root: new Uint8Array(root), atMs };
  // Lines of a later release are signed as well, but nothing here is said twice or in another way.
  return more.at(-1) === "" && textOf(statement) === text.split("\n").slice(0, 5).join("\n").concat("\n")
    ? statement
    : null;
}
