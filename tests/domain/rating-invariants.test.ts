// The promises of ratings are listed with the tests that hold them: none is missing, and each named test is there.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "controller", "README.md"), "utf8");
const rows = readme.split("\n").filter((line) => /^\| I\d+ \|/.test(line));

test("I1 to I12 each stand once, in order", () => {
  expect(rows.map((row) => /^\| (I\d+)/.exec(row)?.[1])).toEqual(Array.from({ length: 12 }, (_, at) => `I${at + 1}`));
});

test.each(rows.map((row) => [/^\| (I\d+)/.exec(row)?.[1] ?? "", row]))("%s is held by tests that exist", (_, row) => {
  const files = [...row.matchAll(/`(tests\/[^`]+\.test\.ts)`/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
