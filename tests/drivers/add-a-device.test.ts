// "Add a device in four steps" of drivers/README.md, followed word for word in a copy of the project.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { eventually } from "../helpers/real-hall.ts";
import { follow, guideBlocks } from "./guide.ts";
import { trialHall } from "./trial-hall.ts";

const root = resolve(import.meta.dirname, "..", "..");
const FOLDERS = ["controller", "drivers", "kiosk-ui", "display-server", "config", "simulators", "tests"];
const FILES = ["package.json", "tsconfig.json", "tsconfig.base.json", "vitest.config.ts", "biome.json"];
/** Not needed to judge a model: the recordings of whole days, and what was built. */
const LEFT_OUT = new Set(["workloads", "node_modules", "dist"]);
/** What the guide tells a newcomer to run. */
const JUDGES = ["tests/tidy.test.ts", "tests/drivers/vectors.test.ts", "tests/drivers/models.test.ts"];
/** The tests that a forgotten step concerns; the hundreds of vectors of other families stay as they were. */
const CONCERNED = "acme-w2|list of models|famil(y|ies) with";
/** The models are loaded once for all judges: half the time on a machine with two cores. */
const ONE_WORKER = ["--no-cache", "--no-isolate", "--no-file-parallelism"];
const RUN_MS_MAX = 300_000;

const MODEL = "led/acme-w2";
const STEPS = {
  driver: "drivers/led/acme-w2.ts",
  simulator: "simulators/led/acme-w2.ts",
  vectors: "tests/vectors/acme-w2.json",
  entry: "drivers/models.ts",
  settings: "drivers/README.md",
  hall: "config/acme-hall.yaml",
} as const;

const copy = mkdtempSync(join(tmpdir(), "hallkeeper-guide-"));
const blocks = guideBlocks(readFileSync(join(root, "drivers", "README.md"), "utf8"));
const undo = new Map<string, () => void>();

beforeAll(() => {
  for (const folder of FOLDERS) {
    const filter = (source: string) => !LEFT_OUT.has(basename(source));
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter });
  }
  for (const file of FILES) cpSync(join(root, file), join(copy, file));
  linkPackages();
  for (const block of blocks) undo.set(block.path, follow(block, copy));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** A folder of links, no link to the folder: whatever empties it in the copy leaves the packages where they are. */
function linkPackages(): void {
  const [here, there] = [join(root, "node_modules"), join(copy, "node_modules")];
  mkdirSync(there);
  for (const name of readdirSync(here))
    if (!name.startsWith(".")) symlinkSync(join(here, name), join(there, name), "junction");
}

/** Runs a tool of node_modules in the copy, as a process of its own. */
function run(tool: string, ...args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$|FORCE_COLOR)/.test(name));
  const child = spawn(process.execPath, [join(copy, "node_modules", tool), ...args], {
    cwd: copy,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ ok: code === 0, output }));
  });
}

const judge = (...args: readonly string[]) => run("vitest/vitest.mjs", "run", ...ONE_WORKER, ...JUDGES, ...args);

/** Leaves one step out, judges, and puts it back. */
async function judgedWithout(path: string) {
  const block = blocks.find((one) => one.path === path);
  if (block === undefined) throw new Error(`the guide has no block for ${path}`);
  undo.get(path)?.();
  try {
    return await judge("--testNamePattern", CONCERNED);
  } finally {
    undo.set(path, follow(block, copy));
  }
}

describe("the guide to a new device", () => {
  test("names its files in the order of the four steps, and keeps them short", () => {
    expect(blocks.map(({ path }) => path)).toEqual(Object.values(STEPS));
    const lengths = blocks.map(({ path, text }) => [path, text.split("\n").length - 1] as const);
    expect(lengths.filter(([path, lines]) => /\.ts$/.test(path) && lines > 80)).toEqual([]);
    const vectors = JSON.parse(blocks[2]?.text ?? "") as { expect: string }[];
    expect(vectors.length).toBeGreaterThanOrEqual(5);
    expect(vectors.filter((vector) => vector.expect === "reject").length).toBeGreaterThanOrEqual(1);
  });

  test("leads to a model that every judge accepts, its vectors among the passed", { timeout: RUN_MS_MAX }, async () => {
    const file = join(copy, "judged.json");
    const { ok, output } = await judge("--reporter=default", "--reporter=json", `--outputFile=${file}`);
    const told = JSON.parse(readFileSync(file, "utf8")) as {
      testResults: { name: string; message: string; assertionResults: { fullName: string; status: string }[] }[];
    };
    const results = told.testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(results.filter(({ status }) => status === "failed").map(({ fullName }) => fullName)).toEqual([]);
    expect(ok, output).toBe(true);
    const passed = results.filter(({ status }) => status === "passed").map(({ fullName }) => fullName);
    const own = passed.filter((name) => name.startsWith("acme-w2 "));
    const vectors = JSON.parse(blocks[2]?.text ?? "") as { name: string; expect: string }[];
    for (const { name, expect: wanted } of vectors)
      for (const seen of wanted === "reject" ? ["is rejected"] : ["is built byte for byte", "is read back"])
        expect(own.filter((test) => test.startsWith(`acme-w2 ${name} ${seen}`))).toHaveLength(1);
    expect(passed).toContain(`the list of models ${MODEL} is driven, simulated and vectored`);
    expect(passed).toContain(`${MODEL} has each of its settings described in the README`);
  });

  test("leads to files that the compiler and the formatter accept as they are", { timeout: RUN_MS_MAX }, async () => {
    const made = [STEPS.driver, STEPS.simulator, STEPS.entry];
    const project = { extends: "./tsconfig.json", include: [...made, "drivers/**/*.d.ts"] };
    writeFileSync(join(copy, "tsconfig.guide.json"), JSON.stringify(project));
    expect(await run("typescript/bin/tsc", "--noEmit", "-p", "tsconfig.guide.json")).toEqual({ ok: true, output: "" });
    const checked = await run("@biomejs/biome/bin/biome", "check", "--vcs-enabled=false", ...made);
    expect(checked.ok, checked.output).toBe(true);
  });

  test.each([
    [STEPS.driver, /Cannot find module '.*led\/acme-w2\.ts' imported from .*drivers\/models\.ts/],
    [STEPS.simulator, /led\/acme-w2 lacks its simulator: simulators\/led\/acme-w2\.ts .* step 2/],
    [STEPS.vectors, /led\/acme-w2 lacks its vectors .*: tests\/vectors\/acme-w2\.json .* step 3/],
    [STEPS.entry, /drivers\/models\.ts does not list led\/acme-w2 of drivers\/led\/acme-w2\.ts .* step 4/],
    [STEPS.settings, /drivers\/README\.md does not describe under ### `led\/acme-w2`.*address/s],
  ])("without %s says so", { timeout: RUN_MS_MAX }, async (path, words) => {
    const { ok, output } = await judgedWithout(path);
    expect(ok).toBe(false);
    expect(output).toMatch(words);
  });

  test("without the simulator's `wire` says that half of the vectors went untried", {
    timeout: RUN_MS_MAX,
  }, async () => {
    const file = join(copy, STEPS.simulator);
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.replace("export const wire", "export const other"));
    const { ok, output } = await judge("--testNamePattern", CONCERNED);
    writeFileSync(file, whole);
    expect(ok).toBe(false);
    expect(output).toMatch(/acme-w2: no `wire` in the simulator/);
  });
});

describe("the new model in a hall", { timeout: RUN_MS_MAX }, () => {
  let hall: Awaited<ReturnType<typeof trialHall>>;
  beforeAll(async () => {
    hall = await trialHall(copy, STEPS.hall);
  });
  afterAll(() => hall?.stop());

  const board = async () => (await hall.board()).devices;
  const shows = (text: string) =>
    eventually(
      `the board to show ${text}`,
      async () => (await hall.page()).some(({ display }) => display === text),
      20_000,
    );
  const isIn = (state: string) =>
    eventually(`${MODEL} to be ${state}`, async () => (await board()).some((device) => device.state === state), 20_000);

  test("stands in the virtual hall, on the technician's page and on the manager's board", async () => {
    const own = { id: "board-1", model: MODEL };
    expect(await hall.page()).toMatchObject([{ ...own, window: "1", view: { address: 3, width: 128, height: 16 } }]);
    expect(hall.previews()).toMatchObject([{ deviceId: "board-1", model: MODEL, cells: 8 }]);
    await isIn("online");
    const title = "ACME W2 窗口屏 / ACME W2 window board";
    expect(await board()).toMatchObject([{ ...own, kind: "led", title, link: "boards", windowId: "1", detail: "" }]);
  });

  test("shows a call, is reported without power, and shows what is true when it has it again", async () => {
    const submit = async (command: Command) => expect(await hall.submit(command)).toBe("ok");
    await submit({ type: "open-window", windowId: "1", staffId: null });
    const nobody = { priority: null, kioskId: null, language: null };
    await submit({ type: "issue-ticket", serviceId: "general", ...nobody });
    await submit({ type: "call-next", windowId: "1", fromKeypad: false });
    await shows("请A001号办理");
    expect(await hall.setFault("board-1", "unplugged")).toBe(true);
    await submit({ type: "arrived", windowId: "1" });
    await isIn("offline");
    expect(await hall.setFault("board-1", "none")).toBe(true);
    await shows("正在办理A001号");
    await isIn("online");
    expect(hall.troubles).toEqual([]);
  });
});
