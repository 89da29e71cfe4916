// Writes: one key per touch, kept over lost answers, restarts and cut-off bodies.
import { expect, test } from "vitest";
import { newKey, post } from "../../kiosk-ui/shared/api.ts";
import { FakeTime } from "./fake-time.ts";

type Reply = () => Promise<Response>;

const json = (status: number, body: unknown): Reply => {
  return () => Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status }));
};
const lost: Reply = () => Promise.reject(new TypeError("network"));

function sending(replies: Reply[], giveUpMs = Number.POSITIVE_INFINITY) {
  const time = new FakeTime();
  const keys: (string | null)[] = [];
  let unanswered = 0;
  const answer = post<{ number: string }>(
    "/tickets",
    { serviceId: "tax" },
    {
      key: "key-1",
      giveUpMs,
      onUnanswered: () => {
        unanswered += 1;
      },
    },
    {
      timers: time,
      fetch: (_url, init) => {
        keys.push(new Headers(init.headers).get("idempotency-key"));
        return (replies.length > 1 ? replies.shift() : replies[0])?.() ?? lost();
      },
    },
  );
  return { time, keys, answer, unanswered: () => unanswered };
}

test("an answer at once needs one request", async () => {
  const { answer, keys } = sending([json(201, { number: "A001" })]);
  expect(await answer).toEqual({ ok: true, status: 201, value: { number: "A001" } });
  expect(keys).toEqual(["key-1"]);
});

test("a lost answer, a restart and an overloaded service are asked again with the same key", async () => {
  const { answer, keys, time, unanswered } = sending([
    lost,
    json(503, {}),
    json(429, {}),
    json(201, { number: "A001" }),
  ]);
  await time.pass(20_000);
  expect(await answer).toMatchObject({ ok: true, value: { number: "A001" } });
  expect(keys).toEqual(["key-1", "key-1", "key-1", "key-1"]);
  expect(unanswered()).toBe(3);
});

test("an answer cut off in the middle is fetched again with the same key", async () => {
  const cut: Reply = () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new Error("cut")) });
    return Promise.resolve(new Response(body, { status: 201 }));
  };
  const { answer, keys, time } = sending([cut, json(201, { number: "A001" })]);
  await time.pass(5_000);
  expect(await answer).toMatchObject({ ok: true, value: { number: "A001" } });
  expect(keys).toEqual(["key-1", "key-1"]);
});

test("a refusal is an answer: it is not asked again", async () => {
  const { answer, keys } = sending([json(409, { code: "SERVICE_QUOTA_REACHED", detail: "300 of 300" })]);
  expect(await answer).toEqual({ ok: false, status: 409, code: "SERVICE_QUOTA_REACHED", detail: "300 of 300" });
  expect(keys).toHaveLength(1);
});

test("a full disk is a refusal, not a reason to hammer", async () => {
  const { answer, keys } = sending([json(507, { code: "STORAGE_FULL", detail: "" })]);
  expect(await answer).toMatchObject({ ok: false, code: "STORAGE_FULL" });
  expect(keys).toHaveLength(1);
});

test("an error page that is no problem document is still told apart", async () => {
  const { answer } = sending([() => Promise.resolve(new Response("<h1>oops</h1>", { status: 500 }))]);
  expect(await answer).toMatchObject({ ok: false, code: "INTERNAL" });
});

test("nobody waits: 204 is a success without a body", async () => {
  const { answer } = sending([json(204, null)]);
  expect(await answer).toEqual({ ok: true, status: 204, value: null });
});

test("after the time to give up the caller hears NO_ANSWER", async () => {
  const { answer, time, keys } = sending([lost], 3_000);
  await time.pass(10_000);
  expect(await answer).toMatchObject({ ok: false, code: "NO_ANSWER" });
  expect(keys.length).toBeGreaterThan(1);
});

test("a server that takes the request and never answers is cut off and asked again", async () => {
  const time = new FakeTime();
  let calls = 0;
  const answer = post(
    "/tickets",
    {},
    { key: "k", giveUpMs: 60_000 },
    {
      timers: time,
      fetch: (_url, init) => {
        calls += 1;
        if (calls > 1) return json(201, { number: "A001" })();
        return new Promise((_resolve, reject) => {
          init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        });
      },
    },
  );
  await time.pass(7_900);
  expect(calls).toBe(1);
  await time.pass(1_000);
  expect(await answer).toMatchObject({ ok: true });
  expect(calls).toBe(2);
});

test("keys differ, also where the browser has no randomUUID", () => {
  const plain = { getRandomValues: crypto.getRandomValues.bind(crypto) } as unknown as Crypto;
  const keys = new Set(Array.from({ length: 100 }, () => newKey(plain)));
  expect(keys.size).toBe(100);
  expect([...keys].every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  expect(newKey()).not.toBe(newKey());
});
