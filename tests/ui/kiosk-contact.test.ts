// Leaving a number at the kiosk: agreed to first, typed by hand or numeric pad, never shown in full, taken away again.
import { expect, test } from "vitest";
import { pressKey } from "../../kiosk-ui/kiosk/keyboard.ts";
import { keyMeaning } from "../../kiosk-ui/kiosk/keys.ts";
import { settled } from "./fake-time.ts";
import { kiosk } from "./kiosk-fixtures.ts";

const NUMBER = "13800000000";

async function atResult(contactDays?: number) {
  const given = kiosk(contactDays === undefined ? {} : { contactDays });
  await given.issue();
  const key = (name: string): void => {
    given.settle();
    const meaning = keyMeaning(name);
    const left = meaning === null ? null : pressKey(given.store, meaning);
    if (left === "ok") given.store.act({ do: "enter" }, "key");
  };
  const chooses = (id: string): void => {
    given.settle();
    const choice = given.store.sheet.value?.choices.find((one) => one.id === id);
    if (choice === undefined) throw new Error(`no choice ${id}`);
    given.store.act(choice.act);
  };
  const place = () => given.store.where.place.value;
  return { ...given, key, chooses, place };
}

test("nobody is offered it where the hall asks nobody", async () => {
  const { store } = await atResult();
  expect(store.sheet.value?.choices.map(({ id }) => id)).not.toContain("contact");
});

test("what for and for how long stands before the first digit, and going back costs nothing", async () => {
  const { store, posts, chooses, place } = await atResult(7);
  chooses("contact");
  expect(store.sheet.value?.list.map((text) => text["zh-CN"]).join()).toMatch(/只用来请您评价.*7 天/);
  expect(store.sheet.value?.body).toBe("answer");
  const before = posts.length;
  chooses("decline");
  expect(place().name).toBe("result");
  expect(posts).toHaveLength(before);
});

test("a numeric pad alone leaves a number, sees four stars of it, and takes it away again", async () => {
  const { store, posts, key, answer, place } = await atResult(7);
  const digit = (id: string) => store.sheet.value?.choices.find((one) => one.id === id)?.digit ?? "";
  key(digit("contact"));
  key(digit("agree"));
  for (const one of NUMBER) key(one);
  expect(store.where.typed.value).toBe(NUMBER);
  key("Backspace");
  key("0");
  key("Enter");
  expect(posts.at(-1)).toMatchObject({ body: { phone: NUMBER, consent: true } });
  expect(posts.at(-1)?.path).toMatch(/^\/tickets\/[^/]+\/contact$/);
  await answer({ ok: true, status: 200, value: { ticketId: "t_1", masked: "138****0000", kept: true } });
  await settled();
  expect(place()).toMatchObject({ name: "contact", step: "kept", masked: "138****0000" });
  // Nothing typed stays on the glass, in the trail or in the page's memory.
  expect(JSON.stringify([store.where.typed.value, store.where.trail.value, store.sheet.value])).not.toContain(NUMBER);
  key(digit("contact-forget"));
  expect(posts.at(-1)?.path).toMatch(/\/contact\/forget$/);
  await answer({ ok: true, status: 200, value: { ticketId: "t_1", masked: null, kept: false } });
  await settled();
  expect(store.sheet.value?.title["zh-CN"]).toBe("没有保存号码");
});

test("too few digits send nothing; a number that cannot be one is asked for again in words", async () => {
  const { store, posts, chooses, key, answer, place } = await atResult(7);
  chooses("contact");
  chooses("agree");
  const before = posts.length;
  for (const one of "123456") key(one);
  key("Enter");
  expect(posts).toHaveLength(before);
  for (const one of "7890123456") key(one);
  expect(store.where.typed.value).toHaveLength(15);
  key("Enter");
  await answer({ ok: false, status: 400, code: "PHONE_INVALID", detail: "" });
  await settled();
  expect(place()).toMatchObject({ step: "number", code: "PHONE_INVALID" });
  expect(store.sheet.value?.notices).toHaveLength(1);
  expect(store.where.typed.value).toBe("");
});

test("whoever walks away leaves no digit behind", async () => {
  const { store, chooses, key } = await atResult(7);
  chooses("contact");
  chooses("agree");
  for (const one of NUMBER) key(one);
  store.reset();
  expect([store.where.typed.value, store.where.place.value.name]).toEqual(["", "home"]);
});
