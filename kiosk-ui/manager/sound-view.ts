// What the manager's page makes of the sound of the hall. Pure.
import type { DeliveryView, SoundZoneView } from "../../controller/contract/sound.ts";
import { clockOf } from "../shared/format.ts";
import type { Both } from "../shared/i18n/both.ts";

const SINK_STATES: Readonly<Record<SoundZoneView["sinks"][number]["state"], Both>> = {
  ready: { zh: "可播报", en: "ready" },
  busy: { zh: "正在播报", en: "speaking" },
  away: { zh: "不在线", en: "away" },
  blocked: { zh: "声音未开启", en: "sound blocked" },
  standby: { zh: "待命", en: "standing by" },
};

export const sinkWords = (sink: SoundZoneView["sinks"][number]): Both => {
  const { zh, en } = SINK_STATES[sink.state];
  return { zh: `${sink.id} ${zh}`, en };
};

export interface ZoneShown {
  readonly words: Both;
  readonly needsAttention: boolean;
}

/** One line about a zone: what is wrong, else what it does. */
export function zoneShown(zone: SoundZoneView): ZoneShown {
  const able = zone.sinks.some(({ state }) => state === "ready" || state === "busy");
  if (zone.quiet) return { words: { zh: "静音时段，只显示", en: "quiet hours: shown only" }, needsAttention: false };
  if (zone.sinks.length === 0)
    return { words: { zh: "没有语音设备和播放页面", en: "nothing speaks here" }, needsAttention: false };
  if (!able) return { words: { zh: "无法播报", en: "cannot speak" }, needsAttention: true };
  if (zone.speaking !== null)
    return { words: { zh: `正在播报 ${zone.speaking}`, en: `saying ${zone.speaking}` }, needsAttention: false };
  return { words: { zh: `待播 ${zone.backlog} 条`, en: `${zone.backlog} waiting` }, needsAttention: false };
}

/** The newest self-check, when it found something. */
export function checkWords({ check }: SoundZoneView): Both | null {
  if (check === null) return null;
  const at = clockOf(check.at);
  if (check.ok) return { zh: `${at} 自检正常`, en: "self-check ok" };
  return { zh: `${at} 自检：${check.detail}`, en: "self-check failed" };
}

/** Calls that did not reach everybody they should have, newest first. */
export const troubledCalls = (deliveries: readonly DeliveryView[], countMax: number): readonly DeliveryView[] =>
  deliveries.filter(({ trouble }) => trouble.length > 0).slice(0, countMax);
