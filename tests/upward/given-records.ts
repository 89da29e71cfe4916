// Invented records that every province's form is tried with; what each province makes of them is in golden/.
import type { RatingPart, UpwardRecord } from "../../controller/upward/record.ts";

/** 2026-01-05 10:20:30 in Shanghai. */
const RATED_MS = Date.UTC(2026, 0, 5, 2, 20, 30);
const MINUTE_MS = 60_000;

const RATING: RatingPart = {
  level: 5,
  channel: "window_pad",
  origin: "active",
  sequence: 1,
  optionsVersion: "2026-1",
  reasons: [],
  atMs: RATED_MS,
  comment: null,
};
export const BASE: UpwardRecord = {
  id: "r_000001",
  area: {
    city: { code: "990100", name: "示例市" },
    county: { code: "990106", name: "示例区" },
    township: null,
    village: null,
  },
  department: { creditCode: "11990106MB0000001X", code: "D-017", name: "示例区政务服务局" },
  item: {
    taskCode: "1190147000",
    handleItem: "119014700001",
    name: "社会保险登记",
    subMatter: null,
    version: "3",
    promise: "instant",
  },
  caseNo: "c_000001",
  number: "A001",
  caseState: "done",
  stage: 2,
  appliedAtMs: RATED_MS - 21 * MINUTE_MS,
  acceptedAtMs: RATED_MS - 11 * MINUTE_MS,
  doneAtMs: RATED_MS - MINUTE_MS,
  window: { id: "1", name: "1号窗口" },
  staff: { name: "王某", number: "1001" },
  rater: null,
  rating: RATING,
  timezone: "Asia/Shanghai",
};

const rated = (more: Partial<RatingPart>): UpwardRecord => ({ ...BASE, rating: { ...RATING, ...more } });
const item = (more: Partial<NonNullable<UpwardRecord["item"]>>): UpwardRecord =>
  BASE.item === null ? BASE : { ...BASE, item: { ...BASE.item, ...more } };
const atAcceptance: UpwardRecord = { ...BASE, stage: 1, caseState: "doing", doneAtMs: null };

export const RECORDS: Readonly<Record<string, UpwardRecord>> = {
  "level 5": rated({ level: 5 }),
  "level 4": rated({ level: 4 }),
  "level 3": rated({ level: 3 }),
  "level 2": rated({ level: 2, reasons: ["slow", "unclear"] }),
  "level 1": rated({ level: 1, reasons: ["attitude"], comment: "等了太久" }),
  "at acceptance": atAcceptance,
  "second record": rated({ level: 4, sequence: 2 }),
  "default, level 3": rated({ level: 3, channel: "system_default", origin: "default" }),
  "default, level 4": rated({ level: 4, channel: "system_default", origin: "default" }),
  "a person's rating told as a default": rated({ channel: "system_default" }),
  "a default told as a person's rating": rated({ origin: "default" }),
  imported: rated({ origin: "imported" }),
  "by qr": rated({ channel: "qr" }),
  "by hall terminal": rated({ channel: "hall_terminal" }),
  "by sms": rated({ channel: "sms" }),
  "by phone": rated({ channel: "phone" }),
  "by web": rated({ channel: "web_pc" }),
  "by mobile": rated({ channel: "mobile" }),
  "on paper": rated({ channel: "paper" }),
  "by promise": item({ promise: "promise", subMatter: "单位参保" }),
  "without an item": { ...BASE, item: null },
  "without a version": item({ version: null }),
  "code of 32": item({ taskCode: "X".repeat(32), handleItem: "Y".repeat(33) }),
  "code of 33": item({ taskCode: "X".repeat(33), handleItem: "Y".repeat(34) }),
  "case number of 51": { ...BASE, caseNo: "c".repeat(51) },
  "staff number with a dash": { ...BASE, staff: { name: "王某", number: "10-01" } },
  "staff number of 11": { ...BASE, staff: { name: "王某", number: "12345678901" } },
  "without staff": { ...BASE, staff: null },
  "done at an unknown time": { ...BASE, doneAtMs: null },
  "in a village": {
    ...BASE,
    area: {
      ...BASE.area,
      township: { code: "990106109", name: "示例镇" },
      village: { code: "990106109201", name: "示例村" },
    },
  },
  "around midnight": {
    ...rated({ atMs: Date.UTC(2026, 0, 5, 16, 0, 0) }),
    doneAtMs: Date.UTC(2026, 0, 5, 15, 59, 59),
  },
  "by name": { ...BASE, rater: { kind: "person", name: "赵某", phone: "13900000000", idNumber: "990106199001010012" } },
  "of a legal person": { ...BASE, rater: { kind: "legal", name: "示例公司", phone: null, idNumber: null } },
};
