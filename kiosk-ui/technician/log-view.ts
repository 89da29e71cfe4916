// The byte log of a device: rows as people read them, filters, and the two files it can be saved as. Pure.
import type { WireLogView } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";

export type Frame = WireLogView["frames"][number];
/** Rows kept on the page; older ones fall out, and the page says so. */
export const ROWS_MAX = 2_000;

export interface LogState {
  readonly frames: readonly Frame[];
  /** Ask for what comes after this; null: nothing was asked for yet. */
  readonly next: number | null;
  /** Frames that the service had already thrown away when we asked. */
  readonly lost: number;
  /** Frames that fell out of this page. */
  readonly dropped: number;
}

export const EMPTY_LOG: LogState = { frames: [], next: null, lost: 0, dropped: 0 };

/** Takes an answer in. What was there before the page was opened is history, not loss. */
export function taken(log: LogState, answer: WireLogView): LogState {
  const all = [...log.frames, ...answer.frames];
  const dropped = Math.max(0, all.length - ROWS_MAX);
  return {
    frames: dropped === 0 ? all : all.slice(dropped),
    next: answer.next,
    lost: log.next === null ? 0 : log.lost + answer.lost,
    dropped: log.dropped + dropped,
  };
}

export interface LogFilter {
  readonly direction: "both" | "tx" | "rx";
  readonly text: string;
}

export const DIRECTIONS: Readonly<Record<Frame["direction"], { arrow: string; words: Both }>> = {
  tx: { arrow: "→", words: { zh: "发", en: "tx" } },
  rx: { arrow: "←", words: { zh: "收", en: "rx" } },
};

/** Finds by meaning, by readable text, or by bytes with or without blanks between them. */
export function filtered(frames: readonly Frame[], filter: LogFilter): readonly Frame[] {
  const text = filter.text.trim().toLowerCase();
  const bytes = text.replace(/\s+/g, "");
  return frames.filter((frame) => {
    if (filter.direction !== "both" && frame.direction !== filter.direction) return false;
    if (text === "") return true;
    return (
      frame.meaning.toLowerCase().includes(text) ||
      asText(frame.hex).toLowerCase().includes(text) ||
      (/^[0-9a-f]+$/.test(bytes) && holdsBytes(frame.hex, bytes))
    );
  });
}

/** At a whole byte, or `1f` would be found in `a1 f0`. */
function holdsBytes(hex: string, bytes: string): boolean {
  for (let at = hex.indexOf(bytes); at >= 0; at = hex.indexOf(bytes, at + 1)) if (at % 2 === 0) return true;
  return false;
}

/** `ff 68 01 0c  0d …`: pairs, and a wider gap after each eight. */
export function grouped(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  return bytes.map((byte, at) => (at === 0 ? "" : at % 8 === 0 ? "  " : " ") + byte).join("");
}

/** What of it is printable ASCII; every other byte is a dot. */
export function asText(hex: string): string {
  return (hex.match(/../g) ?? [])
    .map((byte) => Number.parseInt(byte, 16))
    .map((code) => (code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : "·"))
    .join("");
}

const MINUTE_US = 60_000_000;

/** `10:05:33.120045`, by the hall's clock: `offsetMinutes` east of Greenwich. */
export function timeOfUs(atUs: number, offsetMinutes: number): string {
  const localUs = atUs + offsetMinutes * MINUTE_US;
  const seconds = new Date(Math.floor(localUs / 1000)).toISOString().slice(11, 19);
  return `${seconds}.${String(((localUs % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, "0")}`;
}

/** The offset that the service's own times carry; null when a time carries none. */
export function offsetMinutesOf(iso: string | null): number | null {
  const found = /([+-])(\d\d):(\d\d)$/.exec(iso ?? "");
  if (found === null) return iso?.endsWith("Z") === true ? 0 : null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === "-" ? -minutes : minutes;
}

/** What is not there, in words; null when nothing is missing. */
export function gapWords({ lost, dropped }: Pick<LogState, "lost" | "dropped">): Both | null {
  const parts: Both[] = [];
  if (lost > 0) parts.push({ zh: `有 ${lost} 帧来不及读取，已丢失`, en: `${lost} frames came too fast and are lost` });
  if (dropped > 0) {
    parts.push({ zh: `较早的 ${dropped} 帧已移出本页`, en: `${dropped} older frames have left this page` });
  }
  if (parts.length === 0) return null;
  return { zh: parts.map(({ zh }) => zh).join("；"), en: parts.map(({ en }) => en).join("; ") };
}

/** Lines as other tools read them: time in microseconds, direction, bytes. */
export function wirelogText(frames: readonly Frame[]): string {
  return frames.map(({ atUs, direction, hex }) => `${atUs} ${direction} ${hex}\n`).join("");
}

export interface Fixture {
  readonly name: string;
  readonly hex: string;
  readonly meaning: string;
  readonly source: string;
  readonly direction: Frame["direction"];
}

/** Rows as the material of a test, to be checked and named by a person before they become one. */
export function fixtures(frames: readonly Frame[], deviceId: string, date: string): readonly Fixture[] {
  return frames.map(({ n, hex, meaning, direction }) => ({
    name: `${deviceId} ${direction} ${n}`,
    hex,
    meaning,
    source: `capture ${deviceId} ${date}`,
    direction,
  }));
}

/** Rows to be pasted into a mail. */
export function copyText(frames: readonly Frame[], offsetMinutes: number): string {
  return frames
    .map((frame) => {
      const { direction, hex, meaning } = frame;
      return `${timeOfUs(frame.atUs, offsetMinutes)} ${direction} ${grouped(hex)} | ${asText(hex)} | ${meaning}\n`;
    })
    .join("");
}
