// Keypads on a running hall: what one key can say, what the keypad echoes, and what is written down of each press.
import { expect, test } from "vitest";
import { FleetHall, type FleetPlan } from "./fleet-hall.ts";

const planOf = (settings: object): FleetPlan => ({
  links: ["bus-1"],
  devices: [
    {
      ...{ id: "keypad-1", model: "keypad/ff68", link: "bus-1", window: "1" },
      settings: { address: 1, variant: "jackqchen", ...settings },
    },
  ],
});

async function press(hall: FleetHall, key = "call", thenMs = 2_000): Promise<void> {
  hall.sim("keypad-1").press({ key });
  await hall.advance(thenMs);
}

const inputs = (hall: FleetHall) =>
  hall.events().flatMap(({ type, data }) => (type === "device.input" ? [`${data.input}: ${data.became}`] : []));
const states = (hall: FleetHall) =>
  hall.state(({ tickets }) => [...tickets.values()].map(({ number, state }) => `${number} ${state}`));

test("one key with gestures: short calls, double recalls, long says that nobody came", async () => {
  const gestures = { keys: { "call-next": { double: "recall", long: "missed" } }, heldEveryMs: 300 };
  const hall = await FleetHall.open(planOf({ gestures }));
  await hall.issues(null);
  await hall.issues(null);
  await press(hall);
  expect(await states(hall)).toEqual(["A001 called", "A002 waiting"]);
  await hall.advance(500);
  expect(hall.sim("keypad-1").display).toContain("001");
  await press(hall, "call", 550);
  await press(hall);
  expect(hall.types().filter((type) => type === "ticket.recalled")).toHaveLength(1);
  await hall.advance(500);
  expect(hall.sim("keypad-1").view().beeps).toBe(1);
  hall.sim("keypad-1").setFault("stuck-key");
  await press(hall, "call", 2_000);
  hall.sim("keypad-1").setFault("none");
  await hall.advance(2_000);
  expect(await states(hall)).toEqual(["A001 missed", "A002 waiting"]);
  expect(hall.errors).toEqual([]);
});

test("one key without gestures: a second call in time says that nobody came, and one undo takes it back", async () => {
  const hall = await FleetHall.open(planOf({ missedWithinSeconds: 30, keys: { "0E": "undo" } }));
  await hall.issues(null);
  await hall.issues(null);
  await press(hall);
  await press(hall);
  expect(await states(hall)).toEqual(["A001 missed", "A002 called"]);
  await press(hall, "cancel");
  expect(await states(hall)).toEqual(["A001 called", "A002 waiting"]);
});

test("every press is written down: what it led to under the keypad's name, else why it led to nothing", async () => {
  const hall = await FleetHall.open(planOf({}));
  await press(hall);
  expect(hall.types()).toContain("window.opened");
  await press(hall);
  await press(hall, "recall");
  await press(hall, "13");
  expect(inputs(hall)).toEqual([
    "call-next: nothing to do",
    "recall: WINDOW_HAS_NO_TICKET",
    "key 13: key 13 means nothing here",
  ]);
  const opened = hall.events().find(({ type }) => type === "window.opened");
  expect(opened?.actor).toBe("device:keypad-1");
});

test("a stuck key is one call, one event and one alarm; it ends when the key is free", async () => {
  const hall = await FleetHall.open(planOf({}));
  for (let count = 0; count < 8; count++) await hall.issues(null);
  hall.sim("keypad-1").setFault("stuck-key");
  await press(hall, "call", 120_000);
  const count = (type: string) => hall.types().filter((one) => one === type).length;
  expect([count("ticket.called"), count("device.faulted"), count("alarm.raised")]).toEqual([1, 1, 1]);
  expect(await hall.state(({ devices }) => devices.get("keypad-1")?.detail)).toContain("call-next");
  hall.sim("keypad-1").setFault("none");
  await hall.advance(5_000);
  expect(count("alarm.cleared")).toBe(1);
  await press(hall);
  expect(count("ticket.called")).toBe(2);
});
