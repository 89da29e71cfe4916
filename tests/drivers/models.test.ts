// The list of models: found by id, and described in drivers/README.md with every setting.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { modelById, models } from "../../drivers/models.ts";

const readme = readFileSync(join(import.meta.dirname, "..", "..", "drivers", "README.md"), "utf8");
/** An example in a fence describes nothing. */
const described = readme.replace(/^```.*?^```$/gms, "");
const sections = new Map(described.split(/^### /m).map((text) => [/^`([^`]+)`/.exec(text)?.[1], text]));

test("a model is found by its id, and only by it", () => {
  for (const model of models) expect(modelById(model.id)).toBe(model);
  expect(modelById("led/none-such")).toBeUndefined();
});

describe.each(models.map((model) => [model.id, model] as const))("%s", (id, model) => {
  test("is titled in Chinese first, then English", () => {
    expect(model.title).toMatch(/^[^/]*\p{Script=Han}[^/]*(\/[^/]*)* \/ .*[A-Za-z]/u);
  });

  test("has each of its settings described in the README", () => {
    const section = sections.get(id) ?? "";
    const undescribed = Object.keys(model.settings.properties).filter((name) => !section.includes(`\`${name}\``));
    expect(undescribed, `drivers/README.md does not describe under ### \`${id}\``).toEqual([]);
  });

  test("refuses settings it does not know", () => {
    expect(model.settings).toMatchObject({ additionalProperties: false });
  });
});
