// The guide desk's search field: Enter opens what the typed text means, never what an earlier part of it found.
import { expect, test } from "vitest";
import type { DeskSearchView } from "../../controller/contract/desk.ts";
import { DeskStore } from "../../kiosk-ui/desk/store.ts";
import type { Answer } from "../../kiosk-ui/shared/api.ts";
import { fakeLive } from "./fake-live.ts";
import { FakeTime, settled } from "./fake-time.ts";

/** Every number that begins as asked; the newest answer is given when the test says so. */
function desk(numbers: readonly string[]) {
  const time = new FakeTime();
  const asked: { readonly text: string; readonly answer: () => void }[] = [];
  const opened: string[] = [];
  const store = new DeskStore(
    {
      ...{ live: fakeLive<"desk">(null, () => 0), timers: time, newKey: () => "key" },
      post: () => Promise.reject(new Error("nothing is written here")),
      get<T>(path: string): Promise<Answer<T>> {
        const text = path.split("?q=")[1];
        if (text === undefined) {
          opened.push(path.split("/").at(-1) ?? "");
          return Promise.resolve({ ok: true, status: 200, value: { ticket: { id: "any" } } as T });
        }
        return new Promise((done) => {
          const tickets = numbers.filter((one) => one.startsWith(text)).map((id) => ({ id }));
          const value = { tickets, appointments: [], roll: null, more: false } as unknown as DeskSearchView;
          asked.push({ text, answer: () => done({ ok: true, status: 200, value: value as T }) });
        });
      },
    },
    "#find",
  );
  const answer = async (): Promise<void> => {
    asked.at(-1)?.answer();
    await settled();
  };
  return { time, asked, opened, store, answer };
}

test("Enter while the answer to the present text is on its way waits for that answer", async () => {
  const { time, asked, opened, store, answer } = desk(["P001", "P003"]);
  store.type("P0");
  await time.pass(500);
  await answer();
  expect(store.found.value?.tickets).toHaveLength(2);
  store.type("P003");
  await time.pass(500);
  // The question has gone out; the rows of the earlier one still stand there.
  expect([asked.at(-1)?.text, store.found.value?.tickets.length]).toEqual(["P003", 2]);
  void store.enter();
  await settled();
  expect(opened).toEqual([]);
  await answer();
  expect(opened).toEqual(["P003"]);
});

test("Enter at once after the last letter asks for all that was typed", async () => {
  const { time, asked, opened, store, answer } = desk(["A001", "A012"]);
  store.type("A0");
  await time.pass(500);
  await answer();
  store.type("A012");
  void store.enter();
  await settled();
  expect(asked.at(-1)?.text).toBe("A012");
  await answer();
  expect(opened).toEqual(["A012"]);
});

test("an answer that comes after Escape puts no rows back", async () => {
  const { time, store, answer } = desk(["A001"]);
  store.type("A0");
  await time.pass(500);
  store.close();
  await answer();
  expect([store.typed.value, store.found.value]).toEqual(["", null]);
});
