// The technician's page against what it describes: every model's settings, every kind of link, every shipped key map.
import { expect, test } from "vitest";
import { LINK_SCHEMAS } from "../../config/schema.ts";
import { keyMaps } from "../../drivers/keypads/ff68.ts";
import { models } from "../../drivers/models.ts";
import { draftOf, type Field, fieldsOf, settingsOf, type Typed } from "../../kiosk-ui/technician/form-view.ts";
import { LINK_TYPES, linkFields } from "../../kiosk-ui/technician/link-view.ts";
import { cellOf, matrixCells } from "../../kiosk-ui/technician/matrix-view.ts";
import { testWords } from "../../kiosk-ui/technician/test-words.ts";

test("the matrix knows every key of both shipped keypads", () => {
  for (const [variant, keys] of Object.entries(keyMaps)) {
    const cells = matrixCells("keypad", { variant });
    for (const [code, action] of Object.entries(keys)) {
      const cell = cellOf(cells, action === "none" ? `key ${code}` : action);
      expect(cell?.code.split(" "), `${variant} ${code}`).toContain(code);
    }
  }
});

/** The default of a field as a person would type it. */
function typedAs({ fallback, kind }: Field): Typed {
  const value: unknown = JSON.parse(fallback ?? '""');
  if (kind === "record") return Object.entries(value as object).map(([key, each]) => [key, String(each)]);
  return typeof value === "string" ? value : JSON.stringify(value);
}

test("every model's settings become a form, and its defaults typed into it are read as they are", () => {
  for (const each of models) {
    const fields = fieldsOf(JSON.parse(JSON.stringify(each.settings)));
    expect(fields.length, each.id).toBeGreaterThan(0);
    const defaults = Object.fromEntries(
      fields.flatMap(({ name, fallback }) => (fallback === null ? [] : [[name, JSON.parse(fallback)]])),
    );
    expect(settingsOf(fields, draftOf(fields, defaults)).settings, `${each.id}: defaults stay the model's own`).toEqual(
      {},
    );
    const filled = Object.fromEntries(
      fields.flatMap((field) => (field.fallback === null ? [] : [[field.name, typedAs(field)]])),
    );
    const back = settingsOf(fields, filled);
    const missing = fields.filter(({ required, name }) => required && !(name in defaults)).map(({ name }) => name);
    expect(Object.keys(back.faults).sort(), each.id).toEqual(missing.sort());
    const kept = Object.entries(defaults).filter(([, value]) => JSON.stringify(value) !== '""');
    for (const [name, value] of kept) {
      if (JSON.stringify(value) === "{}" && !(name in back.settings)) continue;
      expect(back.settings[name], `${each.id} ${name}`).toEqual(value);
    }
  }
});

test("the page describes links as the configuration does", () => {
  expect([...LINK_TYPES].sort()).toEqual(Object.keys(LINK_SCHEMAS).sort());
  for (const type of LINK_TYPES) {
    const theirs = fieldsOf(JSON.parse(JSON.stringify(LINK_SCHEMAS[type]))).filter(({ name }) => name !== "type");
    const essence = (fields: readonly Field[]) =>
      fields.map(({ name, kind, required, fallback, choices, minimum, maximum }) => ({
        ...{ name, kind, required, fallback, choices, minimum, maximum },
      }));
    expect(essence(linkFields(type)), type).toEqual(essence(theirs));
  }
});

test("the plain test says what to look for on each kind of device", () => {
  for (const kind of new Set(models.map((each) => each.kind))) {
    expect(testWords("plain", kind).look, kind).not.toEqual(testWords("plain", "unheard of").look);
  }
});
