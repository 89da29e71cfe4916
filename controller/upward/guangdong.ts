// Guangdong's notify (rating-rules.md §8.1): told of each stage of a case; the province's own page asks the citizen.
import { type Field, givenValue, itemValue, PACKED, type ProvinceAdapter, packedTime, raterValue } from "./adapter.ts";

const DONE = 2;

const FIELDS: readonly Field[] = [
  { name: "departmentCode", required: true, draw: ({ department }) => department.creditCode },
  { name: "affairCode", required: true, charsMax: 32, draw: itemValue(({ taskCode }) => taskCode) },
  { name: "affairHandleItem", required: true, charsMax: 33, draw: itemValue(({ handleItem }) => handleItem) },
  { name: "affairName", required: true, draw: itemValue(({ name }) => name) },
  { name: "affairSerialNo", required: true, charsMax: 50, draw: ({ caseNo }) => caseNo },
  // 1 acceptance, 2 done.
  { name: "evalProcess", required: true, pattern: /^[12]$/, draw: ({ stage }) => String(stage) },
  {
    name: "affairApplyTime",
    required: true,
    pattern: PACKED,
    draw: ({ appliedAtMs, timezone }) => packedTime(appliedAtMs, timezone),
  },
  {
    name: "affairDoneTime",
    required: false,
    pattern: PACKED,
    draw: ({ stage, doneAtMs, timezone }) => {
      if (stage !== DONE) return null;
      // Demanded at the second stage, and there is no such time at the first.
      return doneAtMs === null ? { refused: "value-missing" } : packedTime(doneAtMs, timezone);
    },
  },
  {
    name: "affairDealNo",
    required: true,
    charsMax: 10,
    pattern: /^[^-]+$/,
    draw: ({ staff }) => staff?.number ?? null,
  },
  { name: "affairDealOfficer", required: true, draw: ({ staff }) => staff?.name ?? null },
  { name: "userName", required: false, draw: raterValue(({ name }) => name) },
  { name: "contactPhone", required: false, draw: raterValue(({ phone }) => phone) },
  // 0 a person, 1 a legal person: not the 1 and 2 of elsewhere.
  { name: "userType", required: false, draw: raterValue(({ kind }) => (kind === "person" ? "0" : "1")) },
  {
    name: "certificateType",
    required: false,
    draw: (record, options) => {
      const { rater } = record;
      return rater === null || rater.idNumber === null ? null : givenValue("certificateType")(record, options);
    },
  },
  { name: "certificateNo", required: false, draw: raterValue(({ idNumber }) => idNumber) },
];

export const GUANGDONG: ProvinceAdapter = {
  province: "guangdong",
  about: "case",
  fields: FIELDS,
  file: { kind: "json" },
};
