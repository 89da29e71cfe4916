// The real service with its simulators: the line of the rating pads is cut while one asks. The page takes over, nothing
// is lost or counted twice, and the pad asks again when its line is back (P7).
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { PadView } from "../../controller/contract/views.ts";
import { eventually, RealHall } from "../helpers/real-hall.ts";

let hall: RealHall;
beforeAll(async () => {
  hall = await RealHall.planned({ windows: 1, withPrinter: false, withStrips: true });
  await hall.startSimulators();
  await hall.startService();
  await hall.call("POST", "/windows/1/open", { staffId: "s1" });
}, 120_000);
afterAll(() => hall.stop());

type Case = { readonly id: string; readonly rating: { readonly level: number } | null };
const cases = async () => (await hall.call<Case[]>("GET", "/cases")).body;
const isPad = (state: string) => async () => {
  const { body } = await hall.call<{ id: string; state: string }[]>("GET", "/devices");
  return body.some((device) => device.id === "pad-1" && device.state === state);
};

/** What the tablet's page is told, newest last. */
function padPage(): { readonly views: PadView[]; close(): void } {
  const views: PadView[] = [];
  const socket = new WebSocket(`${hall.base.replace("http", "ws")}/ws?view=pad&id=1`);
  socket.on("message", (bytes) => {
    const message = JSON.parse(String(bytes)) as { type: string; data: PadView };
    if (message.type === "view") views.push(message.data);
  });
  return { views, close: () => socket.close() };
}

/** Somebody was served; the answer is the case that is asked about. */
async function served(): Promise<string> {
  await hall.call("POST", "/tickets", { serviceId: "household" });
  await hall.call("POST", "/windows/1/call-next");
  await hall.call("POST", "/windows/1/arrived");
  await hall.call("POST", "/windows/1/finish");
  return (await cases()).at(-1)?.id ?? "";
}

test("the page and the paper take the pad's place at once, and it comes back by itself", async () => {
  await eventually("the pad to be there", isPad("online"));
  const first = await served();
  await eventually("the pad to ask", async () => (await hall.display("pad-1")).includes("请评价"));
  const page = padPage();
  await eventually("the page", () => page.views.at(-1)?.hardware === "working");
  const simulators = hall.simulators;
  const gone = new Promise((done) => simulators?.once("exit", done));
  simulators?.kill("SIGKILL");
  await gone;
  await eventually("the alarm", async () => {
    const { body } = await hall.call<{ type: string; data: { subject?: string } }[]>("GET", "/events?limit=1000");
    return body.some(({ type, data }) => type === "alarm.raised" && data.subject === "pad-1");
  });
  await eventually("the page to take over", () => page.views.at(-1)?.hardware === "down");
  expect(page.views.at(-1)?.invitation?.caseId).toBe(first);
  // As the tablet sends it: to the window whose question is on its glass.
  const touched = await hall.call<{ caseId: string }>("POST", "/windows/1/rating", { level: 2 });
  expect(touched).toMatchObject({ status: 201, body: { caseId: first } });
  await hall.startSimulators();
  await eventually("the pad to be back", isPad("online"));
  await eventually("the page to step back", () => page.views.at(-1)?.hardware === "working");
  page.close();
  await hall.simulate("POST", "/devices/pad-1/press", { grade: 3 });
  const second = await served();
  await eventually("the pad to ask again", async () => (await hall.display("pad-1")).includes("请评价"));
  await hall.simulate("POST", "/devices/pad-1/press", { grade: 0 });
  await eventually("the rating of the next", async () =>
    (await cases()).some(({ id, rating }) => id === second && rating),
  );
  expect((await cases()).map(({ id, rating }) => [id, rating?.level])).toEqual([
    [first, 2],
    [second, 2],
  ]);
}, 120_000);
