// Editing a configuration file: comments and order stay, the result says exactly what was asked, or nothing happens.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { editValues, type ValueEdit } from "../../config/edit-values.ts";
import { parseConfig } from "../../config/load.ts";
import { hallTemplate } from "../../config/templates/hall-template.ts";

const root = resolve(import.meta.dirname, "..", "..");
const read = (name: string): string => readFileSync(join(root, "config", name), "utf8");
const FILES = { demo: read("demo-hall.yaml"), example: read("hall.example.yaml"), template: hallTemplate(10) } as const;

const TEXT = `# the hall
version: 1
hall: { id: h, name: { zh-CN: 厅 } } # one line
# services follow
services:
  # the first one
  - id: a
    prefix: A # letter
    name: { zh-CN: 甲 }
  - { id: b, prefix: B, name: { zh-CN: 乙 } } # the second one
windows:
  - { id: "1", name: { zh-CN: 1号 }, services: [a] }
policy: # rules
  calls: { max: 3 } # three
  missed:
    # may come back
    mayReturn: true
    maxReturns: 2 # twice

# the end
`;
const js = (text: string) => parseDocument(text).toJS();
const commentsOf = (text: string) => [...text.matchAll(/#.*$/gm)].map(([comment]) => comment.trim());

describe("single edits", () => {
  test("a value in a flow map, in a block map, and a new one behind them", () => {
    const text = editValues(TEXT, [
      { op: "set-value", path: ["policy", "calls", "max"], value: 5 },
      { op: "set-value", path: ["policy", "missed", "maxReturns"], value: 4 },
      { op: "set-value", path: ["policy", "missed", "returnAfterCalls"], value: 7 },
      { op: "set-value", path: ["policy", "rating", "inviteSeconds"], value: 40 },
      { op: "set-value", path: ["reports", "rankLeast"], value: 30 },
    ]);
    expect(text).toBe(
      TEXT.replace("{ max: 3 }", "{ max: 5 }").replace(
        "    maxReturns: 2 # twice\n",
        "    maxReturns: 4 # twice\n    returnAfterCalls: 7\n" +
          "  rating: { inviteSeconds: 40 }\nreports: { rankLeast: 30 }\n",
      ),
    );
  });

  test("taking a value away leaves its neighbours and their comments", () => {
    const gone = editValues(TEXT, [{ op: "remove-value", path: ["policy", "missed", "mayReturn"] }]);
    expect(gone).toBe(TEXT.replace("    mayReturn: true\n", ""));
    const none = editValues(TEXT, [{ op: "remove-value", path: ["policy", "calls", "max"] }]);
    expect(js(none).policy.calls).toEqual({});
    expect(commentsOf(none)).toEqual(commentsOf(TEXT));
    expect(editValues(TEXT, [{ op: "remove-value", path: ["site", "wifi"] }])).toBe(TEXT);
  });

  test("a calendar is written as lines, and one holiday more leaves the others alone", () => {
    const holidays = [
      { date: "2031-10-01", name: { "zh-CN": "国庆节" } },
      { date: "2031-10-02", name: { "zh-CN": "国庆节" } },
    ];
    const first = editValues(FILES.example, [
      { op: "set-value", path: ["hall", "calendar"], value: { week: { mon: ["09:00-17:00"] }, holidays } },
    ]);
    const marked = first.replace(/(- .*2031-10-02.*)$/m, "$1 # the long one");
    expect(marked).not.toBe(first);
    const more = [...holidays, { date: "2031-10-03" }];
    const second = editValues(marked, [{ op: "set-value", path: ["hall", "calendar", "holidays"], value: more }]);
    expect(js(second).hall.calendar.holidays).toEqual(more);
    expect(second).toContain("# the long one");
    expect(commentsOf(second)).toEqual(commentsOf(marked));
  });

  test("entries are changed, added and taken away; what stands beside them stays", () => {
    const text = editValues(TEXT, [
      { op: "set-entry", list: "services", entry: { id: "a", prefix: "AA", name: { "zh-CN": "甲" }, digits: 4 } },
      { op: "set-entry", list: "services", entry: { id: "c", prefix: "C", name: { "zh-CN": "丙" } } },
      { op: "remove-entry", list: "services", id: "b" },
      { op: "set-entry", list: "kiosks", entry: { id: "kiosk-1" } },
    ]);
    expect(js(text).services.map(({ id }: { id: string }) => id)).toEqual(["a", "c"]);
    expect(text).toContain("# the first one\n");
    expect(text).toContain("prefix: AA # letter");
    expect(text).toContain("# the end");
  });

  test("a way through what is no map is refused, not guessed", () => {
    expect(() => editValues(TEXT, [{ op: "set-value", path: ["services", "a", "prefix"], value: "X" }])).toThrow(
      /no group/,
    );
  });
});

const key = fc.constantFrom(
  "policy",
  "calls",
  "max",
  "missed",
  "hall",
  "name",
  "zh-CN",
  "site",
  "wifi",
  "targets",
  "new",
);
const leaf = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom(
    "yes",
    "no",
    "null",
    "1e3",
    "0x1F",
    "~",
    "- a",
    "a: b",
    "#x",
    "a #b",
    "'",
    '"',
    "\n",
    "2031-10-01",
    "{",
    "[a",
  ),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom("a", "b", "zh-CN", "en", "id", "1"), leaf, { maxKeys: 4 }),
  fc.array(fc.dictionary(fc.constantFrom("id", "date", "name"), leaf, { minKeys: 1, maxKeys: 3 }), { maxLength: 4 }),
);
const path = fc.array(key, { minLength: 1, maxLength: 4 });
const list = fc.constantFrom("services", "windows", "staff", "kiosks");
const entry = fc
  .tuple(
    fc.constantFrom("a", "b", "1", "2", "s01", "general", "kiosk-1", "fresh"),
    fc.dictionary(key, value, { maxKeys: 3 }),
  )
  .map(([id, rest]) => ({ ...rest, id }));
const edit: fc.Arbitrary<ValueEdit> = fc.oneof(
  fc.record({ op: fc.constant("set-value" as const), path, value }),
  fc.record({ op: fc.constant("remove-value" as const), path }),
  fc.record({ op: fc.constant("set-entry" as const), list, entry }),
  fc.record({
    op: fc.constant("remove-entry" as const),
    list,
    id: fc.constantFrom("a", "1", "s01", "general", "none"),
  }),
);

describe("any edits", { timeout: 300_000 }, () => {
  const text = fc.constantFrom(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, FILES.example, FILES.template);
  test("leave a YAML file behind that says what was asked, or are refused with words", () => {
    const runs = { done: 0, refused: 0 };
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (before, edits) => {
        let after: string;
        try {
          after = editValues(before, edits);
        } catch (error) {
          expect((error as { code?: string }).code).toBe("EDIT_IMPOSSIBLE");
          runs.refused += 1;
          return;
        }
        runs.done += 1;
        expect(parseDocument(after).errors).toEqual([]);
        const last = edits.at(-1) as ValueEdit;
        const values = js(after);
        if (last.op === "set-value") expect(last.path.reduce((at, name) => at?.[name], values)).toEqual(last.value);
        // Whatever it is: the check answers, it never throws.
        parseConfig(after);
      }),
      { seed: 20311, numRuns: 150 },
    );
    expect(runs.done).toBeGreaterThan(75);
  });

  test("of valid values on a valid file keep it valid and every comment in it", () => {
    const valid: fc.Arbitrary<ValueEdit> = fc.oneof(
      fc
        .integer({ min: 1, max: 20 })
        .map((max): ValueEdit => ({ op: "set-value", path: ["policy", "calls", "max"], value: max })),
      fc
        .integer({ min: 1, max: 100 })
        .map((n): ValueEdit => ({ op: "set-value", path: ["reports", "rankLeast"], value: n })),
      fc.boolean().map((on): ValueEdit => ({ op: "set-value", path: ["policy", "missed", "mayReturn"], value: on })),
      fc.constant<ValueEdit>({ op: "remove-value", path: ["policy", "priority"] }),
      fc.integer({ min: 100, max: 130 }).map(
        (n): ValueEdit => ({
          op: "set-entry",
          list: "staff",
          entry: { id: `s${n}`, name: `员工: ${n}`, number: String(n) },
        }),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(FILES)),
        fc.array(valid, { minLength: 1, maxLength: 6 }),
        (before, edits) => {
          const after = editValues(before, edits);
          const loaded = parseConfig(after);
          expect(loaded.ok ? [] : loaded.faults).toEqual([]);
          const left = commentsOf(after);
          const lost = commentsOf(before).filter((comment) => !left.includes(comment));
          // With a value its own remark goes; nobody else's, and none comes twice.
          const gone = edits.some(({ op }) => op === "remove-value") ? 1 : 0;
          expect(lost.length).toBeLessThanOrEqual(gone);
          expect(left.length + lost.length).toBe(commentsOf(before).length);
        },
      ),
      { seed: 7, numRuns: 25 },
    );
  });
});
