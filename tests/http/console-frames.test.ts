// What a window's frames hold: its own work, and of the others what its console shows; forms over HTTP, both ways.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { viewData } from "../../controller/live.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { House } from "./house.ts";

const NOTE = "记得核对材料原件";
let house: House;

beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const frame = (id: string) =>
  house.hall.read(
    (state) => viewData(contextOf(house.sources, state), `window:${id}`, () => null) as WindowConsoleView,
  );

/** Every place of a value, as a path, and every text in it. */
function walked(value: unknown, path = ""): { readonly paths: string[]; readonly texts: string[] } {
  if (typeof value !== "object" || value === null) return { paths: [path], texts: [String(value)] };
  const parts = Object.entries(value).map(([key, part]) => walked(part, `${path}/${Array.isArray(value) ? "*" : key}`));
  return { paths: parts.flatMap(({ paths }) => paths), texts: parts.flatMap(({ texts }) => texts) };
}

test("of another's emergency a window sees where, what and who comes; of its work where a number is", async () => {
  for (const id of ["1", "2"]) await house.post(`windows/${id}/open`, {});
  for (let count = 0; count < 3; count++) await house.ticket();
  await house.post("windows/2/call-next");
  await house.post("windows/2/arrived");
  const [open] = (await house.get("cases")).body as { id: string }[];
  await house.post("windows/2/finish", { outcome: "done", notes: NOTE, invite: true });
  await house.post("windows/2/rating", { level: 1, reasons: [], comment: "很不满意的话" });
  await house.post("windows/2/call-next");
  await house.post("windows/2/emergency", { kind: "guard" });
  await house.post("windows/2/emergency/coming", { windowId: "1" });
  const [mine, theirs] = [await frame("1"), await frame("2")];
  expect(mine.emergencies).toHaveLength(1);
  expect(Object.keys(mine.emergencies[0] ?? {}).sort()).toEqual(
    ["coming", "id", "kind", "raisedAt", "windowId", "windowName"].sort(),
  );
  expect(mine.emergencies[0]?.coming.map((one) => Object.keys(one).sort())).toEqual([["name", "windowId"]]);
  expect([mine.done, mine.history, mine.case, mine.ticket]).toEqual([[], [], null, null]);
  expect(mine.elsewhere.map(({ windowId, state }) => [windowId, state])).toEqual([["2", "called"]]);
  const { paths, texts } = walked(mine);
  // The case, its note and the words of its rater are nowhere in the other window's frame; no level is in anybody's.
  expect(texts).not.toContain(open?.id);
  for (const seen of [texts, walked(theirs).texts]) {
    expect(seen.filter((text) => text.includes(NOTE) || text.includes("很不满意"))).toEqual([]);
  }
  for (const seen of [paths, walked(theirs).paths])
    expect(seen.filter((path) => /level|comment|phone/.test(path))).toEqual([]);
  // The walk would see it: the window's own frame names the case.
  expect(walked(theirs).texts).toContain(open?.id);
});

test("somebody is sent to fill in a form at a window or by the desk, is seen by both, and comes back", async () => {
  await house.post("windows/1/open", {});
  const first = await house.ticket();
  const second = await house.ticket();
  await house.post("windows/1/call-next");
  expect((await house.post("windows/1/form")).body.ticket).toMatchObject({ number: first.number, state: "held" });
  expect((await house.post(`desk/tickets/${second.id}/form`)).body).toMatchObject({ state: "held" });
  expect((await frame("1")).pool?.map(({ number }) => number)).toEqual([first.number, second.number]);
  expect((await house.post("windows/1/call-next")).status).toBe(204);
  expect((await house.get(`desk/tickets/${second.id}`)).body.mayReturn).toBe(true);
  expect((await house.post(`tickets/${second.id}/return`)).body).toMatchObject({ state: "waiting", ahead: 0 });
  expect((await house.post("windows/1/form")).body.code).toBe("WINDOW_HAS_NO_TICKET");
  expect((await house.post("windows/1/call", { number: first.number })).body.ticket.state).toBe("called");
  expect((await frame("1")).pool).toEqual([]);
});
