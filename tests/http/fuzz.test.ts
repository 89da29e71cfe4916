// Thousands of seeded requests, half of them nearly right: every answer is one of the contract, never a 5xx.
import { afterAll, beforeAll, expect, test } from "vitest";
import { REFUSALS } from "../../controller/contract/refusals.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";
import { House } from "./house.ts";

const REQUESTS = 4_000;
let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  await house.close();
});

const STRANGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  3,
  3.5,
  1e308,
  "3",
  "",
  "social",
  "x".repeat(70),
  "\u0000",
  "\ud800",
  "<script>alert(1)</script>",
  "'; DROP TABLE events; --",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  [],
  {},
  [[[[]]]],
  { toString: 1 },
];
/** Fields each address knows, by the end of its path. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  tickets: ["serviceId", "priority", "kioskId", "language"],
  open: ["staffId"],
  pause: ["reason"],
  undo: ["reason"],
  void: ["reason"],
  call: ["number"],
  "resume-ticket": ["ticketId"],
  transfer: ["windowId"],
  rating: ["level", "reasons", "comment"],
  ratings: ["caseId", "level", "channel", "reasons", "comment"],
};
const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  serviceId: ["social", "house"],
  priority: ["elderly", null],
  kioskId: ["kiosk-1", "kiosk-2", null],
  language: ["zh-CN", null],
  staffId: ["s01", "s02"],
  reason: ["午休"],
  number: ["A001", "A002", "B001"],
  windowId: ["1", "2", "3"],
  level: [1, 2, 3, 4, 5],
  reasons: [[], ["快"]],
  comment: ["谢谢"],
  channel: ["qr", "sms", "phone"],
};
const POSTS = [
  ...["open", "pause", "resume", "close", "call-next", "call", "recall", "arrived", "missed", "hold", "finish", "undo"],
  ...["resume-ticket", "transfer", "invite-rating", "rating"],
].map((action) => `windows/:id/${action}`);
const PATHS = [
  ...POSTS.map((path) => `POST ${path}`),
  ...["leave", "reprint", "void", "return"].map((action) => `POST tickets/:id/${action}`),
  ...["POST tickets", "POST tickets", "POST tickets", "POST ratings", "POST devices/:id/test"],
  ...["services", "tickets", "tickets/:id", "tickets/:id/page", "windows", "windows/:id", "cases", "cases/:id"].map(
    (path) => `GET ${path}`,
  ),
  ...["board", "kiosks/:id", "devices", "events", "reports/daily", "nothing"].map((path) => `GET ${path}`),
];
const IDS = [
  "1",
  "2",
  "3",
  "9",
  "%00",
  "%ff",
  "..%2f..",
  "A001",
  "kiosk-1",
  "printer-1",
  "%E7%AA%97",
  "a".repeat(80),
  "%",
];
const QUERIES = [
  "",
  "?",
  "?after=1",
  "?limit=5",
  "?limit=1e3",
  "?state=waiting",
  "?state[]=x",
  "?date=2026-01-05",
  "?%00=1",
  "?a=1&a=2",
];

test(`${REQUESTS} requests: no 5xx, every refusal is a problem with a known code, the log stays whole`, async () => {
  const random = seededRandom(20_260_105);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let ids: string[] = [];
  const body = (path: string): unknown => {
    if (random() < 0.05) return pick(STRANGE);
    const made: Record<string, unknown> = {};
    for (const field of FIELDS[path.split("/").at(-1) ?? ""] ?? []) {
      if (random() < 0.15) continue;
      const good = GOOD[field] ?? ids;
      made[field] = random() < 0.85 && good.length > 0 ? pick(good) : pick(STRANGE);
    }
    if (random() < 0.1) made.extra = pick(STRANGE);
    return made;
  };
  const statuses = new Map<number, number>();
  for (let n = 0; n < REQUESTS; n += 1) {
    const [method, path] = pick(PATHS).split(" ") as ["GET" | "POST", string];
    const url = `/api/v1/${path.replace(":id", random() < 0.4 && ids.length > 0 ? pick(ids) : pick(IDS))}`;
    const headers: Record<string, string> =
      random() < 0.1 ? { "idempotency-key": pick(["k1", "k2", "", "é", "x".repeat(300)]) } : {};
    const withBody = method === "POST" && random() < 0.8;
    const text = withBody ? JSON.stringify(body(path)) : undefined;
    const cut = text !== undefined && random() < 0.05 ? text.slice(0, -1) : text;
    const response = await house.app.inject({
      method,
      url: url + (method === "GET" ? pick(QUERIES) : ""),
      headers:
        cut === undefined ? headers : { ...headers, "content-type": random() < 0.95 ? "application/json" : "text/xml" },
      ...(cut === undefined ? {} : { payload: cut }),
    });
    const { statusCode } = response;
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    const context = `#${n} ${method} ${url} ${cut}: ${response.body.slice(0, 300)}`;
    if (statusCode >= 500) expect.fail(context);
    if (statusCode >= 400) {
      const { code, status } = JSON.parse(response.body);
      if (REFUSALS[code as keyof typeof REFUSALS]?.status !== statusCode || status !== statusCode) expect.fail(context);
    }
    if (statusCode === 201) ids = [...ids.slice(-30), JSON.parse(response.body).id];
    if (n % 50 === 0) house.clock.advance(3_000);
  }
  // Both sides were really tried.
  expect(statuses.get(200)).toBeGreaterThan(300);
  expect(statuses.get(201)).toBeGreaterThan(20);
  expect(statuses.get(400)).toBeGreaterThan(300);
  expect(statuses.get(409)).toBeGreaterThan(100);
  expect(house.errors).toEqual([]);
  expect(house.hall.condition).toBe("ok");
}, 300_000);
