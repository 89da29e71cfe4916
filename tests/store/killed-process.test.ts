// Real processes on a real folder: the lock, and what is left when one is killed in the middle of its work.
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { tempFolder } from "./temp-folder.ts";

const CHILD = join(import.meta.dirname, "appending-child.mjs");

interface Child {
  readonly process: ChildProcess;
  /** Resolves with all lines when the process has ended. */
  readonly ended: Promise<{ lines: string[]; signal: NodeJS.Signals | null; stderr: string }>;
  onLine(listener: (line: string, count: number) => void): void;
}

function start(folder: string, ...more: (string | number)[]): Child {
  const child = spawn(process.execPath, [CHILD, folder, ...more.map(String)], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const listeners: ((line: string, count: number) => void)[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    for (const listener of listeners) listener(line, lines.length);
  });
  const ended = new Promise<Awaited<Child["ended"]>>((resolve) => {
    child.on("close", (_code, signal) => resolve({ lines, signal, stderr }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { process: child, ended, onLine: (listener) => listeners.push(listener) };
}

function ready(child: Child): Promise<void> {
  return Promise.race([
    new Promise<void>((resolve) => child.onLine((line) => line === "ready" && resolve())),
    child.ended.then(({ stderr }) => Promise.reject(new Error(`the process ended early: ${stderr}`))),
  ]);
}

interface Acknowledged {
  readonly key: string;
  readonly number: string;
}

function acknowledged(lines: readonly string[]): Acknowledged[] {
  return lines
    .map((line) => /^ack (\d+) (A\d+)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ key: `k${match[1]}`, number: match[2] ?? "" }]));
}

/** Looks at the folder as it was left: nothing acknowledged is missing, nothing is there twice or in part. */
function inspect(folder: string, acks: readonly Acknowledged[]): void {
  // Opening takes the lock and recovers the WAL, as a restart does.
  const store = SqliteStore.open(folder);
  try {
    const events = store.eventsAfter(0, 1_000_000);
    const numbers = events.flatMap(({ type, data }) =>
      type === "ticket.issued" ? [(data as { number: string }).number] : [],
    );
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { key, number } of acks) {
      expect(numbers).toContain(number);
      expect(JSON.parse(store.keptAnswer(key)?.body ?? "null")).toMatchObject({ number });
    }
    const db = openDatabase(store.path, { readonly: true });
    // Event and answer of a command are both there or both not.
    expect(db.prepare("SELECT count(*) AS n FROM idempotency").get()).toEqual({ n: numbers.length });
    expect(db.prepare("SELECT count(*) AS n FROM tickets").get()).toEqual({ n: numbers.length });
    expect(db.pragma("quick_check", { simple: true })).toBe("ok");
    db.close();
    expect(verifyLog(store.path).faults).toEqual([]);
  } finally {
    store.close();
  }
}

describe("the lock of a data folder", () => {
  test("refuses a second instance, naming the first, and is free again after kill -9", async () => {
    const folder = tempFolder();
    const holder = start(folder, 0, "hold");
    await ready(holder);
    const second = () => SqliteStore.open(folder);
    expect(second).toThrow(expect.objectContaining({ code: "LOCKED" }));
    expect(second).toThrow(`pid ${holder.process.pid}`);
    const third = await start(folder, 0, "hold").ended;
    expect(third.stderr).toContain(`pid ${holder.process.pid}`);
    holder.process.kill("SIGKILL");
    expect((await holder.ended).signal).toBe("SIGKILL");
    // The files of the dead holder are still there and must not matter.
    SqliteStore.open(folder).close();
  });

  test("is not fooled by a stale pid file, not even of a living process", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "lock.pid"), `${process.ppid}\n`);
    SqliteStore.open(folder).close();
  });

  test("holds within one process too", () => {
    const folder = tempFolder();
    const first = SqliteStore.open(folder);
    expect(() => SqliteStore.open(folder)).toThrow(expect.objectContaining({ code: "LOCKED" }));
    first.close();
    SqliteStore.open(folder).close();
  });
});

describe("kill -9", () => {
  test("twenty times in one folder, anywhere: every acknowledged command is there once", {
    timeout: 300_000,
  }, async () => {
    const folder = tempFolder();
    const acks: Acknowledged[] = [];
    for (let run = 0; run < 20; run++) {
      const child = start(folder, run * 100_000);
      // Killed after a different number of answers each time, wherever the process then is.
      const linesMax = 2 + run * 13;
      child.onLine((_line, count) => count === linesMax && child.process.kill("SIGKILL"));
      const { lines, signal, stderr } = await child.ended;
      expect([signal, stderr]).toEqual(["SIGKILL", ""]);
      acks.push(...acknowledged(lines));
    }
    expect(acks.length).toBeGreaterThan(1000);
    inspect(folder, acks);
  });

  test.each(["received", "decided", "before-commit", "after-commit", "after-sync", "before-ack"])(
    "at the step %s: what was acknowledged is there, the rest is there as a whole or not at all",
    async (label) => {
      const folder = tempFolder();
      const acks: Acknowledged[] = [];
      for (const passing of [1, 2, 7]) {
        const { lines, signal, stderr } = await start(folder, passing * 1000, label, passing).ended;
        expect([signal, stderr]).toEqual(["SIGKILL", ""]);
        acks.push(...acknowledged(lines));
        inspect(folder, acks);
      }
      expect(acks.length).toBeGreaterThan(0);
    },
  );
});
