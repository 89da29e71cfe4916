// The configuration file on the disk: one change at a time, rights and links kept, a bounded number of versions.
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { ConfigRoom, digestOf } from "../../controller/technician/config-room.ts";

const TEXT = `version: 1 # as it was
hall: { id: test-hall, name: { zh-CN: 测试大厅 } }
services:
  - { id: a, prefix: A, name: { zh-CN: 综合 } }
windows:
  - { id: "1", name: { zh-CN: 1号窗口 }, services: [a] }
links:
  - { id: net-1, type: tcp, host: 192.0.2.1, port: 9100 }
`;
let dir: string;
let applied: Config[];
let gate: Promise<void>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "hallkeeper-config-"));
  writeFileSync(join(dir, "hall.yaml"), TEXT);
  applied = [];
  gate = Promise.resolve();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const parsed = (text: string): Config => {
  const loaded = parseConfig(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
};

function room(file = join(dir, "hall.yaml")) {
  let running = 0;
  let together = 0;
  const made = new ConfigRoom({
    file,
    dataDir: dir,
    nowMs: () => Date.UTC(2026, 10, 22, 10, 0, 0),
    running: () => applied.at(-1) ?? parsed(TEXT),
    logged: () => Promise.resolve(),
    apply: async (config) => {
      running += 1;
      together = Math.max(together, running);
      await gate;
      applied.push(config);
      running -= 1;
    },
  });
  return { made, together: () => together };
}
const port = (n: number) =>
  [{ op: "set-link", link: { id: "net-1", type: "tcp", host: "192.0.2.1", port: n } }] as const;

test("a change waits until the one before it runs, also one that has seen its file already", async () => {
  const { made, together } = room();
  let open: () => void = () => undefined;
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = made.change(port(1), digestOf(TEXT), true);
  await setImmediate();
  // The file is there, its devices are still being changed.
  const second = made.change(port(2), made.read().digest, true);
  const third = made.change(port(3), made.read().digest, true);
  third.catch(() => undefined);
  await setImmediate();
  expect(applied).toEqual([]);
  open();
  expect([(await first).applied, (await second).applied]).toEqual([true, true]);
  await expect(third).rejects.toMatchObject({ code: "CONFIG_CHANGED" });
  expect(together()).toBe(1);
  expect(applied.map(({ links }) => (links[0] as { port: number }).port)).toEqual([1, 2]);
});

test("a change that failed does not keep the next one waiting", async () => {
  const { made } = room();
  await expect(made.change(port(1), "no such digest", true)).rejects.toMatchObject({ code: "CONFIG_CHANGED" });
  expect((await made.change(port(1), digestOf(TEXT), true)).applied).toBe(true);
});

test("the file keeps its rights, and a link to it stays a link", async () => {
  const file = join(dir, "hall.yaml");
  chmodSync(file, 0o640);
  const link = join(dir, "current.yaml");
  symlinkSync(file, link);
  const { made } = room(link);
  await made.change(port(1), digestOf(TEXT), true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readFileSync(file, "utf8")).toContain("port: 1 }");
  expect(readdirSync(dir).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test("a hundred versions are kept, the newest; other files in their folder are nobody's business", async () => {
  const { made } = room();
  for (let n = 1; n <= 103; n++) await made.change(port(n), made.read().digest, true);
  writeFileSync(join(dir, "config-versions", "notes.txt"), "mine");
  writeFileSync(join(dir, "config-versions", "20260101-000000-00000000"), "no ending");
  expect(made.versions()).toHaveLength(100);
  const [newest] = made.versions();
  await made.rollback(newest?.version ?? "", made.read().digest);
  expect(readFileSync(join(dir, "hall.yaml"), "utf8")).toContain("port: 102 }");
  expect(made.versions()).toHaveLength(100);
  expect(readFileSync(join(dir, "config-versions", "notes.txt"), "utf8")).toBe("mine");
});
