// Signed checkpoints: published values of the note format, and nothing that was changed is believed.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  hallKey,
  keyPairOf,
  keyText,
  readCheckpoint,
  readKey,
  type Statement,
  signCheckpoint,
} from "../../controller/evidence/checkpoint.ts";

const SECRET = Buffer.alloc(32, 9);
const pair = keyPairOf(SECRET);
const key = hallKey("hallkeeper/test-hall", pair.publicKey);
const statement: Statement = {
  origin: "hallkeeper/test-hall",
  seq: 1234,
  hash: "ab".repeat(32),
  root: new Uint8Array(createHash("sha256").update("root").digest()),
  atMs: Date.UTC(2026, 0, 5, 9, 0, 0),
};
const signed = signCheckpoint(statement, key, pair.privateKey);

describe("keys", () => {
  test("have the public half that RFC 8032 §7.1 gives for its first secret", () => {
    const secret = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
    expect(Buffer.from(keyPairOf(secret).publicKey).toString("hex")).toBe(
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    );
  });

  test("have the id of the note format: four bytes over name, line feed, kind and key", () => {
    // The example key of Go's golang.org/x/mod/sumdb/note.
    const text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const read = readKey(text);
    expect(read?.id).toBe("c74f20a3");
    expect(read === null ? "" : keyText(read)).toBe(text);
  });

  test("are refused when the id does not follow from them", () => {
    const text = keyText(key);
    expect(readKey(text)).toEqual(key);
    for (const wrong of [
      text.replace("test-hall", "other-hall"),
      text.slice(0, -4),
      "",
      "a+b",
      text.replace("+A", "+B"),
    ])
      expect(readKey(wrong)).toBeNull();
  });
});

describe("a signed checkpoint", () => {
  test("is a note of five lines, an empty one and a signature", () => {
    const lines = signed.note.split("\n");
    expect(lines.slice(0, 2)).toEqual(["hallkeeper/test-hall", "1234"]);
    expect(lines[3]).toBe(`chain ${"ab".repeat(32)}`);
    expect(lines[4]).toBe("at 2026-01-05T09:00:00.000Z");
    expect(lines[5]).toBe("");
    expect(lines[6]).toMatch(/^— hallkeeper\/test-hall \S+$/);
  });

  test("is read with the key that signed it", () => {
    expect(readCheckpoint(signed.note, [key])).toEqual({ ok: true, checkpoint: signed, key });
  });

  test("is not believed when any character of it is another", () => {
    for (let at = 0; at < signed.note.length - 1; at++) {
      const other = signed.note[at] === "1" ? "2" : "1";
      const read = readCheckpoint(signed.note.slice(0, at) + other + signed.note.slice(at + 1), [key]);
      expect(read.ok, `character ${at}`).toBe(false);
    }
  });

  test("is not believed with another hall's key, nor with another key of the same name", () => {
    const other = hallKey("hallkeeper/other", pair.publicKey);
    const impostor = hallKey(key.name, keyPairOf(randomBytes(32)).publicKey);
    expect(readCheckpoint(signed.note, [other])).toEqual({ ok: false, fault: "key-unknown" });
    expect(readCheckpoint(signed.note, [impostor])).toEqual({ ok: false, fault: "key-unknown" });
    expect(readCheckpoint(signed.note, [])).toEqual({ ok: false, fault: "key-unknown" });
  });

  test("names a wrong signature of the right key", () => {
    const edited = signed.note.replace("\n1234\n", "\n1235\n");
    expect(readCheckpoint(edited, [key])).toEqual({ ok: false, fault: "signature-wrong" });
  });

  test.each([
    "",
    "\n\n",
    "a\n\n",
    "x".repeat(10_000),
    signed.note.replace("chain ", "chain  "),
    signed.note.replace("\nat", "\n at"),
  ])("is refused as malformed: %j", (note) => {
    expect(readCheckpoint(note, [key])).toEqual({ ok: false, fault: "malformed" });
  });

  test("may carry further signatures, of which one must be known", () => {
    const stranger = generateKeyPairSync("ed25519");
    const spki = stranger.publicKey.export({ format: "der", type: "spki" });
    const theirs = hallKey("city", new Uint8Array(spki.subarray(12)));
    const line = signCheckpoint(statement, theirs, stranger.privateKey).note.split("\n")[6];
    expect(readCheckpoint(`${signed.note}${line}\n`, [theirs])).toMatchObject({ ok: true, key: theirs });
    expect(readCheckpoint(`${signed.note}${line}\n`, [key])).toMatchObject({ ok: true, key });
  });
});
