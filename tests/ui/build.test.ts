// The built pages: all there, nothing fetched from elsewhere, the phone's page small.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

const PHONE_SCRIPT_BYTES_MAX = 10_000;
const PAGES = ["", "kiosk", "window", "screen", "hall", "pad", "manager", "technician", "sound"] as const;
let out = "";

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "hallkeeper-ui-"));
  const configFile = fileURLToPath(new URL("../../kiosk-ui/vite.config.ts", import.meta.url));
  await build({ configFile, logLevel: "silent", build: { outDir: out } });
}, 300_000);

afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

const html = (page: string): string => readFileSync(join(out, page, "index.html"), "utf8");
const parts = (page: string): string[] =>
  [...html(page).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1] ?? "");

test("every page is built and loads its parts from the hall itself", () => {
  for (const page of PAGES) {
    expect(parts(page).length, page).toBeGreaterThan(0);
    expect(html(page), page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  }
});

test("no style or script names an address outside the hall", () => {
  for (const name of readdirSync(join(out, "assets")).filter((file) => file.endsWith(".css"))) {
    expect(readFileSync(join(out, "assets", name), "utf8"), name).not.toMatch(/url\(["']?(?:https?:)?\/\//);
  }
});

test("the phone's page is the service's own: only its small script is built, and it asks for no web font", () => {
  const script = readFileSync(join(out, "phone", "page.js"), "utf8");
  // The page around it is weighed where it is made, over HTTP.
  expect(script.length).toBeLessThan(PHONE_SCRIPT_BYTES_MAX);
  expect(script).not.toMatch(/noto/i);
  // A worker is one file: old phones load no module there.
  const worker = readFileSync(join(out, "phone", "push.js"), "utf8");
  expect(worker.length).toBeLessThan(2_000);
  expect(worker).not.toMatch(/\b(?:import|export)\b|fetch/);
});
