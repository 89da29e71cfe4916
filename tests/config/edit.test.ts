// Editing a configuration file: what is changed is changed, and nothing else moves by a character.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Edit, editConfig } from "../../config/edit.ts";
import { parseConfig } from "../../config/load.ts";

const demo = readFileSync(join(import.meta.dirname, "../../config/demo-hall.yaml"), "utf8");
const BLOCK = `# top
version: 1
links:
  # the bus
  - id: bus-1 # keypads
    type: serial
    path: /dev/ttyUSB0

  - id: bus-2
    type: tcp
    host: 127.0.0.1
    port: 5005
devices:
  - id: strip-1
    model: led/onbon-bx5k # on the left
    link: bus-2
    window: "1"
    settings:
      address: 1 # as on the card
      width: 96
# the end
`;

/** The lines that differ, `-` before and `+` after. */
function changed(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line.trim()}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line.trim()}`),
  ];
}

const edit = (text: string, ...edits: Edit[]) => editConfig(text, edits);
const strip = { model: "led/onbon-bx5k", link: "bus-2", window: "1" };

describe("an entry on one line", () => {
  test("is replaced on its line alone", () => {
    const device = { id: "strip-1", ...strip, settings: { address: 9, width: 128, height: 16 } };
    const after = edit(demo, { op: "set-device", device });
    const line = (settings: string) =>
      `- { id: strip-1, model: led/onbon-bx5k, link: bus-2, window: "1", ${settings} }`;
    expect(changed(demo, after)).toEqual([
      `-${line("settings: { address: 1, width: 96, height: 16 }")}`,
      `+${line("settings: { address: 9, width: 128, height: 16 }")}`,
    ]);
    expect(parseConfig(after).ok).toBe(true);
  });

  test("is added behind the last one and taken out again without a trace", () => {
    const link = { id: "bus-9", type: "tcp", host: "127.0.0.1", port: 15999 };
    const device = { id: "strip-9", ...strip, link: "bus-9", settings: { address: 1 } };
    const added = edit(demo, { op: "set-link", link }, { op: "set-device", device });
    expect(changed(demo, added)).toHaveLength(2);
    expect(parse(added).devices.at(-1)).toEqual(device);
    expect(edit(added, { op: "remove-device", id: "strip-9" }, { op: "remove-link", id: "bus-9" })).toBe(demo);
  });
});

describe("an entry over several lines", () => {
  test("keeps its comments and its neighbours", () => {
    const device = { id: "strip-1", ...strip, settings: { address: 2, width: 96, font: 3 } };
    const after = edit(BLOCK, { op: "set-device", device });
    expect(parse(after).devices).toEqual([device]);
    for (const comment of ["# on the left", "# as on the card", "# the end", "# the bus", "# keypads", "# top"])
      expect(after).toContain(comment);
    expect(changed(BLOCK, after)).toEqual(["-address: 1 # as on the card", "+address: 2 # as on the card", "+font: 3"]);
  });

  test("is removed with its own lines only", () => {
    const after = edit(BLOCK, { op: "remove-link", id: "bus-2" });
    expect(parse(after).links.map(({ id }: { id: string }) => id)).toEqual(["bus-1"]);
    expect(after).toContain("# keypads");
    expect(after).toContain("# the end");
  });
});

describe("lists that are empty, missing or in brackets", () => {
  test.each(["version: 1 # one\n", "version: 1 # one\ndevices: []\n", "version: 1 # one\ndevices: [{ id: a }]\n"])(
    "%j takes an entry",
    (text) => {
      const after = edit(text, { op: "set-device", device: { id: "b", model: "x" } });
      expect(parse(after).devices.at(-1)).toEqual({ id: "b", model: "x" });
      expect(after).toContain("# one");
    },
  );

  test("an entry of a list in brackets is changed where it stands, not doubled", () => {
    const text = "devices: [{ id: a, model: x }, { id: b, model: x }] # all\n";
    const after = edit(text, { op: "set-device", device: { id: "a", model: "y" } });
    expect(parse(after).devices).toEqual([
      { id: "a", model: "y" },
      { id: "b", model: "x" },
    ]);
    expect(after).toContain("# all");
  });

  const NO_NAMES: readonly unknown[] = [undefined, null, {}, ["a"], { toString: 1 }];
  test.each(NO_NAMES.map((id) => ({ id })))("an entry named %j is nobody's: it is added", ({ id }) => {
    const text = "devices:\n  - { model: nameless }\n  - { id: a }\n";
    const after = edit(text, { op: "set-device", device: { id, model: "x" } });
    expect(parse(after).devices).toHaveLength(3);
  });

  test("a file from another system keeps its mark and its line ends where nothing is changed", () => {
    const text = "\ufeffversion: 1\r\ndevices:\r\n  - { id: a, model: x } # one\r\n  - { id: b, model: x }\r\n";
    const after = edit(text, { op: "set-device", device: { id: "b", model: "y" } });
    expect(after).toBe(text.replace("{ id: b, model: x }", "{ id: b, model: y }"));
    expect(parse(edit(text, { op: "remove-device", id: "a" })).devices).toEqual([{ id: "b", model: "x" }]);
    expect(parse(edit(text, { op: "set-device", device: { id: "c" } })).devices).toHaveLength(3);
  });

  test.each([
    "a\nb",
    "a\n\n\nb".repeat(30),
    "}, { id: c",
    "# no comment",
    "- {",
    "&a",
    "*a",
    "!!js/x",
    "'\"",
    "\u0085",
  ])("a text such as %j stays a text, whatever it would mean in the file", (word) => {
    const after = edit(BLOCK, { op: "set-device", device: { id: "new", settings: { [word]: word } } });
    const { devices } = parse(after);
    expect(devices).toHaveLength(2);
    expect(devices[1]).toEqual({ id: "new", settings: { [word]: word } });
  });

  test("the last entry may go", () => {
    const after = edit(BLOCK, { op: "remove-device", id: "strip-1" });
    expect(parse(after).devices).toEqual([]);
    expect(after).toContain("# the bus");
  });

  test("what is not there is not removed", () => {
    expect(edit(BLOCK, { op: "remove-device", id: "none" })).toBe(BLOCK);
  });
});
