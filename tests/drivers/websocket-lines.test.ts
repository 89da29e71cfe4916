// WebSocket clients against the server of the pads' lines: logins, replacement, half-open connections, nonsense.
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { greet } from "../../drivers/pads/json-ws.ts";
import { websocketServer } from "../../drivers/transports/websocket.ts";
import { below, seeded } from "./adapters/noise.ts";
import { closeAll, givenServer, LOGIN, until, WINDOWS } from "./given-pads.ts";

afterEach(closeAll);

describe("a pad that connects", () => {
  test("hears of the windows, logs in and is heard", async () => {
    const { server, pad } = await givenServer();
    const line = server.lineFor("pad-1");
    const bytes: string[] = [];
    line.onData((data) => bytes.push(Buffer.from(data).toString("utf8")));
    const one = await pad();
    expect(await one.ask({ type: "GetWindowList" })).toEqual({
      type: "GetWindowList",
      code: "0",
      result: [
        { WindowNumber: "1", WindowName: "一号窗口" },
        { WindowNumber: "2", WindowName: "二号窗口" },
      ],
    });
    expect(await one.ask({ type: "HeartBeat" })).toEqual({ type: "HeartBeat", code: "0", result: "OK" });
    expect(await one.ask({ type: "RateSubmit", RateID: "x", Content: "5" })).toMatchObject({ code: "2" });
    expect(await one.ask({ ...LOGIN, WindowNumber: "7" })).toMatchObject({ type: "Login", code: "1" });
    expect(await one.ask(LOGIN)).toEqual({
      type: "Login",
      code: "0",
      result: { WindowNumber: "1", WindowName: "一号窗口", HeartBeatSeconds: 300 },
    });
    await line.open();
    await line.write(Buffer.from('{"type":"RateQuest","RateID":"case-7"}\n'));
    await until(() => one.heard.at(-1)?.type === "RateQuest", "the invitation");
    expect(one.raw.at(-1)).toBe('{"type":"RateQuest","RateID":"case-7"}');
    one.say('{"type":"RateSubmit",\r\n"RateID":"case-7","Content":5}');
    await until(() => bytes.length === 1, "the result");
    expect(bytes).toEqual(['{"type":"RateSubmit",  "RateID":"case-7","Content":5}\n']);
  });

  test("and never logs in is shut out, as its line says", async () => {
    const { clock, server, pad } = await givenServer();
    const opening = server.lineFor("pad-1").open();
    const failed = expect(opening).rejects.toThrow("no pad has logged in");
    const one = await pad();
    await until(() => server.counters.connections === 1, "connected");
    clock.advance(3_600);
    await failed;
    clock.advance(6_500);
    await until(() => one.closed !== null, "closed");
    expect(one.closed).toMatchObject({ code: 1008 });
    expect(server.counters.timedOut).toBe(1);
  });

  test("a line opens when its pad logs in, and closes with it", async () => {
    const { server, pad } = await givenServer();
    const line = server.lineFor("pad-1");
    const reasons: (Error | null)[] = [];
    line.onClose((reason) => reasons.push(reason));
    const opening = line.open();
    const one = await pad();
    await one.ask(LOGIN);
    await opening;
    await expect(line.open()).rejects.toThrow("open already");
    one.socket.terminate();
    await until(() => reasons.length === 1, "told");
    expect(reasons[0]?.message).toContain("websocket:pad-1");
    await expect(line.write(Buffer.from("{}\n"))).rejects.toThrow("not connected");
  });

  test("twice: the newer login has the line", async () => {
    const { server, pad } = await givenServer();
    const line = server.lineFor("pad-1");
    const reasons: string[] = [];
    line.onClose((reason) => reasons.push(reason?.message ?? "null"));
    const [older, newer] = [await pad(), await pad()];
    await older.ask(LOGIN);
    await line.open();
    await newer.ask(LOGIN);
    await until(() => older.closed !== null, "replaced");
    expect(older.closed?.reason).toContain("newer login");
    expect(reasons).toHaveLength(1);
    await line.open();
    await line.write(Buffer.from('{"type":"RateQuest","RateID":"b"}\n'));
    await until(() => newer.heard.length === 2, "invited");
    expect(older.heard).toHaveLength(1);
    expect(server.counters).toMatchObject({ logins: 2, replaced: 1 });
  });

  test("and moves to another window leaves its old line", async () => {
    const { server, pad } = await givenServer();
    const [one, two] = [server.lineFor("pad-1"), server.lineFor("pad-2")];
    let closed = 0;
    one.onClose(() => {
      closed += 1;
    });
    const tablet = await pad();
    await tablet.ask(LOGIN);
    await one.open();
    await tablet.ask({ ...LOGIN, WindowNumber: "2" });
    expect(closed).toBe(1);
    await two.open();
    await two.write(Buffer.from('{"type":"RateQuest","RateID":"c"}\n'));
    await until(() => tablet.heard.at(-1)?.RateID === "c", "invited");
  });

  test("what it says before its line is open waits, bounded", async () => {
    const { clock, server, pad } = await givenServer();
    const line = server.lineFor("pad-1");
    const bytes: Uint8Array[] = [];
    line.onData((data) => bytes.push(data));
    const one = await pad();
    await one.ask(LOGIN);
    for (let i = 0; i < 40; i++) one.say({ type: "RateSubmit", RateID: `r${i}`, Content: "5" });
    await one.ask({ type: "HeartBeat" });
    await line.open();
    clock.advance(1);
    expect(bytes).toHaveLength(16);
  });
});

describe("a pad that is not as it should be", () => {
  test("half open: no pong, so it is cut off after two, and a living one is not", async () => {
    const { clock, server, pad } = await givenServer();
    const line = server.lineFor("pad-1");
    let closed = 0;
    line.onClose(() => {
      closed += 1;
    });
    const [dead, alive] = [await pad({ autoPong: false }), await pad()];
    let pings = 0;
    alive.socket.on("ping", () => {
      pings += 1;
    });
    await dead.ask(LOGIN);
    await alive.ask({ ...LOGIN, WindowNumber: "2" });
    await line.open();
    for (let round = 1; round <= 3; round++) {
      expect(closed).toBe(0);
      clock.advance(10_000);
      await until(() => pings === round, "a ping");
      await alive.ask({ type: "HeartBeat" });
    }
    expect(closed).toBe(1);
    expect(server.counters.timedOut).toBe(1);
    expect(alive.closed).toBeNull();
  });

  test("a program that hangs behind a living socket is noticed by its missing heartbeats", async () => {
    const { clock, server, pad } = await givenServer();
    const one = await pad();
    let pings = 0;
    one.socket.on("ping", () => {
      pings += 1;
    });
    await one.ask(LOGIN);
    for (let round = 1; round < 75; round++) {
      clock.advance(10_000);
      await until(() => pings === round, "a ping");
      if (round === 30) await one.ask({ type: "HeartBeat" });
      else for (let turn = 0; turn < 5; turn++) await setImmediate();
      expect(one.closed).toBeNull();
    }
    for (let round = 0; round < 31; round++) {
      clock.advance(10_000);
      for (let turn = 0; turn < 50; turn++) await setImmediate();
    }
    await until(() => one.closed !== null, "closed");
    expect(one.closed?.reason).toContain("no heartbeat");
    expect(server.counters.timedOut).toBe(1);
  });

  test("nonsense is answered and counted, and too much of it ends the connection", async () => {
    const { server, pad } = await givenServer();
    const one = await pad();
    for (const text of ["", "{", "[]", "null", '{"type":"Reboot"}', '{"type":"Login"}', "好"]) {
      expect(await one.ask(text)).toMatchObject({ type: "Error", code: "3" });
    }
    expect(await one.ask(LOGIN)).toMatchObject({ code: "0" });
    for (let i = 0; i < 10; i++) one.say("nonsense");
    await until(() => one.closed !== null, "closed");
    expect(server.counters.malformed).toBe(17);
  });

  test("binary and oversized messages end the connection and nothing else", async () => {
    const { server, pad } = await givenServer();
    const [binary, huge, good] = [await pad(), await pad(), await pad()];
    await good.ask(LOGIN);
    binary.socket.send(Buffer.from(JSON.stringify(LOGIN)));
    huge.say(JSON.stringify({ ...LOGIN, more: "x".repeat(17_000) }));
    await until(() => binary.closed !== null && huge.closed !== null, "closed");
    expect([binary.closed?.code, huge.closed?.code]).toEqual([1003, 1009]);
    expect(await good.ask({ type: "HeartBeat" })).toMatchObject({ code: "0" });
    expect(server.counters.replaced).toBe(0);
  });

  test("more connections than allowed are refused", async () => {
    const { server, pad } = await givenServer({ connectionsMax: 2 });
    const [one, two, three] = [await pad(), await pad(), await pad()];
    await until(() => three.closed !== null, "refused");
    expect(three.closed?.code).toBe(1013);
    expect(await one.ask(LOGIN)).toMatchObject({ code: "0" });
    two.socket.terminate();
    await until(() => two.closed !== null, "gone");
    expect(server.counters.refused).toBe(1);
  });

  test("ten thousand damaged messages over the wire leave a server that serves", { timeout: 300_000 }, async () => {
    const { server, pad } = await givenServer();
    const random = seeded(9);
    const line = server.lineFor("pad-1");
    let heard = 0;
    line.onData(() => {
      heard += 1;
    });
    const good = JSON.stringify({ type: "RateSubmit", RateID: "case-7", Content: "5" });
    let one = await pad();
    for (let i = 0; i < 10_000; i++) {
      if (one.socket.readyState !== WebSocket.OPEN) one = await pad();
      const at = below(good.length, random);
      one.say(good.slice(0, at) + String.fromCodePoint(below(0x2fff, random)) + good.slice(at + below(3, random)));
      if (i % 50 === 0) await setImmediate();
    }
    const last = await pad();
    expect(await last.ask(LOGIN)).toMatchObject({ code: "0" });
    expect(heard).toBe(0);
    expect(server.counters.malformed).toBeGreaterThan(1_000);
  });

  test("a port that is taken is said in words", async () => {
    const { server } = await givenServer();
    const second = websocketServer({ host: "127.0.0.1", port: server.port(), greet: greet(WINDOWS) });
    await expect(second.start()).rejects.toThrow("cannot listen");
    await second.close();
  });
});
