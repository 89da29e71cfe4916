// The virtual hall page is found from source and from the built tree, and nothing else is.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hallPageFile, projectRoot } from "../../simulators/hall-page.ts";

test("the page and everything it asks for are served with their types", () => {
  const page = hallPageFile("/");
  expect(page?.type).toBe("text/html; charset=utf-8");
  const html = page?.body.toString("utf8") ?? "";
  const asked = [...html.matchAll(/(?:href|src)="(\/?[a-z0-9.-]+\.(?:css|mjs|svg))"/g)].map(([, name = ""]) => name);
  expect(asked).toContain("style.css");
  expect(asked).toContain("page.mjs");
  for (const name of asked) expect(hallPageFile(`/${name}`), name).not.toBeNull();
  expect(hallPageFile("/style.css")?.type).toBe("text/css; charset=utf-8");
  expect(hallPageFile("/page.mjs")?.type).toBe("text/javascript; charset=utf-8");
});

test("every module that a module of the page imports is served too", () => {
  const seen = new Set<string>();
  const queue = ["page.mjs"];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const text = hallPageFile(`/${name}`)?.body.toString("utf8");
    expect(text, name).toBeDefined();
    for (const [, next = ""] of (text ?? "").matchAll(/from "\.\/([a-z0-9-]+\.mjs)"/g)) queue.push(next);
  }
  expect(seen.size).toBeGreaterThan(1);
});

test("it loads nothing from elsewhere: the hall works without the internet", () => {
  for (const name of ["/", "/style.css", "/page.mjs"]) {
    const text = hallPageFile(name)?.body.toString("utf8") ?? "";
    expect(text).not.toMatch(/(?:src|href)="https?:|@import|url\(\s*["']?https?:/);
  }
});

test.each([
  "/../package.json",
  "/../../etc/passwd",
  "/..%2fpackage.json",
  "/sub/page.mjs",
  "/nothing.css",
  "/page.mjs\0.css",
  "/.html",
  "/PAGE.MJS",
  "",
])("%j is not a file of the page", (path) => {
  expect(hallPageFile(path)).toBeNull();
});

test("the built tree finds the page of the project it stands in", () => {
  const root = mkdtempSync(join(tmpdir(), "hall-page-"));
  try {
    mkdirSync(join(root, "dist", "simulators"), { recursive: true });
    mkdirSync(join(root, "simulators", "virtual-hall"), { recursive: true });
    writeFileSync(join(root, "package.json"), "{}");
    writeFileSync(join(root, "simulators", "virtual-hall", "index.html"), "<p>hall</p>");
    const built = join(root, "dist", "simulators", "hall-page.js");
    expect(projectRoot(built)).toBe(root);
    expect(hallPageFile("/", built)?.body.toString()).toBe("<p>hall</p>");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
