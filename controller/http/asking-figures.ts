// Three figures side by side, and what they are made of: cases finished in the last days, each counted once.
import type { AskingFiguresView } from "../contract/callbacks.ts";
import type { AskedSum } from "../domain/asking-types.ts";
import { loopCallFigures } from "../domain/loop-calls.ts";
import { localDay, localDayRange } from "../domain/time.ts";
import type { Ports } from "./ports.ts";

const DAY_MS = 86_400_000;
/** The days are added up at most this often. */
const KEPT_MS = 60_000;

/** In the order in which the page shows them; together they are all finished cases. */
export const MADE_OF = [
  ...(["pad", "qr", "sms", "phone", "other", "default", "imported"] as const),
  ...(["declined", "unreachable", "waiting", "silent", "not-asked"] as const),
] as const;

/** Adds rows up. */
export function figuresOf(rows: readonly AskedSum[], from: string, to: string): Omit<AskingFiguresView, "after"> {
  const sum = (counts: (row: AskedSum) => boolean) =>
    rows.reduce((total, row) => total + (counts(row) ? row.cases : 0), 0);
  return {
    ...{ from, to },
    finished: sum(() => true),
    asked: sum(({ asked }) => asked === 1),
    active: sum(({ active }) => active === 1),
    withDefaults: sum(({ active, byDefault }) => active === 1 || byDefault === 1),
    made: MADE_OF.map((id) => ({ id, count: sum(({ kind }) => kind === id) })),
  };
}

type CaseFigures = ReturnType<typeof figuresOf>;

const kept = new WeakMap<Ports, Map<number, { readonly atMs: number; readonly view: Promise<CaseFigures> }>>();

/** Of the cases the same answer for a minute; the calls after handling are few, and counted each time. */
export async function askingFigures(ports: Ports, days: number): Promise<AskingFiguresView> {
  const view = await caseFigures(ports, days);
  const { timezone } = ports.sources.settings;
  const fromMs = localDayRange(view.from, timezone).startMs;
  const toMs = localDayRange(view.to, timezone).endMs;
  const loops = await ports.hall.query(() => ports.loops?.between(fromMs, toMs) ?? []);
  return { ...view, after: loopCallFigures(loops) };
}

/** Day by day, so that no call waits for a whole month. */
function caseFigures(ports: Ports, days: number): Promise<CaseFigures> {
  const nowMs = ports.sources.clock.nowMs();
  const known = kept.get(ports) ?? new Map();
  kept.set(ports, known);
  const last = known.get(days);
  if (last !== undefined && nowMs - last.atMs < KEPT_MS) return last.view;
  const view = addedUp(ports, days, nowMs);
  known.set(days, { atMs: nowMs, view });
  view.catch(() => known.delete(days));
  return view;
}

async function addedUp(ports: Ports, days: number, nowMs: number): Promise<CaseFigures> {
  const { timezone } = ports.sources.settings;
  const spans = Array.from({ length: days }, (_, back) => localDay(nowMs - (days - 1 - back) * DAY_MS, timezone));
  const rows: AskedSum[] = [];
  for (const day of new Set(spans)) {
    const { startMs, endMs } = localDayRange(day, timezone);
    rows.push(...(await ports.hall.query(() => ports.log.asks?.sums(startMs, endMs) ?? [])));
  }
  return figuresOf(rows, spans[0] ?? "", spans.at(-1) ?? "");
}
