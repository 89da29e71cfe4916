// Devices on lines of their own, served over TCP and driven from the control interface.
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SimDeviceEntry } from "../../simulators/hall-file.ts";
import { type Simulators, startSimulators } from "../../simulators/run.ts";
import { eventually } from "../helpers/real-hall.ts";
import { smallHall, tcpLink } from "./small-hall.ts";

const MODELS = {
  "voice-1": "voice/syn6288",
  "voice-2": "voice/xfs5152",
  "reader-1": "reader/samv",
  "scanner-1": "scanner/line",
  "scanner-2": "scanner/gm72",
  "modem-1": "modem/gsm",
};

let simulators: Simulators;
const sockets: Socket[] = [];
beforeEach(async () => {
  const ids = Object.entries(MODELS);
  const devices = ids.map(([id, model]): SimDeviceEntry => ({ id, model, link: id, window: null, settings: {} }));
  const hall = { ...smallHall(ids.map(([id]) => tcpLink(id))), devices };
  simulators = await startSimulators({ hall, port: 0 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await simulators.stop();
});

/** Connects as the service does; everything heard so far. */
function host(link: string): { readonly heard: () => string; readonly socket: Socket } {
  const port = simulators.links.find(({ id }) => id === link)?.port ?? 0;
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  let heard = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
  });
  return { heard: () => heard.toString("latin1"), socket };
}

async function press(id: string, body: unknown): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${simulators.port}/sim/devices/${id}/press`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

test("every one of them is simulated", () => {
  expect(simulators.devices.map(({ device }) => device.model)).toEqual(Object.values(MODELS));
  expect(simulators.links.every(({ served }) => served.ok)).toBe(true);
});

describe("over its line", () => {
  test("a voice module greets the first host, and speaks", async () => {
    const first = host("voice-1");
    await eventually("4A", () => first.heard() === "\x4a");
    first.socket.write(Buffer.from("fd000b0101d3eed2f4cceccfc2c0", "hex"));
    await eventually("41", () => first.heard() === "\x4a\x41");
    expect(simulators.devices[0]?.device.display).toBe("宇音天下");
    const second = host("voice-1");
    second.socket.write(Buffer.from("fd000221de", "hex"));
    await eventually("the state alone", () => second.heard() !== "");
    expect(second.heard()).toBe("\x4e");
  });

  test("a scanned code arrives as a line, a message as an announcement", async () => {
    const [scanner, modem] = [host("scanner-1"), host("modem-1")];
    modem.socket.write("AT+CNMI=2,1,0,1,0\r");
    await eventually("OK", () => modem.heard().includes("OK"));
    expect(await press("scanner-1", { text: "A007" })).toMatchObject({ status: 200, json: { display: "A007" } });
    expect(await press("modem-1", { text: "好的", key: "+447700900789" })).toMatchObject({ status: 200 });
    await eventually("the line", () => scanner.heard() === "A007\r");
    await eventually("the announcement", () => modem.heard().includes('+CMTI: "SM",1'));
  });

  test("a card is laid down and found", async () => {
    const reader = host("reader-1");
    expect(await press("reader-1", { key: "card-1" })).toMatchObject({ status: 200, json: { display: "卡已放上" } });
    reader.socket.write(Buffer.from("aaaaaa96690003200122", "hex"));
    await eventually("the card", () => Buffer.from(reader.heard(), "latin1").toString("hex").endsWith("9f0000000097"));
  });
});

describe("the control interface refuses", () => {
  test.each([
    ["scanner-1", { text: "A", grade: 1 }],
    ["scanner-1", { text: 7 }],
    ["scanner-1", { text: "two\nlines" }],
    ["scanner-1", { key: "A" }],
    ["modem-1", { text: "A", key: 5 }],
    ["modem-1", { text: "A", key: "nobody" }],
    ["reader-1", { text: "card-1" }],
    ["reader-1", { key: "card-1", grade: 1 }],
    ["voice-1", { text: "请" }],
    ["voice-1", {}],
  ])("for %s %j", async (id, body) => {
    const { status, json } = await press(id, body);
    expect([status, Array.isArray(json.allowed)]).toEqual([400, true]);
  });
});
