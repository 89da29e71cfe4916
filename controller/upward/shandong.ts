// Shandong: upload in the form of rating-rules.md §8.1's last column with Tai'an's channel codes, files as its ledger.
import {
  channelCode,
  type Field,
  givenValue,
  itemValue,
  type Made,
  makeFields,
  type ProvinceAdapter,
  raterValue,
} from "./adapter.ts";
import { placeOf, type UpwardRecord } from "./record.ts";

/** 6 is the telephone here and 7 SMS; none for the default or a mobile page. */
const CHANNELS = {
  paper: "1",
  web_pc: "2",
  qr: "3",
  window_pad: "4",
  hall_terminal: "5",
  phone: "6",
  sms: "7",
} as const;
const STATES = { doing: "2", done: "3" } as const;
/** 1 on the spot, 2 by promise: the other way round than in Zhejiang. */
const TASK_TYPES = { instant: "1", promise: "2" } as const;
/** 居民身份证. */
const CERT_TYPE = "111";

/** Assessed like nowhere else, so each level has its word and none falls through to the next. */
export const LEVEL_WORDS = { 5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意" } as const;
const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  "1": "纸质评价",
  "2": "网上评价",
  "3": "大厅二维码",
  "4": "窗口评价器",
  "5": "其他终端",
  "6": "电话评价",
  "7": "短信评价",
};

const FIELDS: readonly Field[] = [
  { name: "areaId", required: true, draw: ({ area }) => placeOf(area).code },
  { name: "areaName", required: true, draw: ({ area }) => placeOf(area).name },
  { name: "proDepartId", required: true, draw: ({ department }) => department.code },
  { name: "deptCode", required: true, draw: ({ department }) => department.creditCode },
  { name: "taskId", required: true, draw: itemValue(({ taskCode }) => taskCode) },
  { name: "taskName", required: true, draw: itemValue(({ name }) => name) },
  { name: "taskType", required: true, pattern: /^[12]$/, draw: itemValue(({ promise }) => TASK_TYPES[promise]) },
  { name: "projectId", required: true, draw: ({ caseNo }) => caseNo },
  { name: "proStatus", required: true, draw: ({ caseState }) => STATES[caseState] },
  { name: "proManager", required: false, draw: ({ staff }) => staff?.name ?? null },
  { name: "proManagerNo", required: false, draw: ({ staff }) => staff?.number ?? null },
  { name: "userName", required: false, draw: raterValue(({ name }) => name) },
  { name: "certType", required: false, draw: raterValue(({ idNumber }) => (idNumber === null ? null : CERT_TYPE)) },
  { name: "userCert", required: false, draw: raterValue(({ idNumber }) => idNumber) },
  { name: "apprate", required: true, pattern: /^[1-5]$/, draw: ({ rating }) => rating && String(rating.level) },
  { name: "mouldAp", required: true, draw: givenValue("mouldAp") },
  { name: "apprateDetail", required: false, draw: ({ rating }) => rating?.reasons.join(",") ?? null },
  // The form's own list names no field for it; Tai'an's codes go here (unconfirmed).
  { name: "channel", required: true, draw: channelCode(CHANNELS) },
  { name: "assessNumber", required: true, pattern: /^[12]$/, draw: ({ rating }) => rating && String(rating.sequence) },
  { name: "appId", required: true, draw: givenValue("appId") },
];

const LEDGER: readonly Field[] = [
  { name: "姓名", required: false, draw: ({ rater }) => rater?.name ?? null },
  { name: "办件编号", required: true, draw: ({ caseNo }) => caseNo },
  { name: "事项名称", required: true, draw: itemValue(({ name }) => name) },
  {
    name: "评价渠道",
    required: true,
    draw: (record) => {
      const code = channelCode(CHANNELS)(record);
      return typeof code === "string" ? (CHANNEL_WORDS[code] ?? null) : code;
    },
  },
  { name: "满意度", required: true, draw: ({ rating }) => (rating === null ? null : LEVEL_WORDS[rating.level]) },
  { name: "区域", required: true, draw: ({ area }) => placeOf(area).name },
  { name: "联系方式", required: false, draw: ({ rater }) => rater?.phone ?? null },
  { name: "窗口名称", required: true, draw: ({ window }) => window.name },
  { name: "窗口编号", required: true, draw: ({ window }) => window.id },
  { name: "评价次数", required: true, draw: ({ rating }) => (rating === null ? null : String(rating.sequence)) },
];

function ledgerRow(record: UpwardRecord): Made {
  return makeFields(LEDGER, record, { given: {}, raterRequired: false });
}

export const SHANDONG: ProvinceAdapter = {
  province: "shandong",
  about: "rating",
  fields: FIELDS,
  file: { kind: "csv", heads: LEDGER.map(({ name }) => name), row: ledgerRow },
};
