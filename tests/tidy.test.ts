// The house rules a reader relies on: who may import whom, sizes; every model is listed, simulated and vectored.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { models } from "../drivers/models.ts";

const root = resolve(import.meta.dirname, "..");
const FOLDERS = ["controller", "drivers", "kiosk-ui", "display-server", "config", "simulators", "tests"];
const FILE_LINES_MAX = 400;
const LINE_LENGTH_MAX = 120;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["node_modules", "dist", "stubs"].includes(entry.name)) yield* sources(path);
    else if (/\.(ts|tsx|mjs)$/.test(entry.name)) yield path;
  }
}

const files = FOLDERS.flatMap((folder) => [...sources(folder)]);

/** First match decides: a file below `from` may import what `to` matches, and its own folder where it says so. */
const RULES: readonly { from: RegExp; to: readonly RegExp[]; packages?: RegExp }[] = [
  { from: /^controller\/domain\//, to: [/^controller\/domain\//], packages: /^$/ },
  { from: /^controller\/contract\//, to: [/^controller\/contract\//], packages: /^typebox/ },
  { from: /^controller\/store\//, to: [/^controller\/(store|domain|contract)\//] },
  {
    from: /^controller\/(http|views)\//,
    to: [/^controller\/(http|views|domain|contract)\//, /^controller\/(hall|ticket-paper|project-root)\.ts$/],
  },
  { from: /^controller\/launch\//, to: [/^controller\/launch\//], packages: /^node:/ },
  { from: /^controller\//, to: [/^(controller|drivers|display-server|config)\//] },
  { from: /^drivers\/models\.ts$/, to: [/^drivers\//] },
  { from: /^drivers\/kernel\//, to: [/^drivers\/kernel\//], packages: /^(node:|typebox)/ },
  { from: /^drivers\/transports\//, to: [/^drivers\/(kernel|transports)\//] },
  { from: /^drivers\/printers\//, to: [/^drivers\/(kernel|printers)\//] },
  { from: /^drivers\/led\//, to: [/^drivers\/(kernel|led)\//] },
  { from: /^drivers\/keypads\//, to: [/^drivers\/(kernel|keypads)\//] },
  { from: /^drivers\/pads\//, to: [/^drivers\/(kernel|pads)\//, /^drivers\/keypads\/lang-/] },
  { from: /^drivers\/(voice|readers|scanners|modems)\//, to: [/^drivers\/(kernel|voice|readers|scanners|modems)\//] },
  { from: /^display-server\//, to: [/^display-server\//, /^controller\/contract\//] },
  { from: /^config\//, to: [/^config\//, /^drivers\/models\.ts$/] },
  { from: /^kiosk-ui\//, to: [/^kiosk-ui\//, /^controller\/contract\//] },
  { from: /^simulators\//, to: [/^simulators\//] },
  { from: /^tests\//, to: [/./] },
];

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = [...text.matchAll(/(?:^|[\s;])(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']/g)];
  found.push(...text.matchAll(/(?:^|[\s;(])import\s*\(?\s*["']([^"']+)["']/g));
  return found.map((match) => match[1] ?? "");
}

function trespasses(file: string, imported: readonly string[]): string[] {
  const rule = RULES.find(({ from }) => from.test(file));
  if (rule === undefined) return [`${file}: no rule for this folder`];
  return imported.flatMap((name) => {
    if (!name.startsWith(".")) {
      const allowed = rule.packages === undefined || rule.packages.test(name);
      return allowed ? [] : [`${file} imports package ${name}`];
    }
    const target = relative(root, resolve(root, dirname(file), name));
    return rule.to.some((pattern) => pattern.test(target)) ? [] : [`${file} imports ${target}`];
  });
}

describe("imports", () => {
  test("go only where the architecture allows", () => {
    expect(files.flatMap((file) => trespasses(file, importsOf(file)))).toEqual([]);
  });

  test("a trespass would be seen", () => {
    expect(trespasses("controller/domain/fold.ts", ["../store/event-store.ts", "fastify"])).toHaveLength(2);
    expect(trespasses("simulators/led/onbon-bx5k.ts", ["../../drivers/led/lang-onbon.ts"])).toHaveLength(1);
    expect(trespasses("kiosk-ui/hall/main.tsx", ["../../controller/domain/types.ts"])).toHaveLength(1);
  });

  test("only transports touch serial ports and sockets of devices", () => {
    const offenders = files
      .filter((file) => file.startsWith("drivers/") && !file.startsWith("drivers/transports/"))
      .filter((file) => importsOf(file).some((name) => /^(serialport|node-hid|node:net)/.test(name)));
    expect(offenders).toEqual([]);
  });

  test("relative imports name their file with its ending", () => {
    const bare = files
      .filter((file) => !file.startsWith("kiosk-ui/"))
      .flatMap((file) =>
        importsOf(file).filter((name) => name.startsWith(".") && !/\.(ts|tsx|mjs|json|js|css)$/.test(name)),
      );
    expect(bare).toEqual([]);
  });
});

describe("files", () => {
  const lines = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8").split("\n")]));

  test("stay short enough to be read in one sitting", () => {
    const long = [...lines]
      .filter(([, text]) => text.length > FILE_LINES_MAX + 1)
      .map(([file, text]) => `${file}: ${text.length}`);
    expect(long).toEqual([]);
  });

  test("have lines that fit a screen", () => {
    const wide = [...lines].flatMap(([file, text]) =>
      text.flatMap((line, i) => ([...line].length > LINE_LENGTH_MAX ? [`${file}:${i + 1}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  test("begin with a line that says what they are for", () => {
    const silent = [...lines].filter(([, text]) => !/^(\/\/|\/\*|#!)/.test(text[0] ?? "")).map(([file]) => file);
    expect(silent).toEqual([]);
  });

  test("are named for what they hold", () => {
    const vague = files.filter((file) => /(utils?|helpers?|manager|handler|(^|\/)index)\.(ts|mjs)$/.test(file));
    expect(vague).toEqual([]);
  });

  test("leave nothing to be done later and skip no test", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|\b(it|test|describe)\.(skip|only|todo)\b|@ts-(ignore|nocheck)/;
    const found = [...lines].flatMap(([file, text]) =>
      file === "tests/tidy.test.ts" ? [] : text.flatMap((line, i) => (marks.test(line) ? [`${file}:${i + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });
});

describe("the list of models", () => {
  test("names each model once, by its path", () => {
    const ids = models.map((model) => model.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(models.map((model) => [model.id, model] as const))("%s is driven, simulated and vectored", (id, model) => {
    const [, name = ""] = id.split("/");
    const folder = FOLDER[model.kind];
    const wanted = [
      { file: `drivers/${folder}/${name}.ts`, what: "its driver", step: 1 },
      { file: `simulators/${folder}/${name}.ts`, what: "its simulator", step: 2 },
      ...(VECTORS[id] ?? [name]).map((family) => ({
        ...{ file: `tests/vectors/${family}.json`, what: "its vectors (or their other name in VECTORS here)", step: 3 },
      })),
    ];
    const missing = wanted.filter(({ file }) => !existsSync(join(root, file)));
    expect(missing.map(({ file, what, step }) => `${id} lacks ${what}: ${file} ${GUIDE} ${step}`)).toEqual([]);
  });

  test("holds every model file of the drivers", () => {
    const listed = models.map((model) => model.id);
    const declared = Object.values(FOLDER)
      .filter((kind) => existsSync(join(root, "drivers", kind)))
      .flatMap((kind) => readdirSync(join(root, "drivers", kind)).map((file) => join("drivers", kind, file)))
      .map((file) => ({ file, id: file.endsWith(".ts") ? modelId(file) : null }))
      .filter(({ id }) => id !== null);
    const unlisted = declared.filter(({ id }) => !listed.includes(id ?? ""));
    expect(unlisted.map(({ file, id }) => `drivers/models.ts does not list ${id} of ${file} ${GUIDE} 4`)).toEqual([]);
    expect(declared.map(({ id }) => id).sort()).toEqual(listed.sort());
  });
});

/** Where a newcomer reads what to do. */
const GUIDE = "· 见 see drivers/README.md, 步骤 step";

const FOLDER = {
  ...{ printer: "printers", led: "led", keypad: "keypads", pad: "pads" },
  ...{ voice: "voice", reader: "readers", scanner: "scanners", modem: "modems" },
} as const;

/** The vector files of each model whose wire has another name than the model. */
const VECTORS: Record<string, readonly string[]> = {
  "printer/escpos": ["escpos-printer", "text-encoding"],
  "keypad/ff68": ["caller-ff68"],
  "pad/ff68": ["evaluator-ff68"],
  "keypad/profile": ["profile"],
  "pad/profile": ["profile"],
  "led/slz-strip": ["slz-strip-screen", "strip-screen-single"],
  "led/modbus-number": ["modbus-rtu"],
  "led/xunpeng-number": ["numeric-board-xunpeng"],
  "led/sum4-number": ["numeric-board-4byte"],
  "reader/samv": ["idcard-samv"],
  "scanner/gm72": ["scanner-growgm72"],
  "modem/gsm": ["gsm-pdu"],
};

/** The id a model file declares, or null for a shared tongue. */
function modelId(file: string): string | null {
  return /\bid: "([a-z]+\/[a-z0-9-]+)"/.exec(readFileSync(join(root, file), "utf8"))?.[1] ?? null;
}
