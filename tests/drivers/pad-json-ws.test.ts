// The Android rating pad: what its messages mean, and a pad with a real WebSocket client behind a device.
import { afterEach, describe, expect, test } from "vitest";
import { greet, jsonWsCodec, padJsonWs } from "../../drivers/pads/json-ws.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { closeAll, givenServer, hallWith, LOGIN, passing, SETTINGS, WINDOWS } from "./given-pads.ts";

afterEach(closeAll);

describe("the messages", () => {
  const said = (message: unknown) => readAll(jsonWsCodec, [Buffer.from(`${JSON.stringify(message)}\n`)]).messages[0];

  test("a result carries grade, level and invitation", () => {
    const result = (Content: unknown) => {
      const message = said({ type: "RateSubmit", RateID: "case-7", Content });
      return message === undefined ? undefined : padJsonWs.result(message, SETTINGS);
    };
    expect(result("5")).toEqual({ grade: 5, level: 5, invitation: "case-7" });
    expect(result(2)).toEqual({ grade: 2, level: 2, invitation: "case-7" });
    expect(result("非常满意")).toEqual({ grade: 6, level: 5, invitation: "case-7" });
    expect(result("9")).toEqual({ grade: 9, level: null, invitation: "case-7" });
    expect(result("toString")).toEqual({ grade: -1, level: null, invitation: "case-7" });
    for (const wrong of [null, "", true, [5], { grade: 5 }, 1.5, "x".repeat(129)])
      expect(result(wrong)).toBeUndefined();
  });

  test("a message of another window is not ours", () => {
    const other = said({ type: "RateSubmit", RateID: "case-7", Content: "5", WindowNumber: "2" });
    if (other === undefined) throw new Error("not read");
    expect(padJsonWs.owns(other, SETTINGS)).toBe(false);
    expect(padJsonWs.result(other, SETTINGS)).toBeNull();
    expect(padJsonWs.ack(other, SETTINGS)).toBeNull();
  });

  test("grades must be levels", () => {
    expect(padJsonWs.check?.({ ...SETTINGS, grades: { 5: 6 } })).toHaveLength(1);
    expect(padJsonWs.check?.({ ...SETTINGS, grades: {} })).toHaveLength(1);
    expect(padJsonWs.check?.(SETTINGS)).toEqual([]);
  });

  test("numbers for texts, blanks and unknown fields are read", () => {
    const text = ' { "WindowNumber":1, "Battery":[80], "UserNumber":1001 , "type":"Login" }\n';
    expect(readAll(jsonWsCodec, [Buffer.from(text)]).messages).toEqual([LOGIN]);
  });

  test("ten thousand damaged messages never throw and never say what is not in them", () => {
    const random = seeded(5);
    const good = [
      LOGIN,
      { type: "GetWindowList" },
      { type: "HeartBeat", DateTime: "2026-01-05 09:00:00" },
      { type: "RateSubmit", RateID: "case-7", Content: "5", WindowNumber: "1" },
    ].map((message) => Buffer.from(`${JSON.stringify(message)}\n`));
    const answers = greet(WINDOWS);
    let read = 0;
    for (let round = 0; round < 10_000; round++) {
      const frame = good[below(good.length, random)] ?? Buffer.alloc(0);
      const at = below(frame.length, random);
      const kinds = [
        () => Buffer.concat([frame.subarray(0, at), frame.subarray(at + 1 + below(4, random))]),
        () => frame.map((byte, i) => (i === at ? byte ^ (1 << below(8, random)) : byte)),
        () =>
          Buffer.concat([frame.subarray(0, at), Buffer.of(below(256, random), below(256, random)), frame.subarray(at)]),
        () => Buffer.concat([frame.subarray(0, at), frame]),
      ];
      const damaged = Buffer.from(kinds[below(kinds.length, random)]?.() ?? frame);
      const { messages } = readAll(jsonWsCodec, [damaged, Buffer.from("\n")]);
      const lines = damaged.toString("utf8").split("\n");
      for (const message of messages) {
        read += 1;
        // The whole JSON text of what was read stands in the stream, from its brace to the end of its line.
        const { type } = message;
        const stated = lines.flatMap((line) =>
          [...line.matchAll(/\{/g)].map((brace) => parsed(line.slice(brace.index))),
        );
        expect(stated).toContainEqual(expect.objectContaining(asText(message)));
        expect(damaged.toString("utf8")).toContain(type);
      }
      const greeting = answers(damaged.toString("utf8").trimEnd(), null);
      if (greeting.key !== null) expect(damaged.toString("utf8")).toMatch(/"WindowNumber":\s*"?1/);
      if (greeting.malformed) expect(greeting).toMatchObject({ key: null, forward: false });
    }
    expect(read).toBeGreaterThan(2_000);
  });
});

/** JSON text → value with integers as texts, or null. */
function parsed(text: string): unknown {
  try {
    return asText(JSON.parse(text));
  } catch (error) {
    return error instanceof SyntaxError ? null : error;
  }
}

function asText(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, typeof field === "number" ? String(field) : field]),
  );
}

describe("behind a device", () => {
  test("is invited, rates, and a repeated result has the same answer and counts once", async () => {
    const { clock, server, pad } = await givenServer();
    const { device, results } = hallWith(server, clock);
    const one = await pad();
    await one.ask(LOGIN);
    await passing(clock, () => device.status().state === "online", "online");
    device.arm("case-7");
    await passing(clock, () => one.heard.at(-1)?.type === "RateQuest", "invited");
    expect(one.heard.at(-1)).toEqual({ type: "RateQuest", RateID: "case-7" });
    for (let i = 1; i <= 3; i++) {
      one.say({ type: "RateSubmit", RateID: "case-7", Content: "4" });
      await passing(clock, () => one.heard.length === 2 + i, "acknowledged");
      expect(one.heard.at(-1)).toEqual({ type: "RateSubmit", RateID: "case-7", code: "0", result: "OK" });
      await clock.advanceAsync(1_000);
    }
    expect(results[0]).toEqual({ grade: 4, level: 4, invitation: "case-7" });
    expect(new Set(results.map(({ invitation }) => invitation)).size).toBe(1);
  });

  test("reconnects, logs in again and is invited again", async () => {
    const { clock, server, pad } = await givenServer();
    const { device } = hallWith(server, clock);
    const one = await pad();
    await one.ask(LOGIN);
    device.arm("case-8");
    await passing(clock, () => one.heard.at(-1)?.type === "RateQuest", "invited");
    one.socket.terminate();
    await passing(clock, () => device.status().state === "offline", "offline");
    const again = await pad();
    await again.ask(LOGIN);
    await passing(clock, () => again.heard.at(-1)?.type === "RateQuest", "invited again");
    expect(again.heard.at(-1)).toEqual({ type: "RateQuest", RateID: "case-8" });
    expect(device.status().state).toBe("online");
  });

  test("two pads have their own lines", async () => {
    const { clock, server, pad } = await givenServer();
    const [first, second] = [hallWith(server, clock), hallWith(server, clock, "pad-2", "2")];
    const [one, two] = [await pad(), await pad()];
    await one.ask(LOGIN);
    await two.ask({ ...LOGIN, WindowNumber: "2" });
    first.device.arm("a");
    second.device.arm("b");
    await passing(clock, () => one.heard.length === 2 && two.heard.length === 2, "both invited");
    two.say({ type: "RateSubmit", RateID: "b", Content: "1" });
    await passing(clock, () => second.results.length === 1, "rated");
    expect([one.heard.at(-1)?.RateID, two.heard.at(-1)?.RateID]).toEqual(["a", "b"]);
    expect(first.results).toEqual([]);
    expect(second.results).toEqual([{ grade: 1, level: 1, invitation: "b" }]);
  });
});
