// Each province's form against its own golden file, and the traps that the forms set for one another.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GIVEN, PROVINCES, type ProvinceId } from "../../config/upward-schema.ts";
import { makeFields } from "../../controller/upward/adapter.ts";
import { ADAPTERS } from "../../controller/upward/adapters.ts";
import { LEVEL_WORDS } from "../../controller/upward/shandong.ts";
import { faultsOf } from "../../simulators/upward/forms.ts";
import { BASE, RECORDS } from "./given-records.ts";
import { GIVEN_VALUES } from "./given-values.ts";

type Golden = Readonly<Record<string, unknown>>;
const goldenOf = (province: string): Golden =>
  JSON.parse(readFileSync(join(import.meta.dirname, "golden", `${province}.json`), "utf8")) as Golden;

function made(province: ProvinceId, name: string, raterRequired = false) {
  const record = RECORDS[name];
  if (record === undefined) throw new Error(`no record ${name}`);
  return makeFields(ADAPTERS[province].fields, record, { given: GIVEN_VALUES[province], raterRequired });
}

describe.each(PROVINCES)("%s", (province) => {
  const golden = goldenOf(province);

  test("has a golden answer for every record", () => {
    expect(Object.keys(golden)).toEqual(Object.keys(RECORDS));
    expect(Object.keys(golden).length).toBeGreaterThanOrEqual(12);
  });

  test.each(Object.keys(RECORDS))("%s", (name) => {
    const answer = made(province, name);
    expect(answer.ok ? { fields: answer.fields } : { faults: answer.faults }).toEqual(golden[name]);
  });

  test("what is made is taken by a receiver that was written apart", () => {
    const taken = Object.keys(RECORDS).filter((name) => {
      const answer = made(province, name);
      if (!answer.ok) return false;
      expect([name, faultsOf(province, answer.fields)]).toEqual([name, []]);
      return true;
    });
    expect(taken.length).toBeGreaterThan(8);
  });

  test("without what the province gave there is no record", () => {
    for (const { name, withRater } of GIVEN[province]) {
      const given = Object.fromEntries(Object.entries(GIVEN_VALUES[province]).filter(([key]) => key !== name));
      const record = withRater === true ? RECORDS["by name"] : BASE;
      const answer = makeFields(ADAPTERS[province].fields, record ?? BASE, { given, raterRequired: false });
      if (withRater === true || name === "handleStateAccepted") continue;
      expect([name, answer.ok]).toEqual([name, false]);
    }
  });
});

test("where the rater must be named, a record without is refused", () => {
  for (const province of PROVINCES) {
    const answer = made(province, "level 5", true);
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(new Set(answer.faults.map(({ reason }) => reason))).toEqual(new Set(["rater-missing"]));
  }
});

const fieldsOf = (province: ProvinceId, name: string): Readonly<Record<string, unknown>> => {
  const answer = made(province, name);
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  return answer.fields;
};
const faultsFor = (province: ProvinceId, name: string) => {
  const answer = made(province, name);
  return answer.ok ? [] : answer.faults;
};

describe("traps", () => {
  test("promise kinds run the other way round", () => {
    expect(fieldsOf("zhejiang", "by promise").promiseTime).toBe("1");
    expect(fieldsOf("zhejiang", "level 5").promiseTime).toBe("2");
    expect(fieldsOf("shandong", "by promise").taskType).toBe("2");
    expect(fieldsOf("shandong", "level 5").taskType).toBe("1");
  });

  test("channel 6 is SMS in Zhejiang and the telephone in Shandong, 7 the default and SMS", () => {
    expect(fieldsOf("zhejiang", "by sms").pf).toBe("6");
    expect(fieldsOf("shandong", "by phone").channel).toBe("6");
    expect(fieldsOf("zhejiang", "default, level 3").pf).toBe("7");
    expect(fieldsOf("shandong", "by sms").channel).toBe("7");
    for (const name of ["by phone", "on paper"])
      expect(faultsFor("zhejiang", name)).toEqual([{ field: "pf", reason: "channel-without-code" }]);
    for (const name of ["by mobile", "default, level 3"])
      expect(faultsFor("shandong", name)).toEqual([{ field: "channel", reason: "channel-without-code" }]);
  });

  test("no origin is told as another", () => {
    const names = ["imported", "a person's rating told as a default", "a default told as a person's rating"];
    for (const name of names)
      for (const [province, field] of [
        ["zhejiang", "pf"],
        ["shandong", "channel"],
        ["anhui", "evaluateChannel"],
      ] as const)
        expect(faultsFor(province, name)).toEqual([{ field, reason: "origin-without-code" }]);
  });

  test("each level has its own word and number, none falls through", () => {
    const levels = [5, 4, 3, 2, 1] as const;
    const words = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"];
    expect(levels.map((level) => LEVEL_WORDS[level])).toEqual(words);
    const { file } = ADAPTERS.shandong;
    if (file.kind !== "csv") throw new Error("a ledger is a table");
    const told = levels.map((level) => {
      const row = file.row(RECORDS[`level ${level}`] ?? BASE);
      return row.ok ? row.fields.满意度 : row.faults;
    });
    expect(told).toEqual(words);
    expect(levels.map((level) => fieldsOf("zhejiang", `level ${level}`).satisfaction)).toEqual(levels.map(String));
    expect(levels.map((level) => fieldsOf("shandong", `level ${level}`).apprate)).toEqual(levels.map(String));
  });

  test("times have the form of the place, in the hall's own time", () => {
    expect(fieldsOf("zhejiang", "around midnight").assessTime).toBe("2026-01-06 00:00:00");
    expect(fieldsOf("guangdong", "around midnight").affairDoneTime).toBe("20260105235959");
  });

  test("kinds of users are numbered from 1 in one place and from 0 in another", () => {
    expect(fieldsOf("zhejiang", "by name").userProp).toBe("1");
    expect(fieldsOf("zhejiang", "of a legal person").userProp).toBe("2");
    expect(fieldsOf("guangdong", "by name").userType).toBe("0");
    expect(fieldsOf("guangdong", "of a legal person").userType).toBe("1");
  });

  test("lengths and forms are bounds, not advice", () => {
    expect(fieldsOf("guangdong", "code of 32").affairCode).toHaveLength(32);
    expect(faultsFor("guangdong", "code of 33")).toEqual([
      { field: "affairCode", reason: "value-too-long" },
      { field: "affairHandleItem", reason: "value-too-long" },
    ]);
    expect(faultsFor("guangdong", "case number of 51")).toEqual([
      { field: "affairSerialNo", reason: "value-too-long" },
    ]);
    expect(faultsFor("guangdong", "staff number with a dash")).toEqual([
      { field: "affairDealNo", reason: "value-malformed" },
    ]);
    expect(faultsFor("guangdong", "staff number of 11")).toEqual([{ field: "affairDealNo", reason: "value-too-long" }]);
    expect(faultsFor("guangdong", "done at an unknown time")).toEqual([
      { field: "affairDoneTime", reason: "value-missing" },
    ]);
    expect(fieldsOf("guangdong", "at acceptance")).not.toHaveProperty("affairDoneTime");
  });

  test("a place counts once, at the deepest level", () => {
    expect(fieldsOf("zhejiang", "in a village")).toMatchObject({ areaCode: "990106109201", areaName: "示例村" });
    expect(fieldsOf("shandong", "level 5").areaId).toBe("990106");
  });
});
