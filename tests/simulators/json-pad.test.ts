// Simulated Android rating pad: logs in, asks, submits until its grade is taken; and its connection to the service.
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { ServedLink } from "../../simulators/bus.ts";
import type { SimDevice } from "../../simulators/lib.ts";
import {
  createSimulator,
  type JsonPadSettings,
  LOGIN_AGAIN_MS,
  SUBMIT_AGAIN_MS,
  WAITING_MAX,
} from "../../simulators/pads/json-ws.ts";
import { eventually } from "../helpers/real-hall.ts";
import { type TurnedClock, turnedClock } from "./turned-clock.ts";

type Message = Record<string, unknown>;

interface Bench {
  readonly device: SimDevice;
  readonly clock: TurnedClock;
  /** What the pad said since the last time. */
  take(): Message[];
  say(message: Message): Message[];
}

function pad(settings: Partial<JsonPadSettings> = {}): Bench {
  const clock = turnedClock();
  const device = createSimulator({ windowNumber: "1", ...settings }, { clock });
  let said: Message[] = [];
  device.onSend((bytes) => said.push(JSON.parse(Buffer.from(bytes).toString("utf8")) as Message));
  const take = (): Message[] => {
    const taken = said;
    said = [];
    return taken;
  };
  return {
    ...{ device, clock, take },
    say(message) {
      take();
      device.receive(Buffer.from(JSON.stringify(message), "utf8"));
      return take();
    },
  };
}

const LOGIN = { type: "Login", WindowNumber: "1", UserNumber: "1001" };
const LOGGED_IN = {
  type: "Login",
  code: "0",
  result: { WindowNumber: "1", WindowName: "一号窗口", HeartBeatSeconds: 60 },
};
const quest = (RateID: string) => ({ type: "RateQuest", RateID });
const submit = (RateID: string, Content: string) => ({ type: "RateSubmit", RateID, Content });
const taken = (RateID: string) => ({ type: "RateSubmit", RateID, code: "0", result: "OK" });

function loggedIn(settings: Partial<JsonPadSettings> = {}): Bench {
  const bench = pad(settings);
  bench.device.hostCame?.();
  bench.say(LOGGED_IN);
  return bench;
}

describe("the login", () => {
  test("comes with the connection, and tells the heartbeat", () => {
    const { device, clock, take, say } = pad();
    expect(device.display).toBe("正在连接");
    device.hostCame?.();
    expect(take()).toEqual([{ type: "GetWindowList" }, LOGIN]);
    expect(say(LOGGED_IN)).toEqual([]);
    expect([device.display, device.view().link]).toEqual(["欢迎", "in"]);
    clock.advance(60_000);
    expect(take()).toEqual([{ type: "HeartBeat", DateTime: "2026-01-05 09:01:00" }]);
    clock.advance(120_000);
    expect(take()).toHaveLength(2);
  });

  test("without a word about it the pad takes the hall's heartbeat", () => {
    const { device, clock, take, say } = pad({ heartbeatSeconds: 30 });
    device.hostCame?.();
    say({ type: "Login", code: "0", result: "OK" });
    clock.advance(30_000);
    expect(take()).toMatchObject([{ type: "HeartBeat" }]);
  });

  test("is tried again when it is refused or not answered", () => {
    const { device, clock, take, say } = pad({ windowNumber: 9 });
    device.hostCame?.();
    take();
    clock.advance(LOGIN_AGAIN_MS);
    expect(take()).toEqual([{ ...LOGIN, WindowNumber: "9" }]);
    say({ type: "Login", code: "1", result: "没有这个窗口 no such window" });
    expect(device.display).toBe("登录失败");
    clock.advance(LOGIN_AGAIN_MS);
    expect(take()).toHaveLength(1);
  });

  test("is asked for by the service: not in a flood", () => {
    const { clock, take, say } = loggedIn();
    say(quest("case-7"));
    expect(say({ type: "HeartBeat", code: "2", result: "请先登录" })).toEqual([]);
    clock.advance(1_000);
    expect(take()).toEqual([LOGIN]);
  });
});

describe("a rating", () => {
  test("is asked for, given, and taken", () => {
    const { device, clock, take, say } = loggedIn();
    say(quest("案-8"));
    expect(device.display).toBe("请评价");
    expect(device.press({ grade: 5 })).toEqual({ ok: true });
    expect(take()).toEqual([submit("案-8", "5")]);
    expect([device.display, device.view().unacknowledged]).toEqual(["已评价 5", 1]);
    say(taken("案-8"));
    expect(device.view()).toMatchObject({ unacknowledged: 0, taken: 1 });
    clock.advance(SUBMIT_AGAIN_MS * 3);
    expect(take()).toEqual([]);
    expect(device.display).toBe("欢迎");
  });

  test("is only given when it was asked for, and once", () => {
    const { device, take, say } = loggedIn();
    device.press({ grade: 5 });
    expect(take()).toEqual([]);
    say(quest("case-1"));
    device.press({ grade: 5 });
    device.press({ grade: 1 });
    expect(take()).toEqual([submit("case-1", "5")]);
  });

  test("has the contents of the hall's buttons, in words too", () => {
    const { device, take, say } = loggedIn({ grades: { 非常满意: 5, "0": 1 } });
    expect(device.press({ grade: 5 })).toEqual({ ok: false, allowed: ["0", "非常满意"] });
    say(quest("case-1"));
    device.press({ key: "非常满意" });
    say(quest("case-2"));
    expect(take()).toEqual([]);
    device.press({ grade: 0 });
    expect(take()).toEqual([submit("case-2", "0")]);
  });

  test("is sent again until it is taken, over a new connection too", () => {
    const { device, clock, take, say } = loggedIn();
    say(quest("case-7"));
    device.press({ grade: 4 });
    take();
    clock.advance(SUBMIT_AGAIN_MS);
    expect(take()).toEqual([submit("case-7", "4")]);
    device.hostGone();
    clock.advance(60_000);
    expect([take(), device.display, clock.pending]).toEqual([[], "正在连接", 0]);
    device.hostCame?.();
    expect(take()).toEqual([{ type: "GetWindowList" }, LOGIN]);
    expect(say(LOGGED_IN)).toEqual([submit("case-7", "4")]);
    say(taken("case-7"));
    device.hostGone();
    device.hostCame?.();
    expect(say(LOGGED_IN)).toEqual([]);
  });

  test("that is refused is given up; results that nobody takes are bounded", () => {
    const { device, say } = loggedIn();
    say(quest("case-0"));
    device.press({ grade: 4 });
    say({ type: "RateSubmit", RateID: "case-0", code: "3", result: "看不懂" });
    expect(device.view()).toMatchObject({ unacknowledged: 0, lost: 1 });
    for (let i = 1; i <= WAITING_MAX + 5; i++) {
      say(quest(`case-${i}`));
      device.press({ grade: 3 });
    }
    expect(device.view()).toMatchObject({ unacknowledged: WAITING_MAX, lost: 6 });
  });

  test("ends when nobody presses, and when the service is lost", () => {
    const { device, clock, take, say } = loggedIn();
    say(quest("case-7"));
    clock.advance(60_000);
    take();
    expect(device.display).toBe("欢迎");
    device.press({ grade: 5 });
    expect(take()).toEqual([]);
    say(quest("case-8"));
    device.hostGone();
    expect(device.view().state).toBe("resting");
  });
});

describe("what is no message", () => {
  test.each([
    "",
    "null",
    "[]",
    "{",
    '{"type":"RateQuest"}',
    '{"type":"RateQuest","RateID":""}',
    `{"type":"RateQuest","RateID":"${"x".repeat(129)}"}`,
    '{"type":"RateQuest","RateID":{"a":1}}',
    '{"type":"Reboot","RateID":"case-7"}',
    `{"type":"RateQuest","RateID":"case-7","more":"${"x".repeat(17_000)}"}`,
  ])("%j changes nothing", (text) => {
    const { device, take } = loggedIn();
    device.receive(Buffer.from(text, "utf8"));
    device.receive(Uint8Array.of(0xff, 0xfe, 0x7b));
    expect([device.display, take()]).toEqual(["欢迎", []]);
  });

  test("a number is read as its text, unknown fields are passed over", () => {
    const { device, take, say } = loggedIn();
    say({ type: "RateQuest", RateID: 42, Colour: "red" });
    device.press({ grade: 1 });
    expect(take()).toEqual([submit("42", "1")]);
  });
});

test("faults: a heartbeat that stops, results twice, broken messages", () => {
  const { device, clock, take, say } = loggedIn();
  device.setFault("no-heartbeat");
  clock.advance(600_000);
  expect(take()).toEqual([]);
  device.setFault("double-submit");
  say(quest("case-7"));
  device.press({ grade: 2 });
  expect(take()).toEqual([submit("case-7", "2"), submit("case-7", "2")]);
  const broken: string[] = [];
  device.onSend((bytes) => broken.push(Buffer.from(bytes).toString("utf8")));
  device.setFault("mute");
  say(quest("case-8"));
  device.press({ grade: 2 });
  expect(broken).toEqual([]);
});

describe("the connection", () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  interface Service {
    readonly port: number;
    readonly heard: Message[];
    readonly sockets: Set<WebSocket>;
    stop(): Promise<void>;
  }

  async function service(port = 0): Promise<Service> {
    const server = new WebSocketServer({ host: "127.0.0.1", port });
    await new Promise((done) => server.once("listening", done));
    const heard: Message[] = [];
    const sockets = new Set<WebSocket>();
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("message", (data, isBinary) => {
        expect(isBinary).toBe(false);
        const message = JSON.parse(String(data)) as Message;
        heard.push(message);
        if (message.type === "Login") socket.send(JSON.stringify(LOGGED_IN));
      });
    });
    const stop = async (): Promise<void> => {
      for (const socket of sockets) socket.terminate();
      await new Promise((done) => server.close(done));
    };
    return { port: (server.address() as AddressInfo).port, heard, sockets, stop };
  }

  async function connected(port: number): Promise<SimDevice> {
    const device = createSimulator({ windowNumber: "1" }, {});
    const link = new ServedLink({ id: "pads", type: "websocket", host: "0.0.0.0", port, path: "" }, [device]);
    cleanups.push(() => link.stop());
    expect(await link.start()).toEqual({ ok: true, at: `ws://127.0.0.1:${port}` });
    return device;
  }

  /** A port on which nobody listens now. */
  async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    return port;
  }

  test("logs in, is asked, answers, and comes back when the service does", async () => {
    const port = await freePort();
    const device = await connected(port);
    let host = await service(port);
    await eventually("the login", () => device.view().link === "in");
    for (const socket of host.sockets) socket.send(JSON.stringify(quest("case-7")));
    await eventually("the question", () => device.display === "请评价");
    device.press({ grade: 5 });
    await eventually("the grade", () => host.heard.some(({ type }) => type === "RateSubmit"));
    await host.stop();
    await eventually("the loss", () => device.display === "正在连接");
    host = await service(port);
    cleanups.push(() => host.stop());
    await eventually("the grade once more", () => host.heard.some(({ RateID }) => RateID === "case-7"));
    expect(host.sockets.size).toBe(1);
  });

  test("ends with the power of the pad, and begins with it", async () => {
    const host = await service();
    cleanups.push(() => host.stop());
    const device = await connected(host.port);
    await eventually("the login", () => device.view().link === "in");
    device.setFault("unplugged");
    await eventually("nobody", () => host.sockets.size === 0);
    device.setFault("none");
    await eventually("the login", () => device.view().link === "in");
    expect(host.heard.filter(({ type }) => type === "Login")).toHaveLength(2);
  });
});
