// Anhui's page call (rating-rules.md §8.1): the pad (`PJQ`) is the one channel that is known to have a code.
import {
  channelCode,
  type Field,
  givenValue,
  itemValue,
  type ProvinceAdapter,
  raterValue,
  SEQUENCE_WITHOUT_CODE,
  SPACED,
  spacedTime,
} from "./adapter.ts";
import { placeOf } from "./record.ts";

/** 评价器. */
const CHANNELS = { window_pad: "PJQ" } as const;
const STATE_NAMES = { doing: "受理", done: "办结" } as const;
const VERSION = "2";

const FIELDS: readonly Field[] = [
  { name: "regionCode", required: true, draw: ({ area }) => placeOf(area).code },
  { name: "regionName", required: true, draw: ({ area }) => placeOf(area).name },
  { name: "serviceDepartment", required: true, draw: ({ department }) => department.name },
  { name: "serviceDepartmentCode", required: true, draw: ({ department }) => department.creditCode },
  { name: "serviceCode", required: true, draw: itemValue(({ taskCode }) => taskCode) },
  { name: "serviceVersion", required: true, draw: itemValue(({ version }) => version) },
  { name: "serviceName", required: true, draw: itemValue(({ name }) => name) },
  {
    name: "projNo",
    required: true,
    // The set has no field that tells a second record from the first: it would take its place.
    draw: ({ caseNo, rating }) => (rating !== null && rating.sequence !== 1 ? SEQUENCE_WITHOUT_CODE : caseNo),
  },
  {
    name: "handleStateCode",
    required: true,
    draw: (record, options) =>
      givenValue(record.caseState === "done" ? "handleStateDone" : "handleStateAccepted")(record, options),
  },
  { name: "handleStateName", required: true, draw: ({ caseState }) => STATE_NAMES[caseState] },
  {
    name: "applyTime",
    required: true,
    pattern: SPACED,
    draw: ({ appliedAtMs, timezone }) => spacedTime(appliedAtMs, timezone),
  },
  {
    name: "transactionTime",
    required: true,
    pattern: SPACED,
    draw: ({ stage, acceptedAtMs, doneAtMs, timezone }) => {
      const atMs = stage === 1 ? acceptedAtMs : doneAtMs;
      return atMs === null ? null : spacedTime(atMs, timezone);
    },
  },
  {
    name: "evaluatedPersonInfo",
    required: true,
    draw: ({ staff }) => (staff === null ? null : [{ name: staff.name, number: staff.number }]),
  },
  { name: "applicantName", required: false, draw: raterValue(({ name }) => name) },
  { name: "applicantCardNumber", required: false, draw: raterValue(({ idNumber }) => idNumber) },
  { name: "applicantPhone", required: false, draw: raterValue(({ phone }) => phone) },
  { name: "userProp", required: false, draw: raterValue(({ kind }) => (kind === "person" ? "1" : "2")) },
  { name: "userPageType", required: true, draw: givenValue("userPageType") },
  { name: "evaluateChannel", required: true, draw: channelCode(CHANNELS) },
  { name: "source", required: true, draw: givenValue("source") },
  { name: "version", required: true, draw: () => VERSION },
];

export const ANHUI: ProvinceAdapter = {
  province: "anhui",
  about: "rating",
  fields: FIELDS,
  file: { kind: "json" },
};
