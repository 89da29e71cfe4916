// The modem's driver under its runner against the simulated modem, written apart: every fault the simulator has.
import { expect, test } from "vitest";
import type { ModemEvent, ModemOrder } from "../../drivers/kernel/model.ts";
import { createSessionDevice } from "../../drivers/kernel/session-runner.ts";
import { modemGsm } from "../../drivers/modems/gsm.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { createSimulator } from "../../simulators/modems/gsm.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";
import { SETTINGS } from "./scripted-modem.ts";

const TO = "+447700900123";

function hall(settings: Record<string, unknown> = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
  const simClock = { now: () => clock.nowMs(), after: (ms: number, run: () => void) => clock.after(ms, run) };
  const sim = createSimulator({}, { clock: simClock as never });
  peer.receive = (bytes) => sim.receive(bytes);
  sim.onSend((bytes) => peer.send(bytes));
  const device = createSessionDevice<ModemOrder, ModemEvent>({
    ...{ id: "modem", model: modemGsm, settings: { ...SETTINGS, promptMs: 15_000, ...settings }, transport, clock },
    random: seededRandom(1),
  });
  const events: ModemEvent[] = [];
  device.onEvent((event) => events.push(event));
  device.start();
  const send = (smsId: string, text: string) => device.order({ type: "send", smsId, to: TO, text });
  const types = (smsId: string) =>
    events.flatMap((event) => ("smsId" in event && event.smsId === smsId ? [event.type] : []));
  return { clock, sim, device, events, send, types, peer };
}

test("starts, sends, hears reports and replies", async () => {
  const { clock, sim, device, events, send, types } = hall();
  await clock.advanceAsync(5_000);
  expect(device.status()).toMatchObject({ state: "online", facts: { operator: "HALL TEST NET" } });
  send("a", "您的办件已办结，请回复评价。");
  send("b", `Long ${"text ".repeat(60)}😀`);
  await clock.advanceAsync(60_000);
  expect([types("a"), types("b")]).toEqual([
    ["sent", "delivered"],
    ["sent", "delivered"],
  ]);
  expect(sim.display).toBe(`Long ${"text ".repeat(60)}😀`);
  sim.press({ key: "+447700900456", text: `${"好".repeat(100)}5` });
  await clock.advanceAsync(10_000);
  expect(events.at(-1)).toEqual({ type: "received", from: "+447700900456", text: `${"好".repeat(100)}5` });
  expect(device.status().counters.garbage).toBe(0);
  expect(device.wireLog.text()).not.toContain("900123");
});

test.each([
  ["not-registered", "failed"],
  ["late-prompt", "sent"],
  ["echo", "sent"],
  ["no-sim", "sent"],
  ["no-report", "sent"],
  ["cms-error", "failed"],
  ["reset-in-send", "unconfirmed"],
])("fault %s: the message under way is %s, and the next is sent", async (fault, end) => {
  const { clock, sim, device, send, types } = hall();
  await clock.advanceAsync(5_000);
  sim.setFault(fault);
  send("a", "first");
  await clock.advanceAsync(60_000);
  sim.setFault("none");
  await clock.advanceAsync(120_000);
  expect(types("a").filter((type) => type !== "delivered")).toEqual([end]);
  send("b", "second");
  await clock.advanceAsync(60_000);
  expect(types("b")[0]).toBe("sent");
  expect(device.status().state).toBe("online");
});
