// What the evidence tab says, as plain functions.
import type { CheckpointFile, EvidenceView } from "../../../controller/contract/evidence.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const REASONS: Readonly<Record<NonNullable<CheckpointFile["reason"]>, Both>> = {
  closing: { zh: "闭厅", en: "At closing" },
  day: { zh: "当日首次", en: "First of the day" },
  asked: { zh: "手动", en: "Asked for" },
};

/** Groups of eight: read aloud and compared by eye. */
export function grouped(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(" ");
}

export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}

/** Local date and time of an ISO text in UTC, on the hall's clock as the browser has it. */
export function timeText(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    ...({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const),
    hourCycle: "h23",
  }).formatToParts(Date.parse(at));
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

/** What somebody should know before anything else; null: all is well. */
export function warningOf({ fault, newest, rows, covered }: EvidenceView): Both | null {
  if (fault !== "")
    return { zh: `日志与已签名的不符：${fault}`, en: "The log is not what was signed. Tell the auditors" };
  if (rows - covered > 4096) return { zh: "正在整理旧日志，稍后可签名", en: "The old log is still being taken in" };
  return newest === null ? { zh: "还没有签名的检查点", en: "Nothing has been signed yet" } : null;
}
