// What the technician's page makes of devices, strips, diffs and verdicts. Pure.
import type { StripPreviewView, VerdictView } from "../../controller/contract/technician.ts";
import type { DeviceView } from "../../controller/contract/views.ts";
import type { Both } from "../shared/i18n/both.ts";

export const TABS = ["devices", "log", "ports", "add", "learn", "strips", "acceptance", "reach", "config"] as const;
export type Tab = (typeof TABS)[number];

export const TAB_WORDS: Readonly<Record<Tab, Both>> = {
  devices: { zh: "设备", en: "Devices" },
  log: { zh: "字节记录", en: "Byte log" },
  ports: { zh: "接口", en: "Ports" },
  add: { zh: "添加/更换", en: "Add/replace" },
  learn: { zh: "学习", en: "Learn" },
  strips: { zh: "屏文预览", en: "Strips" },
  acceptance: { zh: "验收", en: "Acceptance" },
  reach: { zh: "可达性", en: "Reachability" },
  config: { zh: "配置", en: "Settings" },
};

export interface Place {
  readonly tab: Tab;
  readonly deviceId: string | null;
}

/** Reads `#log/strip-1`; anything else is the list of devices. */
export function placeOf(hash: string): Place {
  const [name = "", device = ""] = hash.replace(/^#/, "").split("/");
  const tab = TABS.find((each) => each === name) ?? "devices";
  return { tab, deviceId: device === "" ? null : decoded(device) };
}

export function hashOf(tab: Tab, deviceId: string | null): string {
  return deviceId === null ? `#${tab}` : `#${tab}/${encodeURIComponent(deviceId)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A half-typed address: the id as it stands finds no device, and the page says so.
  }
}

const RANK = { faulted: 0, offline: 1, starting: 2, online: 3 } as const;
/** A shape for each state, so that it is told without colour. */
export const STATE_ICONS: Readonly<Record<DeviceView["state"], string>> = {
  faulted: "✕",
  offline: "○",
  starting: "…",
  online: "●",
};

/** Counters of trouble, worst first; the others only say that there is traffic. */
const TROUBLE_COUNTERS = ["timeouts", "garbage", "naks", "retries", "late", "failed", "unconfirmed"] as const;
const COUNTER_WORDS: Readonly<Record<string, Both>> = {
  framesIn: { zh: "收帧", en: "frames in" },
  framesOut: { zh: "发帧", en: "frames out" },
  timeouts: { zh: "无应答", en: "timeouts" },
  garbage: { zh: "乱码字节", en: "garbage bytes" },
  naks: { zh: "拒绝", en: "naks" },
  retries: { zh: "重发", en: "retries" },
  late: { zh: "迟到应答", en: "late replies" },
  duplicates: { zh: "重复", en: "duplicates" },
  printed: { zh: "已打印", en: "printed" },
  failed: { zh: "失败", en: "failed" },
  unconfirmed: { zh: "未确认", en: "unconfirmed" },
  waiting: { zh: "排队", en: "waiting" },
};
const FACT_WORDS: Readonly<Record<string, Both>> = {
  paper: { zh: "纸", en: "paper" },
  cover: { zh: "上盖", en: "cover" },
  firmware: { zh: "固件", en: "firmware" },
  signal: { zh: "信号", en: "signal" },
  registration: { zh: "入网", en: "registration" },
};

export interface CounterShown {
  readonly name: string;
  readonly words: Both;
  readonly value: number;
  readonly trouble: boolean;
}

const isTrouble = (name: string): boolean => (TROUBLE_COUNTERS as readonly string[]).includes(name);

/** Trouble first, worst first; then traffic in the service's own order. */
export function countersShown(counters: DeviceView["counters"]): readonly CounterShown[] {
  const rank = (name: string): number => {
    const at = (TROUBLE_COUNTERS as readonly string[]).indexOf(name);
    return at < 0 ? TROUBLE_COUNTERS.length : at;
  };
  return Object.entries(counters)
    .map(([name, value]) => ({
      name,
      value,
      words: COUNTER_WORDS[name] ?? { zh: name, en: "" },
      trouble: isTrouble(name) && value > 0,
    }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

export function factsShown(facts: DeviceView["facts"]): readonly { words: Both; value: string }[] {
  return Object.entries(facts).map(([name, value]) => ({ words: FACT_WORDS[name] ?? { zh: name, en: "" }, value }));
}

const troubleCount = ({ counters }: DeviceView): number =>
  TROUBLE_COUNTERS.reduce((sum, name) => sum + (counters[name] ?? 0), 0);

/** Devices that need a hand first; among equals the one with more errors; then by name, numbers in order. */
export function byTrouble(devices: readonly DeviceView[]): readonly DeviceView[] {
  return [...devices].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] ||
      troubleCount(b) - troubleCount(a) ||
      a.id.localeCompare(b.id, "en", { numeric: true }),
  );
}

/** `99.7 %`; a share that is not whole never reads as 100 %. */
export function uptimeWords(share: number | null): string {
  if (share === null) return "—";
  const percent = Math.min(share >= 1 ? 100 : 99.9, Math.floor(share * 1000) / 10);
  return `${percent === 100 ? "100" : percent.toFixed(1)} %`;
}

export function roundTripWords(ms: number | null): string {
  if (ms === null) return "—";
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** What one tally of the list says. */
export function tally(devices: readonly DeviceView[]): Both {
  const bad = devices.filter(({ state }) => state !== "online").length;
  if (bad === 0) return { zh: `${devices.length} 台设备全部正常`, en: `all ${devices.length} devices online` };
  return { zh: `${devices.length} 台设备，${bad} 台异常`, en: `${devices.length} devices, ${bad} not well` };
}

export interface Cell {
  readonly text: string;
  readonly half: boolean;
  /** Beyond the end of the strip. */
  readonly over: boolean;
  readonly missing: boolean;
}

const isHalf = (char: string): boolean => char >= " " && char <= "~";

/** A text as the strip's cells, padded with empty ones up to its width. */
export function cellsOf(text: string, cells: number, missing: readonly string[]): readonly Cell[] {
  const shown: Cell[] = [];
  let used = 0;
  for (const char of text) {
    const half = isHalf(char);
    used += half ? 0.5 : 1;
    shown.push({ text: char, half, over: used > cells, missing: missing.includes(char) });
  }
  for (; used + 1 <= cells; used += 1) shown.push({ text: "", half: false, over: false, missing: false });
  if (used + 0.5 <= cells) shown.push({ text: "", half: true, over: false, missing: false });
  return shown;
}

export const STRIP_STATES: Readonly<Record<string, Both>> = {
  closed: { zh: "未开放", en: "closed" },
  idle: { zh: "空闲", en: "idle" },
  calling: { zh: "正在叫号", en: "calling" },
  serving: { zh: "办理中", en: "serving" },
  paused: { zh: "暂停服务", en: "paused" },
};

/** What is wrong with a line on a strip; nothing when it stands still and whole. */
export function stripTroubles(show: StripPreviewView["shows"][number]): readonly Both[] {
  const troubles: Both[] = [];
  if (!show.fits) troubles.push({ zh: "放不下，将滚动显示", en: "too long: it will scroll" });
  if (show.missing.length > 0) {
    troubles.push({ zh: `字库缺字：${show.missing.join(" ")}`, en: `missing characters: ${show.missing.join(" ")}` });
  }
  return troubles;
}

export interface DiffLine {
  readonly sign: "+" | "-" | " " | "@";
  readonly text: string;
  /** Where the line differs from its counterpart, as from and to; null: it has none, or all of it is new. */
  readonly differs: readonly [from: number, to: number] | null;
}

/** The lines of a unified diff without its two headings. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines = diff.split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@"));
  if (first < 0) return [];
  return paired(
    lines.slice(first).flatMap((line): DiffLine[] => {
      const sign = line[0];
      if (sign === "@") return [{ sign, text: line, differs: null }];
      if (sign === "+" || sign === "-" || sign === " ") return [{ sign, text: line.slice(1), differs: null }];
      return []; // "\ No newline at end of file" and the empty end.
    }),
  );
}

/** A device is one long line: where a line was changed, the changed part is what a person must see. */
function paired(lines: readonly DiffLine[]): readonly DiffLine[] {
  return lines.map((line, at) => {
    const before = lines[at - 1];
    const after = lines[at + 1];
    const lone = lines[at - 2]?.sign !== "-" && lines[at + 2]?.sign !== "+";
    if (line.sign === "+" && before?.sign === "-" && after?.sign !== "+" && lone) {
      return { ...line, differs: differing(line.text, before.text) };
    }
    if (line.sign === "-" && after?.sign === "+" && before?.sign !== "-" && lone) {
      return { ...line, differs: differing(line.text, after.text) };
    }
    return line;
  });
}

/** The part of a text between what it begins and ends with in common with another. */
function differing(text: string, other: string): readonly [number, number] {
  const shorter = Math.min(text.length, other.length);
  let from = 0;
  while (from < shorter && text[from] === other[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && text[text.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return [from, text.length - tail];
}

export interface AcceptanceRow {
  readonly device: DeviceView;
  /** Null: nobody has tested it. */
  readonly verdict: VerdictView | null;
}

/** A row per device and test, in the order of the devices; a device nobody tested has an empty row. */
export function acceptanceRows(
  devices: readonly DeviceView[],
  verdicts: readonly VerdictView[],
): readonly AcceptanceRow[] {
  return devices.flatMap((device): AcceptanceRow[] => {
    const mine = verdicts.filter(({ deviceId }) => deviceId === device.id);
    return mine.length === 0 ? [{ device, verdict: null }] : mine.map((verdict) => ({ device, verdict }));
  });
}

export interface AcceptanceTally {
  readonly devices: number;
  readonly tested: number;
  /** Devices of which every test so far was good. */
  readonly good: number;
}

export function acceptanceTally(rows: readonly AcceptanceRow[]): AcceptanceTally {
  const all = new Set(rows.map(({ device }) => device.id));
  const tested = new Set(rows.flatMap(({ device, verdict }) => (verdict === null ? [] : [device.id])));
  const failed = new Set(
    rows.flatMap(({ device, verdict }) => (verdict === null || verdict.verdict === "good" ? [] : [device.id])),
  );
  return { devices: all.size, tested: tested.size, good: [...tested].filter((id) => !failed.has(id)).length };
}

/** A free id such as `keypad-3`. */
export function freeId(kind: string, taken: readonly string[]): string {
  for (let at = 1; ; at += 1) if (!taken.includes(`${kind}-${at}`)) return `${kind}-${at}`;
}

/** The command out of `… permission denied; run: sudo …, 然后重新登录 then log in again`; null when there is none. */
export function commandIn(trouble: string): string | null {
  return /\brun:\s*([^\n]+?)(?:\s*[,，]\s*然后|$)/.exec(trouble)?.[1]?.trim() ?? null;
}
