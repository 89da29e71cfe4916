// Every refusal code is used, tried by some test, put into words for people, and listed in the README.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { REFUSALS } from "../../controller/contract/refusals.ts";

const root = resolve(import.meta.dirname, "..", "..");

function textBelow(folder: string, except: readonly string[] = []): string {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name) && !except.includes(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

const codes = Object.entries(REFUSALS);
const source = textBelow("controller", ["refusals.ts", "commands.ts"]) + textBelow("display-server");
const tests = textBelow("tests", ["refusals.test.ts"]);
const readme = readFileSync(join(root, "README.md"), "utf8");

test.each(codes)("%s is used and tried", (code) => {
  expect(source).toContain(`"${code}"`);
  expect(tests).toContain(code);
});

test.each(codes)("%s is listed in the README with its status and meaning", (code, { status, title }) => {
  expect(readme).toContain(`| \`${code}\` | ${status} | ${title} |`);
});
