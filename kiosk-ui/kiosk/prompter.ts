// When the kiosk speaks, and what. Pure: looks at the page before and the page now.
import { say } from "../shared/i18n/kiosk.ts";
import { joined, STOPS, type Text } from "../shared/i18n/text.ts";
import { type Paper, paperText, type ResultShown } from "./outcome-view.ts";

export interface Heard {
  readonly sheetId: string;
  readonly spoken: Text;
  readonly result: ResultShown | null;
  readonly repeats: number;
  readonly guide: boolean;
  readonly elderly: boolean;
  readonly warning: boolean;
}

/** The paper is worth a word when it is there, and when it is not. */
const TOLD: ReadonlySet<Paper> = new Set(["take", "unsure", "failed", "none", "lost"]);

/** What is to be said now, or null for nothing new. */
export function promptFor(before: Heard | null, now: Heard): Text | null {
  if (now.warning) return before?.warning === true ? null : say((w) => w.idle);
  const speaks = now.guide || now.elderly;
  const opened = before === null || before.sheetId !== now.sheetId;
  if (now.result !== null) return resultPrompt(opened ? null : (before?.result ?? null), now, speaks);
  if (speaks && now.guide && before?.guide === false) return joined([say((w) => w.guideOn), now.spoken], STOPS);
  if (now.repeats !== (before?.repeats ?? now.repeats)) return now.spoken;
  const switched = before !== null && now.elderly && !before.elderly;
  return speaks && ((opened && before !== null) || switched) ? now.spoken : null;
}

function resultPrompt(before: ResultShown | null, now: Heard, speaks: boolean): Text | null {
  const { result } = now;
  if (result === null) return null;
  const opening = say((w) => w.spokenResult(result.number, result.aheadCount));
  if (before === null) return speaks ? now.spoken : opening;
  const settled = before.paper !== result.paper && TOLD.has(result.paper);
  return settled ? paperText(result.paper) : null;
}
