// Seeded requests to every technician route there is: nothing but answers of the contract, and a hall that goes on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { REFUSALS } from "../../controller/contract/refusals.ts";
import { TEST_NAMES } from "../../controller/contract/technician.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { House, MAINTAINER } from "./house.ts";

const REQUESTS = 2_500;
let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  await house.close();
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
const STRANGE: readonly unknown[] = [
  ...[null, true, 0, -1, 3.5, 1e308, "3", "", "x".repeat(70), "\u0000", "\ud800", "a\nb: [", "- {", "&a *a", "!!js x"],
  ...["<script>", "../../etc/passwd", "__proto__", "constructor", "\u2028\u0085\ufeff", "# no comment"],
  ...[[], {}, [[[[]]]], { toString: 1 }, deep(9), deep(40), JSON.parse('{"__proto__": {"x": 1}}')],
];
const KEYS = [...STRANGE.filter((one) => typeof one === "string"), "id", "settings", "window", "link", "port", "path"];
const LINKS: readonly unknown[] = [
  { id: "net-1", type: "tcp", host: "192.0.2.1", port: 9100 },
  { id: "net-2", type: "tcp", host: "192.0.2.2", port: 5005, baudRate: 9600, gapMs: 80 },
  { id: "usb", type: "serial", path: "usb:1a86:7523@1-1.2" },
  { id: "ws", type: "websocket", host: "127.0.0.1", port: 16011 },
  { id: "hid", type: "hid", vendorId: 1, productId: 2 },
  { id: "lp", type: "file", path: "/dev/usb/lp0" },
];
const DEVICES: readonly unknown[] = [
  { id: "strip-1", model: "led/onbon-bx5k", link: "net-1", window: "1", settings: { address: 1 } },
  { id: "strip-2", model: "led/slz-strip", link: "net-2", window: "1", settings: { address: 2 } },
  { id: "printer-1", model: "printer/escpos", link: "net-1" },
  { id: "voice-1", model: "voice/xfs5152", link: "net-2", windows: ["1"] },
  {
    id: "pad-1",
    model: "pad/profile",
    link: "net-1",
    window: "1",
    settings: { receive: "AA {data}", grades: { 1: 5 } },
  },
];
const HEX: readonly unknown[] = ["", "aa55", "aa550105ff", "aa550104ff", "ff".repeat(300), "zz", "a"];
const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  op: ["set-link", "remove-link", "set-device", "remove-device"],
  link: LINKS,
  device: DEVICES,
  id: ["net-1", "net-2", "strip-1", "pad-1", "ear-1"],
  apply: [true, false],
  version: ["20260105-010000-00000000"],
  test: TEST_NAMES,
  level: [0, 8, 15],
  verdict: ["good", "garbage", "wrong-width", "nothing", "other"],
  note: ["", "好"],
  by: ["王某"],
  deviceId: ["strip-1", "printer-1", "pad-1", "voice-1"],
  ms: [500, 15_000],
  kind: ["pad", "keypad"],
  hex: HEX,
  means: ["1", "5", "call", "recall"],
  settings: [{}, { receive: "AA {data}", grades: { 1: 5 } }, { inputs: [{ pattern: "AA 01", level: 5 }] }],
};

interface Operation {
  readonly requestBody?: { content: { "application/json": { schema: { properties?: Record<string, unknown> } } } };
}

test(`${REQUESTS} requests: no 5xx, every refusal has its code, and the file always makes a hall`, async () => {
  const random = seededRandom(20_261_122);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const file = () => readFileSync(join(house.folder, "hall.yaml"), "utf8");
  const room = house.technician;
  const value = (name: string): unknown => {
    if (random() < 0.12) return pick(STRANGE);
    if (name === "digest") return room.config().digest;
    if (name === "version") return pick([...room.config().versions.map(({ version }) => version), "none"]);
    if (name === "edits") return Array.from({ length: 1 + Math.floor(random() * 3) }, edit);
    if (name === "quiet") return random() < 0.5 ? [] : [pick(HEX)];
    if (name === "keys")
      return Array.from({ length: Math.floor(random() * 4) }, () => ({
        means: value("means"),
        samples: Array.from({ length: 1 + Math.floor(random() * 3) }, () => value("hex")),
      }));
    return pick(GOOD[name] ?? STRANGE);
  };
  const edit = (): unknown => {
    const op = pick(GOOD.op ?? []) as string;
    const made: Record<string, unknown> = { op };
    if (op === "set-link") made.link = spoilt(value("link"));
    else if (op === "set-device") made.device = spoilt(value("device"));
    else made.id = value("id");
    return made;
  };
  const spoilt = (entry: unknown): unknown =>
    random() < 0.2 && typeof entry === "object" && entry !== null ? { ...entry, [pick(KEYS)]: pick(STRANGE) } : entry;
  const { paths } = (await house.get("/openapi.json")).body as { paths: Record<string, Record<string, Operation>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith("/api/v1/technician/"))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody }]) => {
        const fields = Object.keys(requestBody?.content["application/json"].schema.properties ?? {});
        return { path, method: method.toUpperCase(), fields };
      }),
    );
  expect(routes.filter(({ fields }) => fields.length > 0).length).toBeGreaterThanOrEqual(9);
  const statuses = new Map<number, number>();
  for (let n = 0; n < REQUESTS; n++) {
    const { path, method, fields } = pick(routes);
    const url = path.replace(
      "{id}",
      encodeURIComponent(String(pick([...(GOOD.deviceId ?? []), "none", "..%2f", "ear-1"]))),
    );
    const body: Record<string, unknown> = {};
    for (const field of fields) if (random() < 0.95) body[field] = value(field);
    if (random() < 0.04) body.extra = 1;
    const payload = method === "POST" ? JSON.stringify(random() < 0.03 ? pick(STRANGE) : body) : undefined;
    const keyed = random() < 0.93 ? MAINTAINER : {};
    const answered = house.app.inject({
      method: method as "GET" | "POST",
      url: url + (method === "GET" ? pick(["", "", "?after=1", "?after=x", "?x=1"]) : ""),
      headers: payload === undefined ? keyed : { ...keyed, "content-type": "application/json" },
      ...(payload === undefined ? {} : { payload }),
    });
    let done = false;
    const end = () => {
      done = true;
    };
    void Promise.resolve(answered).then(end, end);
    // Tests of devices and closing lines take virtual time.
    while (!done) await house.clock.advanceAsync(250);
    const { statusCode, body: text } = await answered;
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    const context = `#${n} ${method} ${url} ${payload}: ${statusCode} ${text.slice(0, 300)}`;
    if (statusCode >= 500) expect.fail(context);
    if (statusCode >= 400) {
      const { code, status } = JSON.parse(text);
      if (REFUSALS[code as keyof typeof REFUSALS]?.status !== statusCode || status !== statusCode) expect.fail(context);
    }
    if (path.includes("/config") && !parseConfig(file()).ok) expect.fail(`${context}\n${file()}`);
  }
  expect(statuses.get(200)).toBeGreaterThan(500);
  expect(statuses.get(400)).toBeGreaterThan(100);
  expect(statuses.get(401)).toBeGreaterThan(50);
  expect(statuses.get(409)).toBeGreaterThan(20);
  expect(file()).toContain("# a hall without devices");
  expect(house.errors).toEqual([]);
  expect(house.hall.condition).toBe("ok");
}, 300_000);
