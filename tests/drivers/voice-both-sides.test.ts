// The voice drivers on the simulated modules, written apart: what a hall hears, in good times and bad.
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import { announcementOf } from "../../controller/announcements.ts";
import { Link } from "../../drivers/kernel/link.ts";
import { createVoice } from "../../drivers/kernel/voice-device.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { syn6288 } from "../../drivers/voice/syn6288.ts";
import { xfs5152 } from "../../drivers/voice/xfs5152.ts";
import type { FdVoiceSim, SpokenText } from "../../simulators/voice/fd-voice.ts";
import { syn6288Sim } from "../../simulators/voice/syn6288.ts";
import { xfs5152Sim } from "../../simulators/voice/xfs5152.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

const BAUD_RATE = 9_600;
const SIDES = { syn6288: [syn6288, syn6288Sim], xfs5152: [xfs5152, xfs5152Sim] } as const;

async function hall(name: keyof typeof SIDES, settings: Record<string, unknown> = {}) {
  const clock = new VirtualClock();
  const [model, simulator] = SIDES[name];
  const simClock = {
    now: () => clock.monotonicMs(),
    after: (ms: number, run: () => void) => {
      const timer = clock.after(ms, run);
      return () => timer.cancel();
    },
  };
  const module: FdVoiceSim = simulator({ clock: simClock, random: seededRandom(2), strictGap: true });
  const { transport, peer } = memoryPair(clock, { baudRate: BAUD_RATE });
  module.onSend((bytes) => peer.send(bytes));
  peer.receive = (bytes) => module.receive(bytes);
  const link = new Link({ id: "voice", transport, clock, random: seededRandom(1), baudRate: BAUD_RATE });
  const filled = Value.Default(model.settings, settings);
  const voice = createVoice({ id: "v1", model, settings: filled, link, clock });
  link.start();
  module.hostCame();
  await clock.advanceAsync(100);
  const spoken = () => module.view().spoken as readonly SpokenText[];
  const call = (number: string, readings = 2) =>
    voice.say({
      key: number,
      text: announcementOf({ number, windowName: "3号窗口", language: "zh-CN", one: "yao" }),
      readings,
    });
  return { clock, module, voice, spoken, call };
}

const texts = (spoken: readonly SpokenText[]) => spoken.map(({ text }) => text);

describe.each(["syn6288", "xfs5152"] as const)("%s", (name) => {
  test("ten calls are read once each, then once more, and none is cut off", async () => {
    const { clock, voice, spoken, call } = await hall(name);
    for (let i = 0; i < 10; i++) call(`A00${i}`);
    await clock.advanceAsync(120_000);
    const digits = ["零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"];
    const once = digits.map((digit) => `请A 零零${digit}号到三号窗口办理。`);
    expect(texts(spoken())).toEqual([...once, ...once]);
    expect(spoken().some(({ cutOff }) => cutOff)).toBe(false);
    expect(voice.status()).toMatchObject({ state: "online", counters: { said: 20, naks: 0, timeouts: 0 } });
  });

  test("a notice longer than a frame is heard whole, without a tag read aloud", async () => {
    const { clock, spoken, voice } = await hall(name, { volume: 9 });
    const notice = "请各位办事群众按照取号顺序等候，[v0]不要离开大厅。".repeat(12);
    voice.say({ key: "n", text: notice, readings: 1 });
    await clock.advanceAsync(300_000);
    expect(texts(spoken()).join("")).toBe(notice.replaceAll("[v0]", "（v0）"));
    for (const { tags, cutOff } of spoken()) {
      expect(tags[0]).toBe("v9");
      expect(cutOff).toBe(false);
    }
  });

  test("a status of two bytes is understood", async () => {
    const { clock, module, spoken, voice, call } = await hall(name);
    module.setFault("two-byte-status");
    call("A001");
    await clock.advanceAsync(30_000);
    expect(spoken().map(({ cutOff }) => cutOff)).toEqual([false, false]);
    expect(voice.status()).toMatchObject({ state: "online", counters: { timeouts: 0, late: 0 } });
  });

  test("a module that never says idle is given the longest time, and cuts nothing off", async () => {
    const { clock, module, spoken, call } = await hall(name);
    module.setFault("never-idle");
    call("A001");
    await clock.advanceAsync(30_000);
    expect(spoken().map(({ cutOff }) => cutOff)).toEqual([false, false]);
  });

  test("a power cycle lets the call begin again", async () => {
    const { clock, module, spoken, call } = await hall(name);
    call("A001", 1);
    await clock.advanceAsync(1_000);
    module.setFault("power-cycle");
    await clock.advanceAsync(30_000);
    expect(spoken().map(({ cutOff }) => cutOff)).toEqual([true, false]);
  });

  test("refusals are a fault that ends with the first text taken", async () => {
    const { clock, module, voice, spoken, call } = await hall(name);
    module.setFault("rejecting");
    call("A001", 2);
    await clock.advanceAsync(3_000);
    expect(voice.status()).toMatchObject({ state: "faulted", counters: { rejected: 2 } });
    module.setFault("none");
    call("A002", 1);
    await clock.advanceAsync(10_000);
    expect(voice.status().state).toBe("online");
    expect(spoken()).toHaveLength(1);
  });

  test("an unplugged module is offline within 5 s, and an old call is not shouted when it is back", async () => {
    const { clock, module, voice, spoken, call } = await hall(name);
    call("A001", 2);
    await clock.advanceAsync(1_000);
    module.setFault("unplugged");
    await clock.advanceAsync(5_500);
    expect(voice.status().state).toBe("offline");
    await clock.advanceAsync(30_000);
    call("A002", 1);
    module.setFault("none");
    await clock.advanceAsync(30_000);
    expect(voice.status().state).toBe("online");
    expect(texts(spoken()).filter((text) => text.includes("零零二"))).toHaveLength(1);
    expect(texts(spoken()).filter((text) => text.includes("零零幺"))).toHaveLength(1);
  });
});

test.each(["gb2312", "gbk", "big5", "unicode"] as const)("a SYN6288 is understood in %s", async (encoding) => {
  const { clock, voice, spoken } = await hall("syn6288", { encoding, music: 3 });
  voice.say({ key: "k", text: "到二樓 Window 2，取".replace("樓", encoding === "gb2312" ? "楼" : "樓"), readings: 1 });
  await clock.advanceAsync(10_000);
  expect(spoken()).toMatchObject([{ encoding, music: 3, cutOff: false }]);
  expect(spoken()[0]?.text).toMatch(/^到二[樓楼] Window 2，取$/);
});
