// What a setting may refer to: services, windows, people, devices and receivers of this very file. Pure.
import type { SettingsField, SettingsView } from "../../../controller/contract/settings.ts";
import { isPlain, type Values, valueAt } from "./view.ts";

export interface Option {
  readonly id: string;
  readonly name: string;
}

const listIn = (values: Values | null, path: string): readonly Values[] => {
  const list = valueAt(values, path);
  return Array.isArray(list) ? (list as unknown[]).filter(isPlain) : [];
};

/** Entries of a list of the file that are entries at all. */
export const entriesOf = (values: Values | null, list: string): readonly Values[] => listIn(values, list);

/** A name in the languages of the page; an entry without one is called by its id. */
export function nameOf({ name, id }: Values): string {
  if (typeof name === "string") return name;
  if (!isPlain(name)) return String(id);
  return [name["zh-CN"], name.en].filter((one) => one !== undefined).join(" ");
}

const entries = (values: Values | null, path: string): Option[] =>
  listIn(values, path).map((one) => ({ id: String(one.id), name: nameOf(one) }));
const devices = (values: Values | null, kind: string): Option[] =>
  listIn(values, "devices")
    .filter(({ model }) => String(model).startsWith(`${kind}/`))
    .map(({ id }) => ({ id: String(id), name: String(id) }));

const USUAL_NEEDS: readonly Option[] = [
  { id: "sign-language", name: "手语 sign language" },
  { id: "low-counter", name: "低位柜台 low counter" },
  { id: "text-only", name: "文字沟通 text only" },
];

function needs(values: Values | null): Option[] {
  const own = valueAt(values, "needs");
  const more = isPlain(own) ? Object.entries(own).map(([id, name]) => ({ id, name: nameOf({ id, name }) })) : [];
  return [...USUAL_NEEDS, ...more];
}

function sinks(values: Values | null): Option[] {
  return [
    { id: "board", name: "管理页 manager's page" },
    { id: "desk", name: "咨询台 guide desk" },
    ...entries(values, "alarms.duty").map(({ id }) => ({ id: `sms:${id}`, name: `短信 SMS ${id}` })),
    ...entries(values, "messages.webhooks").map(({ id }) => ({ id: `webhook:${id}`, name: `推送 webhook ${id}` })),
  ];
}

const LANGUAGES: readonly Option[] = [
  { id: "zh-CN", name: "简体中文 Chinese" },
  { id: "zh-Hant", name: "繁體中文 Traditional Chinese" },
  { id: "en", name: "English 英语" },
  { id: "ko", name: "한국어 Korean" },
];

function sourceOf(path: string, values: Values | null): readonly Option[] | undefined {
  if (/\[\]\.staff$|\.supervisors$/.test(path)) return entries(values, "staff");
  if (/(^windows|\[\])(\[\])?\.services$/.test(path)) return entries(values, "services");
  if (/\.windows$|\.staffSidePads$/.test(path)) return entries(values, "windows");
  if (path === "windows[].needs") return needs(values);
  if (path === "kiosks[].printer") return devices(values, "printer");
  if (path === "kiosks[].reader") return devices(values, "reader");
  if (path === "kiosks[].scanner") return devices(values, "scanner");
  if (path.endsWith("[].sinks")) return sinks(values);
  if (path === "hall.languages" || path === "kiosks[].languages") return LANGUAGES;
  return undefined;
}

/** What may be chosen, with what is chosen already although it is not there (any more); undefined: it is typed. */
export function optionsOf(field: SettingsField, view: SettingsView, value: unknown): readonly Option[] | undefined {
  const known = sourceOf(field.path, view.values);
  if (known === undefined) return undefined;
  const chosen = Array.isArray(value) ? value.map(String) : typeof value === "string" && value !== "" ? [value] : [];
  const strange = chosen.filter((id) => !known.some((one) => one.id === id)).map((id) => ({ id, name: `${id}（？）` }));
  return [...known, ...strange];
}

const CHOICES: Readonly<Record<string, string>> = {
  ...{ mon: "周一 Mon", tue: "周二 Tue", wed: "周三 Wed", thu: "周四 Thu", fri: "周五 Fri" },
  ...{ sat: "周六 Sat", sun: "周日 Sun", open: "开门时 while open", always: "任何时候 always" },
  ...{ info: "提示 info", minor: "一般 minor", major: "重要 major", critical: "紧急 critical" },
  ...{ calendar: "自然日 calendar days", working: "工作日 working days" },
  ...{ acceptance: "受理时 at acceptance", completion: "办结时 at completion" },
  ...{ close: "作废 closed", keep: "留到次日 kept", show: "显示号码 shown", void: "作废 void" },
  ...{ call: "照常叫 called all the same", missed: "记过号 missed", requeue: "排回去 put back" },
  ...{ yao: "幺 yao", yi: "一 yi", "zh-CN": "中文 Chinese", en: "英语 English" },
};
/** A choice in words. */
export const choiceWords = (value: unknown): string => CHOICES[String(value)] ?? String(value);

/** Settings that belong to this group or list, in the order of the schema. */
export const partsOf = (view: SettingsView, path: string): readonly SettingsField[] =>
  view.fields.filter(({ parent }) => parent === path);

/** The last piece of a path below its group or list. */
export const keyOf = (field: SettingsField, parent: string): string =>
  field.path.slice(parent.length).replace(/^\[\]/, "").replace(/^\./, "");
