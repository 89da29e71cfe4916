// A backup every night: made by a process of its own, so that copying a large log holds up nobody at a window.
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { setPriority } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { BackupsView } from "../contract/settings.ts";
import type { BackupFact } from "../domain/alarm-facts.ts";
import { dayAfter } from "../domain/calendar.ts";
import { isoWithOffset, localDay, wallTime } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import { projectRoot } from "../project-root.ts";
import { backupFolder, backupName, isBackupOf } from "./make-backup.ts";

const LOOK_MS = 30_000;
const MINUTE_MS = 60_000;
/** A copy that takes longer hangs. */
const RUN_MS_MAX = 30 * MINUTE_MS;
const SAID_CHARS_MAX = 2_000;
const LOW_PRIORITY = 10;

export interface NightlyOptions {
  readonly backup: Config["backup"];
  readonly hall: Pick<Config["hall"], "id" | "timezone">;
  readonly dataDir: string;
  readonly configFile: string;
  readonly clock: Clock;
  readonly warn: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  /** Makes the file; missing: the command line of this program. Rejects with words for a person. */
  readonly make?: (file: string) => Promise<void>;
}

/** Drops all but so many of the newest; files of other names stay. */
export function dropOldBackups(folder: string, hallId: string, keep: number): void {
  const own = namesIn(folder, hallId);
  for (const name of own.slice(0, Math.max(0, own.length - keep))) rmSync(join(folder, name), { force: true });
}

function namesIn(folder: string, hallId: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => isBackupOf(hallId, name))
        .sort()
    : [];
}

export class NightlyBackup {
  readonly #options: NightlyOptions;
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #running: Promise<void> | null = null;
  #triedDay = "";
  #trouble = "";
  #timer: NodeJS.Timeout | null = null;

  constructor(options: NightlyOptions) {
    this.#options = options;
    this.#folder = resolve(options.backup.folder ?? backupFolder(options.dataDir));
    // What is past when the service starts waits for the next night: a hall that opens must not copy its log.
    if (this.#isTime()) this.#triedDay = this.#today();
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** Makes tonight's backup once its time has come. */
  look(): void {
    const { warn } = this.#options;
    if (!this.#isTime() || this.#triedDay === this.#today()) return;
    this.#triedDay = this.#today();
    this.makeNow().catch((error: unknown) => warn({ err: error }, "备份失败 the nightly backup failed"));
  }

  /** One at a time; a second call waits for the first. */
  makeNow(): Promise<void> {
    this.#running ??= this.#make().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  get view(): BackupsView {
    const { hall, backup } = this.#options;
    const backups = namesIn(this.#folder, hall.id)
      .reverse()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(this.#folder, name));
        return { name, at: isoWithOffset(Math.floor(mtimeMs), hall.timezone), bytes: size };
      });
    const { nightlyAt, keep } = backup;
    return { folder: this.#folder, nightlyAt, keep, backups, trouble: this.#trouble };
  }

  /** For the alarms. */
  get fact(): BackupFact {
    const newest = namesIn(this.#folder, this.#options.hall.id).map(
      (name) => statSync(join(this.#folder, name)).mtimeMs,
    );
    return {
      trouble: this.#trouble,
      newestMs: newest.length === 0 ? null : Math.max(...newest),
      dueMs: this.#lastDueMs(),
    };
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#child?.kill();
  }

  #today(): string {
    const { clock, hall } = this.#options;
    return localDay(Math.floor(clock.nowMs()), hall.timezone);
  }

  #isTime(): boolean {
    const dueMs = this.#dueMs(this.#today());
    return dueMs !== null && this.#options.clock.nowMs() >= dueMs;
  }

  #dueMs(day: LocalDay): number | null {
    const { hall, backup } = this.#options;
    if (backup.nightlyAt === null) return null;
    const [hours = 0, minutes = 0] = backup.nightlyAt.split(":").map(Number);
    return wallTime(day, hours * 60 + minutes, hall.timezone).atMs;
  }

  /** The newest hour that has come: today's, or yesterday's. */
  #lastDueMs(): number | null {
    return this.#isTime() ? this.#dueMs(this.#today()) : this.#dueMs(dayAfter(this.#today(), -1));
  }

  async #make(): Promise<void> {
    const { hall, backup, clock, info } = this.#options;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const name = backupName(hall.id, Math.floor(clock.nowMs()));
      const file = join(this.#folder, name);
      await (this.#options.make ?? ((to) => this.#byCommandLine(to)))(file);
      dropOldBackups(this.#folder, hall.id, backup.keep);
      if (backup.copyTo !== undefined) copyAway(file, backup.copyTo, name, hall.id, backup.keep);
      this.#trouble = "";
      info({ file }, "备份完成 backup made");
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #byCommandLine(file: string): Promise<void> {
    const { configFile, dataDir } = this.#options;
    const cli = join(projectRoot(), "dist", "controller", "cli.js");
    const args = [cli, "backup", "--config", configFile, "--data", dataDir, "--out", file];
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], timeout: RUN_MS_MAX });
      this.#child = child;
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString("utf8")).slice(-SAID_CHARS_MAX);
      });
      child.once("spawn", () => lower(child));
      child.once("error", fail);
      child.once("exit", (code) => {
        this.#child = null;
        if (code === 0) done();
        else fail(new Error(said.trim() === "" ? `the backup ended with ${code}` : said.trim()));
      });
    });
  }
}

/** Windows waiting for their next number go first. */
function lower(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY);
  } catch {
    // It has ended already, or this system has no priorities: the backup is as good.
    return;
  }
}

/** Under another name until it is whole: who looks there finds no half file. */
function copyAway(file: string, folder: string, name: string, hallId: string, keep: number): void {
  mkdirSync(folder, { recursive: true });
  const to = join(folder, name);
  copyFileSync(file, `${to}.new`);
  renameSync(`${to}.new`, to);
  dropOldBackups(folder, hallId, keep);
}
