// The desk's questions as data: groups of answers, and the write they come to. Pure.
import { type DeskTicketRow, type DeskView, UPGRADE_REASONS } from "../../controller/contract/desk.ts";
import { type Both, both } from "../shared/i18n/both.ts";

/** One answer of a group. */
export interface Option {
  readonly value: string;
  readonly words: Both;
}

export type Group =
  | { readonly kind: "one"; readonly name: string; readonly legend: Both; readonly options: readonly Option[] }
  | { readonly kind: "many"; readonly name: string; readonly legend: Both; readonly options: readonly Option[] }
  | {
      readonly kind: "text";
      readonly name: string;
      readonly legend: Both;
      readonly input: "text" | "number" | "tel" | "long";
      readonly hint?: Both;
      readonly charsMax: number;
    };

/** Group → answers chosen; a text is its one answer. */
export type Values = Readonly<Record<string, readonly string[]>>;

export interface Write {
  readonly path: string;
  readonly body: unknown;
}

export interface Form {
  readonly id: string;
  readonly title: Both;
  readonly groups: readonly Group[];
  readonly start: Values;
  readonly submit: Both;
  /** The write, or what is missing in words. */
  readonly write: (values: Values) => Write | Both;
}

export const NONE = "";
const NO: Both = { zh: "无", en: "none" };

/** The one answer of a group, empty when there is none. */
export const one = (values: Values, name: string): string => values[name]?.[0] ?? NONE;

const LANGUAGE_NAMES: Readonly<Record<string, Both>> = {
  "zh-CN": { zh: "简体中文", en: "" },
  "zh-Hant": { zh: "繁體中文", en: "" },
  en: { zh: "English", en: "" },
  ko: { zh: "한국어", en: "" },
};
export const languageName = (id: string): Both => LANGUAGE_NAMES[id] ?? { zh: id, en: "" };

export const REASON_WORDS: Readonly<Record<(typeof UPGRADE_REASONS)[number], Both>> = {
  "shown-card": { zh: "已出示证件", en: "card shown" },
  seen: { zh: "当面看到", en: "seen at the desk" },
  companion: { zh: "陪同人员说明", en: "said by companion" },
  urgent: { zh: "事情紧急", en: "urgent matter" },
  "desk-decision": { zh: "值班决定", en: "decided on duty" },
};
const VOID_REASONS: readonly Option[] = [
  { value: "misprint", words: { zh: "打印错误", en: "misprint" } },
  { value: "wrong-service", words: { zh: "取错业务", en: "wrong service" } },
  { value: "duplicate", words: { zh: "重复取号", en: "taken twice" } },
  { value: "not-needed", words: { zh: "不再办理", en: "not needed any more" } },
];

function paperGroup(view: DeskView): Group {
  return {
    ...{ kind: "one", name: "paper", legend: { zh: "小票", en: "Paper" } },
    options: [
      ...view.printers.map(({ id, state }) => ({
        value: id,
        words: { zh: `${id}${state === "online" ? "" : "（未就绪）"}`, en: state === "online" ? "" : "not ready" },
      })),
      { value: NONE, words: { zh: "不打印，看屏幕", en: "no paper" } },
    ],
  };
}

const sizeGroup: Group = {
  ...{ kind: "one", name: "size", legend: { zh: "字号", en: "Print" } },
  options: [
    { value: "usual", words: { zh: "普通", en: "usual" } },
    { value: "large", words: { zh: "大字", en: "large" } },
  ],
};

function languageGroup(view: DeskView): Group {
  const options = view.hall.languages.map((id) => ({ value: id, words: languageName(id) }));
  return { kind: "one", name: "language", legend: { zh: "语言", en: "Language" }, options };
}

function needsGroup(view: DeskView): Group[] {
  if (view.needs.length === 0) return [];
  const options = view.needs.map(({ id, name }) => ({ value: id, words: both(name) }));
  return [{ kind: "many", name: "needs", legend: { zh: "特殊需要", en: "Needs" }, options }];
}

const printerOf = (view: DeskView): string => view.deskPrinter ?? view.printers[0]?.id ?? NONE;

/** A number for somebody who stands at the desk. */
export function walkInForm(view: DeskView): Form {
  return {
    id: "walk-in",
    title: { zh: "代取号", en: "Issue a number" },
    groups: [
      {
        ...{ kind: "one", name: "service", legend: { zh: "业务", en: "Service" } },
        options: view.services.map(({ id, name }) => ({ value: id, words: both(name) })),
      },
      {
        ...{ kind: "one", name: "priority", legend: { zh: "优先", en: "Priority" } },
        options: [{ value: NONE, words: NO }, ...view.priorities.map((p) => ({ value: p.id, words: both(p.name) }))],
      },
      ...needsGroup(view),
      paperGroup(view),
      sizeGroup,
      languageGroup(view),
    ],
    start: {
      service: [view.services[0]?.id ?? NONE],
      priority: [NONE],
      paper: [printerOf(view)],
      size: ["usual"],
      language: [view.hall.languages[0] ?? "zh-CN"],
    },
    submit: { zh: "取号", en: "Issue" },
    write: (values) => {
      const priority = one(values, "priority");
      const paper = one(values, "paper");
      return {
        path: "/desk/tickets",
        body: {
          serviceId: one(values, "service"),
          priority: priority === NONE ? null : priority,
          needs: [...(values.needs ?? [])],
          language: one(values, "language"),
          largePrint: one(values, "size") === "large",
          printer: paper === NONE ? null : paper,
        },
      };
    },
  };
}

const at = (ticket: { readonly id: string }, what: string): string =>
  `/desk/tickets/${encodeURIComponent(ticket.id)}/${what}`;
const named = (zh: string, en: string, { number }: DeskTicketRow): Both => ({
  zh: `${number} ${zh}`,
  en: `${number}: ${en}`,
});

export function reprintForm(view: DeskView, ticket: DeskTicketRow): Form {
  const group = paperGroup(view);
  const options = group.kind === "text" ? [] : group.options.filter(({ value }) => value !== NONE);
  return {
    id: "reprint",
    title: named("补打小票", "another paper", ticket),
    groups: [
      { kind: "one", name: "paper", legend: { zh: "打印机", en: "Printer" }, options },
      sizeGroup,
      languageGroup(view),
    ],
    start: {
      paper: [printerOf(view)],
      size: [ticket.largePrint ? "large" : "usual"],
      language: [ticket.language],
    },
    submit: { zh: "打印", en: "Print" },
    write: (values) => {
      if (one(values, "paper") === NONE) return { zh: "没有可用的打印机", en: "there is no printer" };
      const large = one(values, "size") === "large";
      const body = { printer: one(values, "paper"), language: one(values, "language"), largePrint: large };
      return { path: at(ticket, "reprint"), body };
    },
  };
}

export function upgradeForm(view: DeskView, ticket: DeskTicketRow): Form {
  const classes = view.priorities.filter(({ id }) => id !== ticket.priority);
  return {
    id: "upgrade",
    title: named("转为优先", "give priority", ticket),
    groups: [
      {
        ...{ kind: "one", name: "priority", legend: { zh: "优先类别", en: "Class" } },
        options: classes.map(({ id, name }) => ({ value: id, words: both(name) })),
      },
      {
        ...{ kind: "one", name: "reason", legend: { zh: "原因（写入日志）", en: "Reason, for the log" } },
        options: UPGRADE_REASONS.map((id) => ({ value: id, words: REASON_WORDS[id] })),
      },
    ],
    start: { priority: [classes[0]?.id ?? NONE], reason: [UPGRADE_REASONS[0]] },
    submit: { zh: "转优先", en: "Upgrade" },
    write: (values) => ({
      path: at(ticket, "upgrade"),
      body: { priority: one(values, "priority"), reason: one(values, "reason") },
    }),
  };
}

export function needsForm(view: DeskView, ticket: DeskTicketRow): Form {
  return {
    id: "needs",
    title: named("特殊需要", "needs", ticket),
    groups: needsGroup(view),
    start: { needs: ticket.needs },
    submit: { zh: "保存", en: "Save" },
    write: (values) => ({ path: at(ticket, "needs"), body: { needs: [...(values.needs ?? [])] } }),
  };
}

export function mergeForm(
  ticket: DeskTicketRow,
  others: readonly { id: string; number: string; issuedAt: string }[],
): Form {
  return {
    id: "merge",
    title: named("合并重复号：保留本号", "merge a duplicate; this number stays", ticket),
    groups: [
      {
        ...{ kind: "one", name: "other", legend: { zh: "作废哪一个", en: "Void which" } },
        options: others.slice(0, 9).map(({ id, number, issuedAt }) => ({
          value: id,
          words: { zh: `${number} · ${issuedAt.slice(11, 16)} 取`, en: "" },
        })),
      },
    ],
    start: { other: [] },
    submit: { zh: "合并", en: "Merge" },
    write: (values) => {
      const otherId = one(values, "other");
      if (otherId === NONE) return { zh: "请先选要作废的号", en: "choose the number to void" };
      return { path: at(ticket, "merge"), body: { otherId } };
    },
  };
}

export function voidForm(ticket: DeskTicketRow): Form {
  return {
    id: "void",
    title: named("作废", "void", ticket),
    groups: [{ kind: "one", name: "reason", legend: { zh: "原因", en: "Reason" }, options: VOID_REASONS }],
    start: { reason: [] },
    submit: { zh: "作废此号", en: "Void it" },
    write: (values) => {
      const reason = one(values, "reason");
      if (reason === NONE) return { zh: "请选择原因", en: "choose a reason" };
      return { path: `/tickets/${encodeURIComponent(ticket.id)}/void`, body: { reason } };
    },
  };
}

/** Giving up cannot be taken back: it asks once. */
export function leaveForm(ticket: DeskTicketRow): Form {
  return {
    id: "leave",
    title: named("放弃排队？", "leave the line?", ticket),
    groups: [],
    start: {},
    submit: { zh: "确认离开", en: "Yes, leave" },
    write: () => ({ path: `/tickets/${encodeURIComponent(ticket.id)}/leave`, body: {} }),
  };
}
