// The durable queue: each message sent once it is due, again when it failed, and never more often than it may be.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OTHER_WAITS_MS, WEBHOOK_WAITS_MS, waitMs } from "../../controller/messages/back-off.ts";
import { BODY_CHARS_MAX } from "../../controller/messages/sqlite-outbox.ts";
import { tempFolder } from "../store/temp-folder.ts";
import { DAY_MS, GivenOutbox, message, SECOND_MS } from "./given-outbox.ts";

const FAILED = { ok: false, retry: true, detail: "503" } as const;
const REFUSED = { ok: false, retry: false, detail: "400" } as const;

describe("a message", () => {
  test("put twice is sent once, and its end is told once", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("webhook");
    const ended: string[] = [];
    given.outbox.onEnded(({ id, state }) => ended.push(`${id} ${state}`));
    given.outbox.start();
    given.outbox.put([message("a", "webhook"), message("a", "webhook")]);
    await given.clock.advanceAsync(SECOND_MS);
    given.outbox.put([message("a", "webhook")]);
    await given.clock.advanceAsync(DAY_MS);
    expect(sender.ids).toEqual(["a"]);
    expect(ended).toEqual(["a sent"]);
    expect(given.outbox.get("a")).toMatchObject({ state: "sent", attempts: 1, detail: "200", to: "city" });
  });

  test("waits for its time, and messages go out in the order of their times", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("sms");
    given.outbox.start();
    const nowMs = given.clock.nowMs();
    given.outbox.put([
      message("late", "sms", { notBeforeMs: nowMs + 60 * SECOND_MS }),
      message("early", "sms", { notBeforeMs: nowMs + 30 * SECOND_MS }),
    ]);
    await given.clock.advanceAsync(29 * SECOND_MS);
    expect(sender.ids).toEqual([]);
    await given.clock.advanceAsync(60 * SECOND_MS);
    expect(sender.ids).toEqual(["early", "late"]);
  });

  test("put before anybody sends its channel waits, over a restart, too", async () => {
    const given = new GivenOutbox();
    given.outbox.start();
    given.outbox.put([message("a", "upload")]);
    await given.clock.advanceAsync(SECOND_MS);
    const next = given.again();
    next.outbox.start();
    const sender = next.sender("upload");
    await next.clock.advanceAsync(SECOND_MS);
    expect(sender.ids).toEqual(["a"]);
  });

  test("whose body is too long is a mistake of the caller's", () => {
    const given = new GivenOutbox();
    given.outbox.start();
    expect(() => given.outbox.put([message("a", "sms", { body: { text: "x".repeat(BODY_CHARS_MAX) } })])).toThrow(
      "too long",
    );
  });
});

describe("a failed attempt", () => {
  test("is repeated after growing waits, and becomes a dead letter when there were enough", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("webhook", 4);
    sender.answers.push(FAILED, FAILED, FAILED, FAILED);
    given.outbox.start();
    given.outbox.put([message("a", "webhook")]);
    await given.clock.advanceAsync(DAY_MS);
    const at = sender.sent.map(({ atMs }) => atMs);
    expect(at.slice(1).map((atMs, i) => atMs - (at[i] ?? 0))).toEqual([5_000, 300_000, 1_800_000]);
    expect(given.outbox.get("a")).toMatchObject({ state: "dead", attempts: 4, detail: "503" });
  });

  test("that cannot be mended is a dead letter at once; replay sends it again", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("upload");
    sender.answers.push(REFUSED);
    given.outbox.start();
    given.outbox.put([message("a", "upload")]);
    await given.clock.advanceAsync(SECOND_MS);
    expect(given.stateOf("a")).toBe("dead");
    expect(given.outbox.replay("a")).toBe(true);
    expect(given.outbox.replay("a")).toBe(false);
    await given.clock.advanceAsync(SECOND_MS);
    expect(sender.ids).toEqual(["a", "a"]);
    expect(given.outbox.get("a")).toMatchObject({ state: "sent", attempts: 1 });
    expect(given.outbox.replay("a"), "a sent message is not sent again").toBe(false);
    expect(given.outbox.replay("nobody")).toBe(false);
  });

  test("waits as long as the receiver asks", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("webhook");
    sender.answers.push({ ...FAILED, retryAfterMs: 120_000 });
    given.outbox.start();
    given.outbox.put([message("a", "webhook")]);
    await given.clock.advanceAsync(119 * SECOND_MS);
    expect(sender.ids).toHaveLength(1);
    await given.clock.advanceAsync(2 * SECOND_MS);
    expect(sender.ids).toHaveLength(2);
  });

  test("because the sender threw is one like any other, but for a telephone its end is unknown", async () => {
    const given = new GivenOutbox();
    const [hook, sms] = [given.sender("webhook"), given.sender("sms")];
    hook.answers.push(new Error("boom"));
    sms.answers.push(new Error("boom"));
    given.outbox.start();
    given.outbox.put([message("a", "webhook"), message("b", "sms")]);
    await given.clock.advanceAsync(60 * SECOND_MS);
    expect(hook.ids).toEqual(["a", "a"]);
    expect(sms.ids).toEqual(["b"]);
    expect(given.stateOf("b")).toBe("dead");
  });

  test("that never ends is given up, and the channel goes on", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("sms");
    sender.answers.push("never");
    given.outbox.start();
    given.outbox.put([message("a", "sms"), message("b", "sms")]);
    await given.clock.advanceAsync(11 * 60 * SECOND_MS);
    expect(sender.ids).toEqual(["a", "b"]);
    expect(given.outbox.get("a")).toMatchObject({ state: "dead", attempts: 1 });
  });

  test("is spread by chance, never earlier than the plain wait and at most a fifth later", () => {
    for (const waits of [WEBHOOK_WAITS_MS, OTHER_WAITS_MS])
      for (let attempt = 1; attempt < 20; attempt++) {
        const plain = waitMs(waits, attempt, () => 0);
        expect(waitMs(waits, attempt, () => 0.999)).toBeLessThan(plain * 1.2 + 1);
        expect(waitMs(waits, attempt + 1, () => 0)).toBeGreaterThanOrEqual(plain);
      }
  });
});

describe("expiry and taking back", () => {
  test("a message is not sent after its time, nor when its next attempt would be", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("sms");
    sender.answers.push(FAILED);
    given.outbox.start();
    const nowMs = given.clock.nowMs();
    given.outbox.put([
      message("over", "sms", { expiresAtMs: nowMs - 1 }),
      message("soon", "sms", { expiresAtMs: nowMs + 5 * SECOND_MS }),
    ]);
    await given.clock.advanceAsync(60 * SECOND_MS);
    expect(sender.ids).toEqual(["soon"]);
    expect(given.outbox.list({ state: "dead", limit: 9 }).map(({ id }) => id)).toEqual(["soon", "over"]);
  });

  test("what is cancelled in time is never sent, and only what waited is counted", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("sms");
    given.outbox.start();
    const notBeforeMs = given.clock.nowMs() + 60 * SECOND_MS;
    given.outbox.put([message("a", "sms", { notBeforeMs }), message("b", "sms")]);
    await given.clock.advanceAsync(SECOND_MS);
    expect(given.outbox.cancel(["a", "b", "nobody"])).toBe(1);
    await given.clock.advanceAsync(DAY_MS);
    expect(sender.ids).toEqual(["b"]);
    expect([given.stateOf("a"), given.stateOf("b")]).toEqual(["cancelled", "sent"]);
  });

  test("cancelled during an attempt that fails, it is not tried again", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("webhook");
    sender.takesMs = 5 * SECOND_MS;
    sender.answers.push(FAILED);
    given.outbox.start();
    given.outbox.put([message("a", "webhook")]);
    await given.clock.advanceAsync(SECOND_MS);
    expect(given.outbox.cancel(["a"])).toBe(0);
    await given.clock.advanceAsync(DAY_MS);
    expect(sender.ids).toEqual(["a"]);
    expect(given.stateOf("a")).toBe("cancelled");
  });
});

describe("lanes", () => {
  test("one message of a channel at a time, with a pause between", async () => {
    const given = new GivenOutbox({ paceMs: { sms: 3_000 } });
    const sender = given.sender("sms");
    sender.takesMs = 2_000;
    given.outbox.start();
    given.outbox.put(["a", "b", "c"].map((id) => message(id, "sms", { to: `contact:case:${id}` })));
    await given.clock.advanceAsync(60 * SECOND_MS);
    expect(sender.underWayMost).toBe(1);
    expect(sender.sent.map(({ atMs }) => atMs)).toEqual([0, 5_000, 10_000]);
  });

  test("one webhook that hangs or fails does not keep another waiting", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("webhook");
    sender.answers.push("never");
    given.outbox.start();
    given.outbox.put([message("a", "webhook", { to: "dead-city" })]);
    await given.clock.advanceAsync(SECOND_MS);
    given.outbox.put(
      Array.from({ length: 300 }, (_, i) => message(`d${String(i).padStart(3, "0")}`, "webhook", { to: "dead-city" })),
    );
    given.outbox.put([message("z", "webhook", { to: "good-city" })]);
    await given.clock.advanceAsync(SECOND_MS);
    expect(sender.ids).toEqual(["a", "z"]);
  });

  test("a receiver that fails rests: its other messages do not hammer it", async () => {
    const given = new GivenOutbox();
    const sender = given.sender("upload", 99);
    sender.answers.push(...Array.from({ length: 500 }, () => FAILED));
    given.outbox.start();
    given.outbox.put(Array.from({ length: 100 }, (_, i) => message(`m${i}`, "upload")));
    await given.clock.advanceAsync(60 * SECOND_MS);
    expect(sender.sent.length).toBeLessThanOrEqual(8);
  });
});

describe("a restart", () => {
  test("finds a cut-off attempt: a webhook goes again under the same id, a short message never by itself", async () => {
    const given = new GivenOutbox();
    for (const channel of ["webhook", "sms"] as const) given.sender(channel).answers.push("never");
    given.outbox.start();
    given.outbox.put([message("hook", "webhook"), message("text", "sms")]);
    await given.clock.advanceAsync(SECOND_MS);
    const next = given.again();
    const [hook, sms] = [next.sender("webhook"), next.sender("sms")];
    next.outbox.start();
    await next.clock.advanceAsync(DAY_MS);
    expect(hook.ids).toEqual(["hook"]);
    expect(sms.ids).toEqual([]);
    expect(next.outbox.get("text")).toMatchObject({ state: "dead", attempts: 1 });
    expect(next.outbox.get("text")?.detail).toContain("unknown");
    // A person may decide to send it all the same.
    expect(next.outbox.replay("text")).toBe(true);
    await next.clock.advanceAsync(SECOND_MS);
    expect(sms.ids).toEqual(["text"]);
  });

  test("keeps the count of attempts and the time of the next", async () => {
    const given = new GivenOutbox();
    given.sender("webhook").answers.push(FAILED, FAILED);
    given.outbox.start();
    given.outbox.put([message("a", "webhook")]);
    await given.clock.advanceAsync(10 * SECOND_MS);
    const next = given.again();
    const sender = next.sender("webhook");
    sender.answers.push(FAILED);
    next.outbox.start();
    await next.clock.advanceAsync(60 * SECOND_MS);
    expect(sender.ids).toEqual([]);
    await next.clock.advanceAsync(300 * SECOND_MS);
    expect(next.outbox.get("a")).toMatchObject({ state: "dead", attempts: 3 });
  });

  test("with a damaged file puts it aside and goes on", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "outbox.sqlite"), "this is no database, and long enough to be looked at".repeat(40));
    const given = new GivenOutbox({ folder });
    given.outbox.start();
    given.outbox.put([message("a", "sms")]);
    expect(given.stateOf("a")).toBe("queued");
    expect(given.warnings.join()).toContain("put aside");
  });
});

describe("bounds", () => {
  test("ended messages leave after their time and above their number, waiting ones stay", async () => {
    const given = new GivenOutbox();
    given.sender("webhook");
    given.outbox.start();
    given.outbox.put(["a", "b", "c"].map((id) => message(id, "webhook")));
    given.outbox.put([message("waits", "sms")]);
    await given.clock.advanceAsync(SECOND_MS);
    expect(given.outbox.file.purge(given.clock.nowMs() - DAY_MS, 2)).toBe(1);
    expect(given.outbox.list({ limit: 9 })).toHaveLength(3);
    await given.clock.advanceAsync(31 * DAY_MS);
    expect(given.outbox.list({ limit: 9 }).map(({ id }) => id)).toEqual(["waits"]);
  });
});
