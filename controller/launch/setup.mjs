// Makes a fresh checkout ready: installs and builds when the lockfile or a source changed. Plain Node, no packages.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** Node 22 and newer keep compiled code here: a second start is quicker. Older ones ignore it. */
export const compileCache = join(root, "dist", ".compile-cache");
/** The service keeps little that is young: a small nursery saves 20 MB for its life and costs no speed. */
export const serviceFlags = ["--max-semi-space-size=4"];
const NODE_MIN = [20, 19];
const SERVER_SOURCES = [
  "controller",
  "drivers",
  "display-server",
  "config",
  "simulators",
  "tsconfig.base.json",
  "tsconfig.build.json",
];
const UI_SOURCES = ["kiosk-ui", "controller/contract"];

/** Ends the process with a readable reason when this Node cannot run the hall. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  console.error(`Hallkeeper needs Node ${NODE_MIN.join(".")} or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

/** Runs a command with a line of progress every few seconds; its output is shown only when it fails. */
function run(title, command, args, env = {}) {
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  process.stdout.write(`${title} …\n`);
  const ticker = setInterval(() => process.stdout.write(`  … ${seconds()} s\n`), 10_000);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(ticker);
      if (code === 0) {
        process.stdout.write(`  done in ${seconds()} s\n`);
        resolve();
      } else reject(new Error(`${title} failed (exit ${code}):\n${output}`));
    });
  });
}

/** Lockfile, Node ABI and platform together: a change of any of them needs an install. */
function installStamp() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256")
    .update(lock)
    .update(`${process.versions.modules}-${process.platform}-${process.arch}`)
    .digest("hex");
}

/** Node's headers, where they lie beside it: native packages then compile without a download. */
function nodeHeaders() {
  const prefix = join(dirname(process.execPath), "..");
  return existsSync(join(prefix, "include", "node", "node_api.h")) ? { npm_config_nodedir: prefix } : {};
}

async function ensureInstalled() {
  const folder = join(root, "node_modules");
  // Packages borrowed from another folder are that folder's business: an install here would empty them there.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const stampFile = join(folder, ".hallkeeper-installed");
  const stamp = installStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
  // The stamp goes first: an install that breaks half way must not look done.
  rmSync(stampFile, { force: true });
  await run("安装依赖 · Installing packages (first start only, up to a few minutes)", command, args, {
    ...nodeHeaders(),
    // A production environment would leave out the build tools.
    NODE_ENV: "development",
  });
  writeFileSync(stampFile, stamp);
}

function* filesBelow(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.name !== "node_modules") yield* filesBelow(join(path, entry.name));
}

function sourceStamp(sources) {
  const hash = createHash("sha256").update(installStamp());
  for (const source of sources)
    for (const file of filesBelow(join(root, source))) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}:${size}:${mtimeMs}\n`);
    }
  return hash.digest("hex");
}

async function buildPart(name, sources, force, build) {
  const stampFile = join(root, "dist", `.stamp-${name}`);
  const stamp = sourceStamp(sources);
  if (!force && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  rmSync(stampFile, { force: true });
  await build();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Installs and builds what is missing or stale. Throws with the tool's own output when a step fails. */
export async function ensureReady({ force = false } = {}) {
  checkNode();
  await ensureInstalled();
  const bin = (name) => join(root, "node_modules", name);
  await Promise.all([
    buildPart("server", SERVER_SOURCES, force, () =>
      run("编译服务 · Building the service", process.execPath, [
        bin("typescript/bin/tsc"),
        "-p",
        "tsconfig.build.json",
      ]),
    ),
    buildPart("ui", UI_SOURCES, force, () =>
      run("编译页面 · Building the pages", process.execPath, [
        bin("vite/bin/vite.js"),
        "build",
        "--config",
        "kiosk-ui/vite.config.ts",
        "--logLevel",
        "warn",
      ]),
    ),
  ]);
}

/** Like ensureReady, but ends the process with the reason instead of a stack. */
export async function ensureReadyOrExit(options) {
  try {
    await ensureReady(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
