// Advice, fairness, windows and what is stopped, in words. Pure.
import type { AdviceLine, AdviceView, FloorView } from "../../controller/contract/floor.ts";
import type { ManagerView } from "../../controller/contract/views.ts";
import { clockOf, spanWords } from "../shared/format.ts";
import type { Both } from "../shared/i18n/both.ts";
import { serviceName, windowName } from "./view.ts";

const VERBS: Readonly<Record<AdviceLine["kind"], Both>> = {
  open: { zh: "增开", en: "open" },
  resume: { zh: "请回", en: "ask back at" },
  reassign: { zh: "调整", en: "let also serve:" },
  close: { zh: "可关闭", en: "may close:" },
};

const minutes = ({ low, mid, high }: AdviceLine["before"]): string => `${mid}（${low}–${high}）`;

/** One line of advice: what to do, and what the longest wait is expected to be then and else. */
export function adviceWords(view: ManagerView, line: AdviceLine, until: string | null): Both {
  const at = until === null ? "" : clockOf(until);
  const window = windowName(view, line.windowId);
  const service = serviceName(view, line.serviceId);
  const verb = VERBS[line.kind];
  const { before, after } = line;
  if (line.kind === "close") {
    return {
      zh: `${verb.zh} ${window}：${at} 最长等候预计 ${before.mid} → ${minutes(after)} 分钟，仍达标`,
      en: `${verb.en} window ${line.windowId}; longest wait at ${at} ${before.mid} → ${after.mid} min, within target`,
    };
  }
  return {
    zh: `${verb.zh} ${window} 办理${service}：${at} 最长等候预计 ${minutes(before)} → ${minutes(after)} 分钟`,
    en:
      `${verb.en} window ${line.windowId}: expected longest wait at ${at} falls ${before.mid} → ${after.mid} min ` +
      `(${after.low}–${after.high})`,
  };
}

const WHY_NOT: Readonly<Record<NonNullable<AdviceView["why"]>, Both>> = {
  "not-yet": { zh: "正在推算…", en: "being worked out" },
  "too-little-known": { zh: "数据不足，暂无建议", en: "no advice: too little has been measured" },
  "within-target": { zh: "预计均在目标之内，无需调整", en: "no advice needed: waits stay within target" },
  "nothing-helps": { zh: "推算了各种调整，均无明显改善", en: "no advice: nothing tried helps enough" },
  failed: { zh: "本次推算失败，暂无建议", en: "no advice: it could not be worked out" },
};

/** Why there is no advice; null: there is. */
export function noAdviceWords({ lines, why }: AdviceView): Both | null {
  return lines.length > 0 || why === null ? null : WHY_NOT[why];
}

/** Windows that Erlang's formula asks for, beside the ones that are open. */
export function neededWords(view: ManagerView, serviceId: string): string {
  const needed = view.floor.advice.needed.find((one) => one.serviceId === serviceId);
  if (needed === undefined) return "—";
  return needed.windows === null ? "> 500" : String(needed.windows);
}

const REASONS: Readonly<Record<string, Both>> = {
  class: { zh: "优先", en: "priority" },
  guarantee: { zh: "保障普通号", en: "guarantee" },
  returned: { zh: "过号返回", en: "returned" },
  "by-number": { zh: "指定叫号", en: "by number" },
  directed: { zh: "转入本窗", en: "directed" },
  turn: { zh: "按序", en: "in turn" },
};

export function fairnessWords(view: ManagerView): readonly Both[] {
  const { overtaken, longestOrdinary } = view.floor.fairness;
  const lines: Both[] = [];
  lines.push(
    overtaken === null
      ? { zh: "等候的普通号均未被越过", en: "no waiting ordinary ticket was passed" }
      : {
          zh:
            `被越过最多：${overtaken.number}（${serviceName(view, overtaken.serviceId)}）共 ${overtaken.count} 次，` +
            `连续 ${overtaken.inRow} / 上限 ${overtaken.limit}`,
          en:
            `most passed: ${overtaken.number}, ${overtaken.count} times, ` +
            `${overtaken.inRow} of at most ${overtaken.limit} in a row`,
        },
  );
  lines.push(
    longestOrdinary === null
      ? { zh: "没有普通号在等候", en: "no ordinary ticket waits" }
      : {
          zh: `普通号最长等候：${longestOrdinary.number}，${longestOrdinary.waitedMinutes} 分钟`,
          en: `longest ordinary wait: ${longestOrdinary.number}, ${longestOrdinary.waitedMinutes} min`,
        },
  );
  return lines;
}

/** `优先 3，指定叫号 1` */
export function reasonWords(reasons: Readonly<Record<string, number>>): Both {
  const of = (pick: (words: Both) => string): string =>
    Object.entries(reasons)
      .map(([reason, count]) => `${pick(REASONS[reason] ?? { zh: reason, en: reason })} ${count}`)
      .join(" · ");
  return { zh: of(({ zh }) => zh), en: of(({ en }) => en) };
}

/** A case against its limit; null: no case, or none of limited time. */
export function limitWords(
  window: FloorView["windows"][number] | undefined,
  nowMs: number,
): { readonly words: Both; readonly over: boolean } | null {
  const open = window?.case;
  if (open == null || open.limitMinutes === null) return null;
  const spentMs = nowMs - Date.parse(open.openedAt);
  const over = spentMs > open.limitMinutes * 60_000;
  return {
    words: {
      zh: `${over ? "▲ 超时 " : ""}办理 ${spanWords(spentMs)} / 限 ${open.limitMinutes} 分`,
      en: over ? "over the limit" : "",
    },
    over,
  };
}

/** What is stopped for the whole hall, as a line that cannot be overlooked. */
export function stoppedWords({ numbersHeld, dayEnded }: FloorView): Both | null {
  if (dayEnded !== null) {
    return { zh: `今日取号已结束（${clockOf(dayEnded.since)} 起）`, en: "the day has ended: no new numbers" };
  }
  if (numbersHeld === null) return null;
  const reason = numbersHeld.reason === null ? "" : `：${numbersHeld.reason}`;
  return { zh: `全厅暂停取号（${clockOf(numbersHeld.since)} 起）${reason}`, en: "no new numbers for now" };
}
