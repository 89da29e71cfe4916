// The control interface of the simulators, over real HTTP on a free port.
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulators, startSimulators } from "../../simulators/run.ts";
import { eventually } from "../helpers/real-hall.ts";
import { smallHall } from "./small-hall.ts";

let simulators: Simulators;
beforeEach(async () => {
  simulators = await startSimulators({ hall: smallHall(), port: 0 });
});
afterEach(() => simulators.stop());

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came, looked at field by field
  readonly json: any;
}

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const payload = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  return new Promise((done, fail) => {
    const options = { host: "127.0.0.1", port: simulators.port, method, path, headers };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const raw = Buffer.concat(chunks);
        const isJson = String(response.headers["content-type"]).startsWith("application/json");
        const json = isJson ? JSON.parse(raw.toString("utf8")) : null;
        done({ status: response.statusCode ?? 0, headers: response.headers, raw, json });
      });
    });
    asked.on("error", fail);
    asked.end(payload);
  });
}

const get = (path: string) => call("GET", path);
const post = (path: string, body?: unknown) => call("POST", path, body);
const deviceOf = (id: string) => {
  const found = simulators.devices.find(({ device }) => device.id === id)?.device;
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
};

/** Writes to a link as the service would, and closes when `answered` bytes have come back. */
async function write(link: string, hex: string, answered = 0): Promise<string> {
  const port = simulators.links.find(({ id }) => id === link)?.port ?? 0;
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.write(Buffer.from(hex.replace(/\s+/g, ""), "hex"));
  await eventually("the answer", () => Buffer.concat(chunks).length >= answered);
  const closed = new Promise((done) => socket.once("close", done));
  socket.end();
  await closed;
  return Buffer.concat(chunks).toString("hex");
}

const latin = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const print = (text: string) => write("paper", `${latin(text)} 0a 1d564200 100404`, 1);

describe("the devices", () => {
  test("are listed with their display, fault, keys and window; unknown models are not", async () => {
    const { status, json } = await get("/sim/devices");
    expect(status).toBe(200);
    expect(json.map((device: { id: string }) => device.id)).toEqual(["strip-1", "keypad-1", "pad-1", "printer-1"]);
    expect(json[1]).toMatchObject({
      model: "keypad/ff68",
      display: "待机",
      fault: "none",
      window: "w1",
      view: { address: 1 },
    });
    expect(json[1].keys).toContain("call");
    expect(json[3]).toMatchObject({ window: null, faults: expect.arrayContaining(["none", "paper-out"]) });
  });

  test("one of them comes with its last frames", async () => {
    await write("bus", "ff6803036801010b0d16 ff6802026801030416");
    await eventually("the frame", () => deviceOf("keypad-1").frames.length > 0);
    const { json } = await get("/sim/devices/keypad-1");
    expect(json.frames).toMatchObject([
      { direction: "in", hex: "ff6803036801010b0d16" },
      { direction: "in", hex: "ff6802026801030416" },
    ]);
  });

  test("the hall is named for the page, and the page is there", async () => {
    expect((await get("/sim/hall")).json).toMatchObject({ name: { zh: "测试大厅" }, windows: [{ id: "w1" }] });
    const page = await get("/");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  });

  test.each([
    ["GET", "/sim/devices/nobody", 404],
    ["POST", "/sim/devices/nobody/press", 404],
    ["GET", "/sim/devices/keypad-1/tickets", 404],
    ["GET", "/sim/devices/keypad-1/secrets", 404],
    ["GET", "/sim/nothing", 404],
    ["GET", "/../package.json", 404],
    ["GET", "/%2e%2e/package.json", 404],
    ["GET", "/%", 404],
    ["DELETE", "/sim/devices/keypad-1", 405],
    ["POST", "/sim/devices/keypad-1/tickets", 405],
  ])("%s %s is answered with %i", async (method, path, status) => {
    const reply = await call(method, path);
    expect(reply.status).toBe(status);
    expect(reply.json.error).toBeTypeOf("string");
  });
});

describe("pressing", () => {
  test("a key puts its frame on the bus", async () => {
    const heard = write("bus", "", 10);
    // The press comes again until somebody listens.
    const { status, json } = await post("/sim/devices/keypad-1/press", { key: "call" });
    expect([status, json]).toEqual([200, { ok: true, display: "待机" }]);
    expect(await heard).toContain("ff6803036801010c0e16");
  });

  test("a grade is pressed by its code", async () => {
    const heard = write("bus", "", 10);
    expect((await post("/sim/devices/pad-1/press", { grade: 4 })).status).toBe(200);
    expect(await heard).toContain("ff680303680211041716");
  });

  test.each([
    ["keypad-1", { key: "launch" }],
    ["keypad-1", { grade: 1 }],
    ["keypad-1", {}],
    ["keypad-1", { key: "call", grade: 1 }],
    ["keypad-1", { key: 7 }],
    ["pad-1", { grade: 9 }],
    ["pad-1", { grade: 1.5 }],
    ["printer-1", { key: "call" }],
    ["strip-1", { key: "call" }],
  ])("%s refuses %j and says what there is", async (id, body) => {
    const { status, json } = await post(`/sim/devices/${id}/press`, body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.any(String), allowed: deviceOf(id).keys });
  });

  test.each(["", "{", "[]", "null", "7", `{"key":"${"x".repeat(20_000)}"}`])("no body is %j", async (body) => {
    const { status, json } = await post("/sim/devices/keypad-1/press", body);
    expect(status).toBe(400);
    expect(json.error).toBeTypeOf("string");
  });
});

describe("faults", () => {
  test("begin and end", async () => {
    expect(await post("/sim/devices/printer-1/fault", { fault: "paper-out" })).toMatchObject({
      status: 200,
      json: { ok: true, fault: "paper-out" },
    });
    expect(await write("paper", "100404", 1)).toBe("72");
    await post("/sim/devices/printer-1/fault", { fault: "none" });
    expect(await write("paper", "100404", 1)).toBe("12");
  });

  test("of a printer may begin after some bytes", async () => {
    const { json } = await post("/sim/devices/printer-1/fault", { fault: "paper-out", afterBytes: 3 });
    expect(json.fault).toBe("none");
    await write("paper", `${latin("A001")} 100404`, 1);
    expect(deviceOf("printer-1").fault).toBe("paper-out");
  });

  test.each([
    ["printer-1", { fault: "on-fire" }],
    ["printer-1", {}],
    ["strip-1", { fault: "paper-out" }],
    ["keypad-1", { fault: 7 }],
  ])("%s refuses %j and says which it has", async (id, body) => {
    const { status, json } = await post(`/sim/devices/${id}/fault`, body);
    expect([status, json.allowed]).toEqual([400, deviceOf(id).faults]);
    expect(deviceOf(id).fault).toBe("none");
  });

  test.each([-1, 1.5, "3", null])("afterBytes %j is refused", async (afterBytes) => {
    const { status } = await post("/sim/devices/printer-1/fault", { fault: "paper-out", afterBytes });
    expect(status).toBe(400);
    expect(deviceOf("printer-1").fault).toBe("none");
  });
});

describe("tickets", () => {
  const PNG = "89504e470d0a1a0a";

  test("are listed with their text and a picture", async () => {
    expect((await get("/sim/devices/printer-1/tickets")).json).toEqual([]);
    await print("A001");
    await print("A002");
    const { json } = await get("/sim/devices/printer-1/tickets");
    expect(json).toMatchObject([
      { n: 1, text: "A001", cut: "partial" },
      { n: 2, text: "A002" },
    ]);
    for (const { at, png } of json) {
      expect(Date.parse(at)).toBeGreaterThan(0);
      expect(Buffer.from(png, "base64").subarray(0, 8).toString("hex")).toBe(PNG);
    }
  });

  test("one picture has its own address", async () => {
    await print("A001");
    const { status, headers, raw } = await get("/sim/devices/printer-1/tickets/1.png");
    expect([status, headers["content-type"]]).toEqual([200, "image/png"]);
    expect(raw.subarray(0, 8).toString("hex")).toBe(PNG);
    expect((await get("/sim/devices/printer-1/tickets/2.png")).status).toBe(404);
  });

  test("of a long day are listed with pictures for the newest and addresses for the rest", async () => {
    await write("paper", `${`${latin("A")}0a1d564200`.repeat(26)} 100404`, 1);
    const { json } = await get("/sim/devices/printer-1/tickets");
    expect(json).toHaveLength(26);
    expect([json[0].png, json[1].png]).toEqual([
      "/sim/devices/printer-1/tickets/1.png",
      "/sim/devices/printer-1/tickets/2.png",
    ]);
    expect((await get(json[1].png)).raw.subarray(0, 8).toString("hex")).toBe(PNG);
    expect(Buffer.from(json[2].png, "base64").subarray(0, 8).toString("hex")).toBe(PNG);
  });
});

describe("strangers", () => {
  test.each([
    [{ host: "hall.example" }, 403],
    [{ host: "hall.example:8090" }, 403],
    [{ host: "127.0.0.1.hall.example" }, 403],
    [{ origin: "http://hall.example" }, 403],
    [{ origin: "http://localhost.hall.example:8090" }, 403],
    [{ origin: "null" }, 403],
    [{ host: "localhost:8090" }, 200],
    [{ host: "[::1]:8090" }, 200],
    [{ host: "127.0.0.1" }, 200],
    [{ origin: "http://localhost:5173" }, 200],
    [{ origin: "http://127.0.0.1:8090" }, 200],
  ])("a request with %j is answered with %i", async (headers, status) => {
    const given = headers as unknown as Record<string, string>;
    expect((await call("GET", "/sim/devices", undefined, given)).status).toBe(status);
    const pressed = await call("POST", "/sim/devices/keypad-1/press", { key: "call" }, given);
    expect(pressed.status).toBe(status);
    expect(deviceOf("keypad-1").view().unacknowledged).toBe(status === 200);
  });

  test("see no file of the page either", async () => {
    expect((await call("GET", "/", undefined, { host: "hall.example" })).status).toBe(403);
  });
});
