// Signed notes (c2sp.org/signed-note) and their keys: read and checked with an Ed25519 of our own, so in every browser.
import { ed25519 } from "@noble/curves/ed25519.js";
import { fromBase64, hex, joined, same, sha256, utf8 } from "./bytes.ts";

export interface PublicKey {
  readonly name: string;
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

export interface Rotation {
  readonly from: string;
  readonly to: string;
  readonly signature: string;
}

/** What a note says; not yet believed. */
export interface Note {
  readonly text: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly hash: string;
  readonly at: string;
  readonly signatures: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

const ED25519 = 1;

function verified(signature: Uint8Array, text: string, key: PublicKey): boolean {
  try {
    return ed25519.verify(signature, utf8(text), key.bytes);
  } catch {
    // A signature or key of the wrong shape is a wrong one.
    return false;
  }
}

/** `<name>+<id>+<base64>`; null when it is none or its id does not follow from it. */
export function readKey(text: string): PublicKey | null {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim());
  const bytes = match?.[3] === undefined ? null : fromBase64(match[3]);
  if (match?.[1] === undefined || bytes === null || bytes.length !== 33 || bytes[0] !== ED25519) return null;
  const id = hex(sha256(joined(utf8(`${match[1]}\n`), bytes)).slice(0, 4));
  return id === match[2] ? { name: match[1], id, bytes: bytes.slice(1), text: text.trim() } : null;
}

/** In groups of four digits, as the hall shows it. */
export function fingerprint({ bytes }: PublicKey): string {
  return (hex(sha256(bytes)).match(/.{4}/g) ?? []).join(" ");
}

export function readNote(note: string): Note | null {
  const cut = note.indexOf("\n\n");
  if (cut < 0 || note.length > 4000) return null;
  const text = note.slice(0, cut + 1);
  const [origin = "", size = "", rootText = "", chain = "", at = ""] = text.split("\n");
  const root = fromBase64(rootText);
  const hash = /^chain ([0-9a-f]{64})$/.exec(chain)?.[1];
  const time = /^at (\S+)$/.exec(at)?.[1];
  if (!/^\S+$/.test(origin) || !/^(0|[1-9]\d{0,15})$/.test(size)) return null;
  if (root?.length !== 32 || hash === undefined || time === undefined) return null;
  const signatures = note
    .slice(cut + 2)
    .split("\n")
    .flatMap((line) => {
      const match = /^— (\S+) (\S+)$/u.exec(line);
      const bytes = match?.[2] === undefined ? null : fromBase64(match[2]);
      return match?.[1] === undefined || bytes === null ? [] : [{ name: match[1], bytes }];
    });
  return { text, origin, size: Number(size), root, hash, at: time, signatures };
}

/** `unknown`: none of these keys has signed it. */
export function signerOf(note: Note, keys: readonly PublicKey[]): PublicKey | "unknown" | "wrong" {
  let known = false;
  for (const { name, bytes } of note.signatures) {
    const key = keys.find((one) => one.name === name && one.id === hex(bytes.slice(0, 4)));
    if (key === undefined) continue;
    if (verified(bytes.slice(4), note.text, key)) return key;
    known = true;
  }
  return known ? "wrong" : "unknown";
}

/** All keys that these ones name as their successors with their own signature. */
export function followed(keys: readonly PublicKey[], rotations: readonly Rotation[]): PublicKey[] {
  const known = [...keys];
  for (let at = 0; at < known.length; at++) {
    const key = known[at] as PublicKey;
    for (const { from, to, signature } of rotations) {
      const next = readKey(to);
      const bytes = fromBase64(signature);
      if (from !== key.text || next === null || next.name !== key.name || bytes === null) continue;
      if (known.some((one) => same(one.bytes, next.bytes))) continue;
      if (verified(bytes, `hallkeeper key rotation\n${from}\n${to}\n`, key)) known.push(next);
    }
  }
  return known;
}
