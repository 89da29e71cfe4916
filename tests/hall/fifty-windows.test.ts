// Fifty windows press CALL at the same time with thirty people waiting.
import { afterAll, beforeAll, expect, test } from "vitest";
import { RealHall } from "../helpers/real-hall.ts";

const WINDOWS = 50;
const WAITING = 30;
let hall: RealHall;

beforeAll(async () => {
  hall = await RealHall.planned({ windows: WINDOWS, withPrinter: false, withStrips: false });
  await hall.startSimulators();
  await hall.startService();
});

afterAll(async () => {
  await hall.stop();
});

test("thirty distinct tickets and twenty times nobody waits; a replay changes nothing", async () => {
  for (let i = 0; i < WAITING; i++)
    expect(
      (await hall.call("POST", "/tickets", { serviceId: i % 2 === 0 ? "social-insurance" : "household" })).status,
    ).toBe(201);
  const windows = Array.from({ length: WINDOWS }, (_, i) => String(i + 1));
  for (const id of windows)
    expect((await hall.call("POST", `/windows/${id}/open`, { staffId: `s${id}` })).status).toBe(200);
  const pressAll = () =>
    Promise.all(
      windows.map((id) =>
        hall.call<{ ticket: { number: string } } | null>("POST", `/windows/${id}/call-next`, undefined, {
          "idempotency-key": `press-${id}`,
        }),
      ),
    );
  const answers = await pressAll();
  const called = answers.filter((answer) => answer.status === 200).map((answer) => answer.body?.ticket.number);
  expect(new Set(called).size).toBe(WAITING);
  expect(called).toHaveLength(WAITING);
  expect(answers.filter((answer) => answer.status === 204)).toHaveLength(WINDOWS - WAITING);
  for (let i = 0; i < 3; i++) expect(await pressAll()).toEqual(answers);
  const events = (await hall.call<{ type: string }[]>("GET", "/events?limit=1000")).body;
  expect(events.filter((event) => event.type === "ticket.called")).toHaveLength(WAITING);
});
