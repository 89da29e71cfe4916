// The page as a loudspeaker: plays what it is told to, once, and only when it is its turn; and what staff read.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { PlayingView, SoundReportBody, SoundView, SoundZoneView } from "../../controller/contract/sound.ts";
import { checkWords, zoneShown } from "../../kiosk-ui/manager/sound-view.ts";
import { playerName, startPlayer } from "../../kiosk-ui/shared/sound-player.ts";
import { stateOf } from "../../kiosk-ui/sound/view.ts";
import { deliveryWords } from "../../kiosk-ui/window/view.ts";
import { FakeTime } from "./fake-time.ts";
import { consoleView, ticket } from "./fixtures.ts";

const playingOf = (over: Partial<PlayingView> = {}): PlayingView => ({
  ...{
    seq: 1,
    kind: "call",
    number: "A001",
    windowId: "1",
    text: "请A001号到1号窗口办理",
    gapMs: 60,
    durationMs: 2_000,
  },
  ...{ playAt: new Date(1_000_000).toISOString(), clips: ["/a.wav", "/b.wav"], volume: 80 },
  ...over,
});
const viewOf = (playing: PlayingView | null, speakers = ["me"]): SoundView => ({
  ...{ zone: { id: "all", name: { "zh-CN": "全大厅" }, volume: 80, quiet: false }, speakers, playing },
});

function rig(outcome = { ok: true, detail: "" }) {
  const view = signal<SoundView | null>(null);
  const link = signal<"live" | "stale">("stale");
  const reels: object[] = [];
  const told: SoundReportBody[] = [];
  let nowMs = 1_000_000;
  const deck = {
    isOpen: true,
    open: async () => deck.isOpen,
    play: async (reel: object) => {
      reels.push(reel);
      return outcome;
    },
  };
  const player = startPlayer({
    live: { view, link, hallNowMs: () => nowMs },
    deck,
    timers: new FakeTime(),
    tell: async (body) => {
      told.push(body);
      return { ok: true };
    },
    id: "me",
  });
  const settle = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const at = (ms: number) => {
    nowMs = ms;
  };
  return { view, link, reels, told, deck, player, settle, at };
}

test("a reading is played once, however often the view comes, and reported", async () => {
  const { view, reels, told, settle, player } = rig();
  view.value = viewOf(playingOf());
  view.value = viewOf(playingOf());
  await settle();
  expect(reels).toEqual([{ clips: ["/a.wav", "/b.wav"], gapMs: 60, volume: 80, inMs: 0 }]);
  expect(told).toContainEqual({ player: "me", outcome: "said", seq: 1 });
  expect(player.said.value).toBe(1);
  view.value = viewOf(playingOf({ seq: 2 }));
  await settle();
  expect(reels).toHaveLength(2);
});

test("nothing is played that is another page's turn, has no clips, or is over", async () => {
  const { view, reels, settle, at } = rig();
  view.value = viewOf(playingOf(), ["other"]);
  view.value = viewOf(playingOf({ seq: 2, clips: [] }));
  at(1_010_000);
  view.value = viewOf(playingOf({ seq: 3 }));
  await settle();
  expect(reels).toEqual([]);
});

test("what could not be played is reported with its reason, and a check counts as nothing said", async () => {
  const broken = rig({ ok: false, detail: "声卡停住" });
  broken.view.value = viewOf(playingOf());
  await broken.settle();
  expect(broken.told).toContainEqual({ player: "me", outcome: "failed", seq: 1, detail: "声卡停住" });
  const { view, settle, player, told } = rig();
  view.value = viewOf(playingOf({ kind: "check", volume: 0 }));
  await settle();
  expect([player.said.value, told.at(-1)?.outcome]).toEqual([0, "said"]);
});

test("a page tells that it is there when the line is, and that it is blocked until a touch", async () => {
  const { link, told, deck, player, settle } = rig();
  deck.isOpen = false;
  link.value = "live";
  await settle();
  expect(told).toEqual([{ player: "me", outcome: "blocked" }]);
  expect(player.blocked.value).toBe(true);
  deck.isOpen = true;
  await player.unlock();
  expect([told.at(-1)?.outcome, player.blocked.value]).toEqual(["ready", false]);
  player.stop();
  expect(told.at(-1)?.outcome).toBe("leaving");
});

test("a name for a page is taken when it is one, otherwise made", () => {
  expect(playerName("pillar-2")).toBe("pillar-2");
  for (const strange of [null, "", "../x", "名"]) expect(playerName(strange)).toMatch(/^page-[0-9a-f]{8}$/);
});

test("the page says in words how it is, the worst first", () => {
  const page = { id: "me", isHere: true, blocked: false };
  expect(stateOf(viewOf(null), page).tone).toBe("well");
  expect(stateOf(viewOf(null, ["other"]), page).words.zh).toContain("待命");
  expect(stateOf(viewOf(null), { ...page, blocked: true }).words.zh).toContain("未允许");
  expect(stateOf(null, { ...page, isHere: false }).tone).toBe("trouble");
});

test("the console names who was not reached by the number at the window, and only by that one", () => {
  const trouble = [{ "zh-CN": "3号屏未应答（strip-3）", en: "Strip of Window 3: no answer" }];
  const base = consoleView({ ticket: ticket() });
  const number = base.ticket?.number ?? "";
  const delivery = { id: "1", number, windowId: "3", at: "2026-03-02T09:00:00+08:00", sinks: [], trouble };
  expect(deliveryWords({ ...base, delivery })?.zh).toBe("3号屏未应答（strip-3）");
  expect(deliveryWords({ ...base, delivery: { ...delivery, trouble: [] } })).toBeNull();
  expect(deliveryWords({ ...base, delivery: { ...delivery, number: "Z999" } })).toBeNull();
});

test("the manager sees which zone cannot speak, and what the self-check found", () => {
  const zone: SoundZoneView = {
    ...{ id: "all", name: { "zh-CN": "全大厅" }, volume: 100, quiet: false, backlog: 2, speaking: null, check: null },
    sinks: [{ id: "voice-1", kind: "voice", state: "ready", detail: "" }],
  };
  expect(zoneShown(zone)).toMatchObject({ needsAttention: false, words: { zh: "待播 2 条" } });
  const away = { ...zone, sinks: [{ id: "v", kind: "voice", state: "away", detail: "" } as const] };
  expect(zoneShown(away).needsAttention).toBe(true);
  expect(zoneShown({ ...away, quiet: true }).needsAttention).toBe(false);
  const check = { at: "2026-03-02T08:00:00+08:00", ok: false, detail: "v: 无应答 no answer" };
  expect(checkWords({ ...zone, check })?.zh).toContain("无应答");
});
