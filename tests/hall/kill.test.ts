// The real process is killed with -9 again and again amid work: what was answered is there, and nothing is doubled.
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, RealHall } from "../helpers/real-hall.ts";

const KILLS = 10;
const REQUESTS_AT_ONCE = 20;

interface TicketJson {
  id: string;
  number: string;
  state: string;
}

let hall: RealHall;

beforeAll(async () => {
  hall = await RealHall.planned({ windows: 3, withPrinter: false, withStrips: false });
  await hall.startSimulators();
});

afterAll(async () => {
  await hall.stop();
});

/** Answers by key; a request cut off by the kill has none. */
const answered = new Map<string, TicketJson>();
const ratings = new Map<string, number>();

async function issueMany(round: number): Promise<void> {
  await Promise.allSettled(
    Array.from({ length: REQUESTS_AT_ONCE }, async (_, i) => {
      const key = `round-${round}-${i}`;
      const answer = await hall.call<TicketJson>(
        "POST",
        "/tickets",
        { serviceId: "social-insurance" },
        { "idempotency-key": key },
      );
      if (answer.status === 201) answered.set(key, answer.body);
    }),
  );
}

/** Calls, finishes and rates at a window until the process dies under it. */
async function work(windowId: string, round: number): Promise<void> {
  await hall.call("POST", `/windows/${windowId}/open`, { staffId: `s${windowId}` });
  for (let i = 0; i < 50; i++) {
    const called = await hall.call("POST", `/windows/${windowId}/call-next`);
    if (called.status !== 200) continue;
    const invited = await hall.call<{ case: { id: string } }>("POST", `/windows/${windowId}/invite-rating`);
    const rated = await hall.call<{ caseId: string; level: number }>(
      "POST",
      `/windows/${windowId}/rating`,
      { level: 1 + ((round + i) % 5) },
      { "idempotency-key": `rate-${invited.body.case.id}` },
    );
    if (rated.status === 201) ratings.set(rated.body.caseId, rated.body.level);
  }
}

test(`after ${KILLS} kills every answered ticket and rating is there exactly once`, async () => {
  for (let round = 0; round < KILLS; round++) {
    await hall.startService();
    const load = Promise.allSettled([issueMany(round), work("1", round), work("2", round), work("3", round)]);
    // The moments differ from round to round: first batches, steady work, late work.
    const before = ratings.size;
    await eventually(`rating ${round} of the round`, async () => ratings.size - before >= round);
    await hall.kill("SIGKILL");
    await load;
  }
  await hall.startService();
  const tickets = (await hall.call<TicketJson[]>("GET", "/tickets")).body;
  const numbers = tickets.map((ticket) => ticket.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const [key, ticket] of answered) {
    expect(tickets.find((one) => one.id === ticket.id)?.number).toBe(ticket.number);
    const replay = await hall.call<TicketJson>(
      "POST",
      "/tickets",
      { serviceId: "social-insurance" },
      { "idempotency-key": key },
    );
    expect(replay.body.id).toBe(ticket.id);
  }
  expect(answered.size).toBeGreaterThan(REQUESTS_AT_ONCE);
  expect(ratings.size).toBeGreaterThan(KILLS);
  const recorded: { data: { caseId: string; level: number } }[] = [];
  for (let after = 0; ; ) {
    const page = (
      await hall.call<{ seq: number; type: string; data: { caseId: string; level: number } }[]>(
        "GET",
        `/events?after=${after}&limit=1000`,
      )
    ).body;
    if (page.length === 0) break;
    after = page.at(-1)?.seq ?? after;
    recorded.push(...page.filter((event) => event.type === "rating.recorded"));
  }
  const cases = recorded.map((event) => event.data.caseId);
  expect(new Set(cases).size).toBe(cases.length);
  for (const [caseId, level] of ratings)
    expect(recorded.find((event) => event.data.caseId === caseId)?.data.level).toBe(level);
}, 120_000);
