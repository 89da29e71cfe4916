// What readers and scanners at a kiosk report, and what the kiosk's page is shown of it.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeviceConfig } from "../../config/schema.ts";
import { DeviceInputs } from "../../controller/device-inputs.ts";
import { InputDesk } from "../../controller/input-desk.ts";
import type { Member } from "../../controller/lines.ts";
import type { ReaderEvent } from "../../drivers/kernel/model.ts";
import { idCard, OFFER, SECRET } from "../http/given-offer-house.ts";
import { House } from "../http/house.ts";

let house: House;
let shown: string[];
/** A scanner and a reader: the one is named by its kiosk, the other names it. */
let scan: (text: string) => void;
let read: (event: ReaderEvent) => void;

beforeEach(async () => {
  house = await House.open(OFFER);
  shown = [];
  house.presented.onChange((kioskId) => shown.push(kioskId));
  const desk = new InputDesk({
    hall: house.hall,
    inputs: new DeviceInputs(() => house.clock.nowMs()),
    log: { warn: (_fields, message) => house.errors.push(message) },
    secret: SECRET,
    presented: house.presented,
    kioskOf: (deviceId) => (deviceId === "scanner-1" ? "kiosk-1" : undefined),
  });
  const config = (id: string, more: object = {}) => ({ id, model: "any", link: "l", settings: {}, ...more });
  const nothing = () => undefined;
  const onScan = (run: typeof scan) => {
    scan = run;
  };
  const onEvent = (run: typeof read) => {
    read = run;
  };
  const device = { onPress: nothing, onResult: nothing, onScan };
  const reader = { onEvent };
  desk.serve({ config: config("scanner-1") as DeviceConfig, device } as unknown as Member);
  desk.serve({ config: config("reader-1", { kiosk: "kiosk-1" }) as DeviceConfig, reader } as unknown as Member);
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

/** The desk works behind the durable reads of the hall. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await house.get("services");
}
const presented = async () => (await house.get("kiosks/kiosk-1")).body.presented;

test("a card is shown masked and told to the page at once", async () => {
  read({ type: "card", card: idCard() } as ReaderEvent);
  expect(shown).toEqual(["kiosk-1"]);
  await settled();
  expect(await presented()).toMatchObject({ kind: "card", masked: expect.stringMatching(/^王\*\* /) });
  const log = JSON.stringify((await house.get("events?limit=1000")).body);
  expect(log).toContain("shown at kiosk-1");
  expect(log).not.toMatch(/王|11000019/);
  read({ type: "card-failed", detail: "no answer" } as ReaderEvent);
  await settled();
  expect(await presented()).toMatchObject({ kind: "unknown", what: "unreadable" });
});

test("a waiting ticket is shown, a missed one goes back in line, once", async () => {
  await house.post("windows/2/open", {});
  const { url, number } = await house.ticket("house");
  scan(url);
  await settled();
  expect(await presented()).toMatchObject({ kind: "ticket", number, state: "waiting", returned: false, refusal: null });
  for (const returned of [true, false]) {
    await house.post("windows/2/call-next");
    await house.post("windows/2/missed");
    scan(url);
    await settled();
    expect(await presented()).toMatchObject({
      kind: "ticket",
      state: returned ? "waiting" : "missed",
      returned,
      refusal: returned ? null : "RETURN_NOT_ALLOWED",
    });
  }
});

test("an appointment's code is shown with its times; whatever else is not kept", async () => {
  const asked = { serviceId: "social", date: "2026-01-07", time: "10:00" };
  const { code } = (await house.post("appointments", asked)).body;
  for (const text of [code, `http://hall.example/book/${code}`, ` ${code}\n`]) {
    house.presented.clear("kiosk-1");
    scan(text);
    await settled();
    expect(await presented()).toMatchObject({ kind: "appointment", appointment: { code, time: "10:00" } });
  }
  scan("my secret diary");
  await settled();
  expect(await presented()).toMatchObject({ kind: "unknown", what: "foreign" });
  expect(JSON.stringify((await house.get("events?limit=1000")).body)).not.toContain("diary");
});
