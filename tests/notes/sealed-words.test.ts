// Words beside the log: bound while they are kept, silent afterwards, kept once, and in no fingerprint.
import { createHmac, hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { isCommitted, type Sealing, WordsKeeper, wordsOf } from "../../controller/notes/sealed-words.ts";
import { LoopHouse } from "../http/given-loop-house.ts";

const KEY = new Uint8Array(32).fill(9);
const WORDS = "等了太久";
const sealing = (more: Partial<Sealing> = {}): Sealing => ({
  ...{ kind: "rating", key: KEY, request: "one", about: "c_1", neededUntilMs: 0 },
  ...more,
});
const earlier = (words: string) => createHmac("sha256", KEY).update(words).digest("hex");

class MemoryWords {
  readonly held = new Map<string, unknown>();
  seal(ref: string, value: unknown): void {
    this.held.set(ref, value);
  }
  unseal(ref: string): unknown {
    return this.held.get(ref) ?? null;
  }
  forget(ref: string): boolean {
    return this.held.delete(ref);
  }
}

const given = () => {
  const vault = new MemoryWords();
  return { vault, keeper: new WordsKeeper(vault) };
};

describe("a commitment", () => {
  test("binds the words and what they are about", () => {
    const { vault, keeper } = given();
    const { ref, digest } = keeper.seal(WORDS, sealing());
    const kept = vault.unseal(ref);
    expect(wordsOf(kept)).toBe(WORDS);
    expect(isCommitted(kept, "c_1", digest, earlier)).toBe(true);
    expect(isCommitted(kept, "c_2", digest, earlier)).toBe(false);
    expect(isCommitted({ ...(kept as object), words: "别的话" }, "c_1", digest, earlier)).toBe(false);
    expect(isCommitted(WORDS, "c_1", digest, earlier)).toBe(false);
    expect(isCommitted(null, "c_1", digest, earlier)).toBe(false);
  });

  test("says nothing once the salt is gone, not even to whoever holds the key: the same words differ each time", () => {
    const [left, right] = [given(), given()];
    const one = left.keeper.seal(WORDS, sealing());
    const two = right.keeper.seal(WORDS, sealing());
    expect(one.digest).not.toBe(two.digest);
    // Neither the reference nor the digest is made from the words and the key alone.
    const other = given().keeper.seal("别的话", sealing());
    expect(other.ref).toBe(one.ref);
    const guesses = [WORDS, `c_1\n${WORDS}`].flatMap((text) => [
      createHmac("sha256", KEY).update(text).digest("base64url"),
      hash("sha256", text, "base64url"),
    ]);
    for (const guess of guesses) expect(one.digest).not.toContain(guess);
    const { salt } = left.vault.unseal(one.ref) as { salt: string };
    expect(Buffer.from(salt, "base64")).toHaveLength(32);
  });

  test("of an earlier version stays checkable by its own rule", () => {
    expect(isCommitted(WORDS, "c_1", earlier(WORDS), earlier)).toBe(true);
    expect(isCommitted("别的话", "c_1", earlier(WORDS), earlier)).toBe(false);
    expect(wordsOf(WORDS)).toBe(WORDS);
  });
});

describe("words", () => {
  test("asked again are kept once, and a refused repeat does not take the first ones away", () => {
    const { vault, keeper } = given();
    const first = keeper.seal(WORDS, sealing());
    expect(keeper.seal(WORDS, sealing())).toEqual(first);
    keeper.forget(first.ref);
    expect(vault.held.size).toBe(1);
    const other = keeper.seal("别的话", sealing());
    expect(other.ref).not.toBe(first.ref);
    keeper.forget(other.ref);
    expect([...vault.held.keys()]).toEqual([first.ref]);
    keeper.forget(first.ref);
    expect(vault.held.size).toBe(0);
  });
});

describe("a rating with words", () => {
  let house: LoopHouse | null = null;
  afterEach(async () => {
    await house?.close();
    house = null;
  });

  test("leaves no hash of them in the log's file, and none of those that nobody took in the vault", async () => {
    house = await LoopHouse.open();
    const { house: hall, vault } = house;
    await hall.ticket();
    await hall.post("windows/1/open", { staffId: "s01" });
    await hall.post("windows/1/call-next");
    await hall.post("windows/1/finish");
    const [found] = (await hall.get("cases")).body as { id: string }[];
    const body = { caseId: found?.id, level: 4, channel: "qr", comment: WORDS };
    const key = { "idempotency-key": "words-1" };
    const stored = await hall.post("ratings", body, key);
    expect(stored.status).toBe(201);
    expect((await hall.post("ratings", body, key)).body).toEqual(stored.body);
    expect(vault.refs("rating")).toHaveLength(1);
    // What anybody with the file alone could try: the request's own hash with the words in it.
    const canonical = `{"caseId":"${found?.id}","channel":"qr","comment":"${WORDS}","level":4}`;
    const guess = hash("sha256", `POST /api/v1/ratings\n${canonical}`, "hex");
    const file = Buffer.concat(["", "-wal"].map((end) => readFileSync(`${hall.store.path}${end}`))).toString("latin1");
    expect(file).toContain("words-1");
    expect(file).not.toContain(guess);
    const again = await hall.post("ratings", { ...body, comment: "第二次的话" });
    expect(again.status).toBe(409);
    expect(vault.refs("rating")).toHaveLength(1);
    expect((await hall.get(`cases/${found?.id}`)).body.rating.comment).toBe(WORDS);
  });
});
