// Zhejiang's `report` (rating-rules.md §8.1, §8.2): promise kind 1 is by promise, channel 6 is SMS, 7 the default.
import {
  channelCode,
  type Field,
  givenValue,
  itemValue,
  type ProvinceAdapter,
  raterValue,
  SPACED,
  spacedTime,
} from "./adapter.ts";
import { placeOf } from "./record.ts";

/** None for the telephone or paper. */
const CHANNELS = {
  web_pc: "1",
  mobile: "2",
  qr: "3",
  window_pad: "4",
  hall_terminal: "5",
  sms: "6",
  system_default: "7",
} as const;
/** 1 to do, 2 doing, 3 done. */
const STATES = { doing: "2", done: "3" } as const;
/** The other way round than elsewhere: 1 promise, 2 on the spot. */
const PROMISES = { promise: "1", instant: "2" } as const;

const FIELDS: readonly Field[] = [
  { name: "areaCode", required: true, draw: ({ area }) => placeOf(area).code },
  { name: "areaName", required: true, draw: ({ area }) => placeOf(area).name },
  { name: "deptCode", required: true, pattern: /^.{18}$/, draw: ({ department }) => department.creditCode },
  { name: "proDepartCode", required: true, draw: ({ department }) => department.code },
  { name: "proDepart", required: true, draw: ({ department }) => department.name },
  { name: "taskCode", required: true, draw: itemValue(({ taskCode }) => taskCode) },
  { name: "taskHandleItem", required: true, draw: itemValue(({ handleItem }) => handleItem) },
  { name: "taskName", required: true, draw: itemValue(({ name }) => name) },
  { name: "subMatter", required: false, draw: itemValue(({ subMatter }) => subMatter) },
  { name: "projectNo", required: true, draw: ({ caseNo }) => caseNo },
  { name: "proStatus", required: true, draw: ({ caseState }) => STATES[caseState] },
  { name: "promiseTime", required: true, draw: itemValue(({ promise }) => PROMISES[promise]) },
  {
    name: "acceptDate",
    required: true,
    pattern: SPACED,
    draw: ({ acceptedAtMs, timezone }) => spacedTime(acceptedAtMs, timezone),
  },
  {
    name: "assessTime",
    required: true,
    pattern: SPACED,
    draw: ({ rating, timezone }) => (rating === null ? null : spacedTime(rating.atMs, timezone)),
  },
  { name: "proManager", required: false, draw: ({ staff }) => staff?.name ?? null },
  { name: "userName", required: false, draw: raterValue(({ name }) => name) },
  { name: "userProp", required: false, draw: raterValue(({ kind }) => (kind === "person" ? "1" : "2")) },
  { name: "certkeyGOV", required: false, draw: raterValue(({ idNumber }) => idNumber) },
  { name: "satisfaction", required: true, pattern: /^[1-5]$/, draw: ({ rating }) => rating && String(rating.level) },
  { name: "evalDetail", required: false, draw: ({ rating }) => rating?.reasons.join(",") ?? null },
  { name: "writingEvaluation", required: false, draw: ({ rating }) => rating?.comment ?? null },
  { name: "assessNumber", required: true, pattern: /^[12]$/, draw: ({ rating }) => rating && String(rating.sequence) },
  { name: "pf", required: true, draw: channelCode(CHANNELS) },
  { name: "appStatus", required: true, draw: givenValue("appStatus") },
  { name: "dataSource", required: true, pattern: /^[0-9]{3}$/, draw: givenValue("dataSource") },
];

export const ZHEJIANG: ProvinceAdapter = {
  province: "zhejiang",
  about: "rating",
  fields: FIELDS,
  file: { kind: "json" },
};
