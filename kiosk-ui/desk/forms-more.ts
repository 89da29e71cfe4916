// More of the desk's questions: a booking for a caller, a notice, a roll of paper numbers. Pure.
import type { NoticeView } from "../../controller/contract/board.ts";
import type { DeskView } from "../../controller/contract/desk.ts";
import type { SlotsView } from "../../controller/contract/kiosk.ts";
import { both } from "../shared/i18n/both.ts";
import { type Form, languageName, NONE, one } from "./forms.ts";

/** A place in a slot; the phone number goes to the vault of the service, never into the log. */
export function bookForm(view: DeskView, slots: SlotsView, phones: boolean): Form {
  const service = view.services.find(({ id }) => id === slots.serviceId);
  const free = slots.slots.filter((slot) => slot.free > 0);
  return {
    id: "book",
    title: {
      zh: `预约 ${service === undefined ? "" : both(service.name).zh} ${slots.date}`,
      en: `Book for ${slots.date}`,
    },
    groups: [
      {
        ...{ kind: "one", name: "time", legend: { zh: "时段（余号）", en: "Slot (free)" } },
        options: free.map((slot) => ({ value: slot.time, words: { zh: `${slot.time}（${slot.free}）`, en: "" } })),
      },
      {
        ...{ kind: "one", name: "language", legend: { zh: "语言", en: "Language" } },
        options: view.hall.languages.map((id) => ({ value: id, words: languageName(id) })),
      },
      ...(view.needs.length === 0
        ? []
        : [
            {
              ...({ kind: "many", name: "needs", legend: { zh: "特殊需要", en: "Needs" } } as const),
              options: view.needs.map(({ id, name }) => ({ value: id, words: both(name) })),
            },
          ]),
      ...(phones
        ? [
            {
              ...({ kind: "text", name: "phone", legend: { zh: "手机号（可不填）", en: "Phone (optional)" } } as const),
              ...({ input: "tel", charsMax: 20, hint: { zh: "只用于提醒，加密保存", en: "for reminders" } } as const),
            },
          ]
        : []),
    ],
    start: { time: [free[0]?.time ?? NONE], language: [view.hall.languages[0] ?? "zh-CN"] },
    submit: { zh: "预约", en: "Book" },
    write: (values) => {
      const time = one(values, "time");
      if (time === NONE) return { zh: "当日已约满", en: "this day is full" };
      const phone = one(values, "phone").trim();
      const needs = [...(values.needs ?? [])];
      const body = { serviceId: slots.serviceId, date: slots.date, time, language: one(values, "language"), needs };
      return { path: "/appointments", body: phone === "" ? body : { ...body, phone } };
    },
  };
}

const ROLL_LETTERS_MAX = 3;

export function rollForm(view: DeskView): Form {
  const last = view.rolls[view.rolls.length - 1];
  return {
    id: "roll",
    title: { zh: "登记发出的纸卷号", en: "Paper numbers given out" },
    groups: [
      {
        ...{ kind: "one", name: "service", legend: { zh: "业务", en: "Service" } },
        options: view.services.map(({ id, name }) => ({ value: id, words: both(name) })),
      },
      {
        ...{ kind: "text", name: "prefix", legend: { zh: "字头", en: "Letters" }, input: "text" },
        ...{ charsMax: ROLL_LETTERS_MAX, hint: { zh: "纸上号码前的字母，如 P", en: "before the digits, e.g. P" } },
      },
      { kind: "text", name: "from", legend: { zh: "从", en: "From" }, input: "number", charsMax: 4 },
      { kind: "text", name: "to", legend: { zh: "到", en: "To" }, input: "number", charsMax: 4 },
    ],
    start: {
      service: [last?.serviceId ?? view.services[0]?.id ?? NONE],
      prefix: [last?.prefix ?? "P"],
      from: [String(last === undefined ? 1 : last.to + 1)],
      to: [String(last === undefined ? 40 : last.to + 40)],
    },
    submit: { zh: "登记", en: "Enter" },
    write: (values) => {
      const prefix = one(values, "prefix").trim().toUpperCase();
      const [from, to] = [Number(one(values, "from")), Number(one(values, "to"))];
      if (!/^[A-Z]{1,3}$/.test(prefix)) return { zh: "字头是 1 到 3 个字母", en: "1 to 3 letters" };
      if (!Number.isInteger(from) || !Number.isInteger(to)) return { zh: "请填号码", en: "fill in the numbers" };
      return { path: "/desk/rolls", body: { serviceId: one(values, "service"), prefix, from, to } };
    },
  };
}

const NOTICE_CHARS_MAX = 200;

/** `offset` is the hall's own, e.g. `+08:00`: a time of day alone would mean another moment elsewhere. */
export function noticeForm(
  zones: readonly { id: string; name: Readonly<Record<string, string>> }[],
  day: string,
  offset: string,
): Form {
  return {
    id: "notice",
    title: { zh: "发布公告", en: "Post a notice" },
    groups: [
      {
        ...{ kind: "text", name: "zh", legend: { zh: "中文", en: "Chinese" } },
        ...{ input: "long", charsMax: NOTICE_CHARS_MAX },
      },
      {
        ...{ kind: "text", name: "en", legend: { zh: "英文（可不填）", en: "English (optional)" } },
        ...{ input: "long", charsMax: NOTICE_CHARS_MAX },
      },
      {
        ...{ kind: "text", name: "until", legend: { zh: "今天几点撤下（可不填）", en: "Until (optional)" } },
        ...{ input: "text", charsMax: 5, hint: { zh: "如 17:30", en: "e.g. 17:30" } },
      },
      ...(zones.length === 0
        ? []
        : [
            {
              ...({ kind: "many", name: "zones", legend: { zh: "只在这些区域", en: "Only in" } } as const),
              options: zones.map(({ id, name }) => ({ value: id, words: both(name) })),
            },
          ]),
    ],
    start: {},
    submit: { zh: "发布", en: "Post" },
    write: (values) => {
      const [zh, en] = [one(values, "zh").trim(), one(values, "en").trim()];
      if (zh === "") return { zh: "请填中文内容", en: "fill in the Chinese text" };
      const until = clockTyped(one(values, "until"));
      if (until === null) return { zh: "时间写成 17:30", en: "a time is written 17:30" };
      const text = { "zh-CN": zh, ...(en === "" ? {} : { en }) };
      const end = until === "" ? {} : { until: `${day}T${until}:00${offset}` };
      return { path: "/notices", body: { text, ...end, zones: [...(values.zones ?? [])] } };
    },
  };
}

/** `1730`, `9:05` and `17：30` are times; empty stays empty, null is none. A browser's own field differs by country. */
export function clockTyped(text: string): string | null {
  const typed = text.normalize("NFKC").trim();
  if (typed === "") return "";
  const parts = /^([01]?\d|2[0-3]):?([0-5]\d)$/.exec(typed);
  return parts === null ? null : `${(parts[1] ?? "").padStart(2, "0")}:${parts[2]}`;
}

/** The notice as a board would show it, before it is there. */
export function noticePreview(values: Readonly<Record<string, readonly string[]>>): NoticeView["text"] | null {
  const zh = (values.zh?.[0] ?? "").trim();
  const en = (values.en?.[0] ?? "").trim();
  if (zh === "" && en === "") return null;
  return { "zh-CN": zh, ...(en === "" ? {} : { en }) };
}
