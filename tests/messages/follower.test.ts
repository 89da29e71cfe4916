// From the log to outside: every event that matches goes out, once per place in the log, whatever ends in between.
import { expect, test } from "vitest";
import { LogFollower } from "../../controller/messages/log-follower.ts";
import type { StoredEvent } from "../../controller/store/event-store.ts";
import { GivenMessages } from "./given-messages.ts";
import { GivenOutbox, message, SECOND_MS } from "./given-outbox.ts";
import { loopbackServer } from "./loopback-server.ts";

const row = (seq: number): StoredEvent => ({
  ...{ seq, atMs: 0, type: seq % 2 === 0 ? "even.one" : "odd.one", actor: "system", data: { n: seq }, hash: "00ff" },
});

/** A log of which only a part is durable. */
class GivenLog {
  readonly rows: StoredEvent[] = [];
  durableSeq = 0;

  eventsAfter(seq: number, limit: number): StoredEvent[] {
    return this.rows.filter((one) => one.seq > seq).slice(0, limit);
  }

  grow(count: number): void {
    for (let i = 0; i < count; i++) this.rows.push(row(this.rows.length + 1));
    this.durableSeq = this.rows.length;
  }
}

function following(given: GivenOutbox, log: GivenLog, from: "now" | "start" = "now") {
  const errors: unknown[] = [];
  const follower = new LogFollower({
    ...{ outbox: given.outbox, log, clock: given.clock },
    durableSeq: () => log.durableSeq,
    onError: (error) => errors.push(error),
  });
  follower.add({
    ...{ name: "evens", from },
    take: ({ seq, type }) => (type === "even.one" ? { put: [message(`e${seq}`, "webhook")] } : null),
  });
  return { follower, errors };
}

const ROUNDS = 7;
const EVENTS = 15;
const idsOf = (given: GivenOutbox) => given.outbox.list({ limit: 5000 }).map(({ id }) => id);

test("a new consumer begins with what happens from now on, or with the beginning where it says so", async () => {
  const [log, given, other] = [new GivenLog(), new GivenOutbox(), new GivenOutbox()];
  log.grow(6);
  const now = following(given, log);
  following(other, log, "start");
  log.grow(2);
  now.follower.poke();
  await given.clock.advanceAsync(SECOND_MS);
  await other.clock.advanceAsync(SECOND_MS);
  expect(idsOf(given)).toEqual(["e8"]);
  expect(idsOf(other).sort()).toEqual(["e2", "e4", "e6", "e8"]);
});

test("what is not durable yet is not told to anybody", async () => {
  const [log, given] = [new GivenLog(), new GivenOutbox()];
  const { follower } = following(given, log);
  log.grow(4);
  log.durableSeq = 3;
  follower.poke();
  await given.clock.advanceAsync(SECOND_MS);
  expect(idsOf(given)).toEqual(["e2"]);
  log.durableSeq = 4;
  follower.poke();
  await given.clock.advanceAsync(SECOND_MS);
  expect(idsOf(given).sort()).toEqual(["e2", "e4"]);
});

test("a crash anywhere skips nothing and doubles nothing", async () => {
  const log = new GivenLog();
  let given = new GivenOutbox();
  const ids = new Set<string>();
  let sends = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { follower, errors } = following(given, log, "start");
    given.outbox.start();
    const sender = given.sender("webhook");
    log.grow(EVENTS);
    follower.poke();
    // Cut off at another moment each time: before it is read, while it is, when some are sent.
    await given.clock.advanceAsync([0, 199, 200, 201, 5_000][round % 5] ?? 0);
    expect(errors).toEqual([]);
    for (const id of sender.ids) ids.add(id);
    sends += sender.ids.length;
    given = given.again();
  }
  const { follower } = following(given, log, "start");
  given.outbox.start();
  const sender = given.sender("webhook");
  follower.poke();
  await given.clock.advanceAsync(60 * SECOND_MS);
  for (const id of sender.ids) ids.add(id);
  sends += sender.ids.length;
  const evens = Math.floor((ROUNDS * EVENTS) / 2);
  expect(ids.size).toBe(evens);
  expect(idsOf(given)).toHaveLength(evens);
  // An attempt whose end was cut off is made again, under the same id: at most one for each crash.
  expect(sends).toBeLessThanOrEqual(evens + ROUNDS);
});

test("a fault of the log is tried again, and nothing is lost by it", async () => {
  const [log, given] = [new GivenLog(), new GivenOutbox()];
  const { follower, errors } = following(given, log);
  log.grow(2);
  const read = log.eventsAfter.bind(log);
  log.eventsAfter = () => {
    throw new Error("disk");
  };
  follower.poke();
  await given.clock.advanceAsync(SECOND_MS);
  log.eventsAfter = read;
  await given.clock.advanceAsync(10 * SECOND_MS);
  expect(errors).toHaveLength(1);
  expect(idsOf(given)).toEqual(["e2"]);
});

test("a hall's events reach its webhooks, those that match and no others, over a restart, too", async () => {
  const [city, ratings] = [await loopbackServer(), await loopbackServer()];
  const webhook = (id: string, url: string, events: string[]) => ({
    id,
    url,
    events,
    private: true,
    secretEnv: "HOOK",
  });
  const given = await GivenMessages.open(
    { webhooks: [webhook("city", city.url, ["ticket.*"]), webhook("ratings", ratings.url, ["rating.recorded"])] },
    { HOOK: "secret words" },
  );
  await given.house.ticket();
  await until(given, () => city.requests.length === 1);
  await given.stop();
  await given.house.ticket();
  await given.house.ticket();
  given.start();
  await until(given, () => city.requests.length === 3);
  const types = city.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  expect(types).toEqual(["ticket.issued", "ticket.issued", "ticket.issued"]);
  expect(new Set(city.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  expect(ratings.requests).toEqual([]);
});

test("a receiver that is gone is written to no more, until a person replays or its address changes", async () => {
  const city = await loopbackServer();
  const given = await GivenMessages.open(
    { webhooks: [{ id: "city", url: city.url, events: ["ticket.issued"], private: true, secretEnv: "HOOK" }] },
    { HOOK: "secret words" },
  );
  city.answers.push(410);
  await given.house.ticket();
  await until(given, () => given.messages.outbox.list({ state: "dead", limit: 1 }).length === 1);
  await given.house.ticket();
  await given.later(5);
  await given.stop();
  given.start();
  await given.house.ticket();
  await given.later(5);
  expect(city.requests).toHaveLength(1);
  expect((await given.house.get("messages/summary")).body.disabled).toEqual(["city"]);
  const [dead] = (await given.house.get("messages?state=dead&channel=webhook")).body;
  expect((await given.house.post(`messages/${encodeURIComponent(dead.id)}/replay`)).body.state).toBe("queued");
  await until(given, () => city.requests.length === 2);
  await given.house.ticket();
  await until(given, () => city.requests.length === 3);
  expect((await given.house.get("messages/summary")).body.disabled).toEqual([]);
});

/** Sockets are real: waits in turns of the loop and of the hall's clock. */
async function until(given: GivenMessages, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3000; turn++) {
    if (holds()) return;
    await new Promise((done) => setImmediate(done));
    await given.house.clock.advanceAsync(10);
  }
  throw new Error("it did not happen");
}
