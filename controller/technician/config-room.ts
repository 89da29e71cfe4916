// The configuration file as the technician changes it: shown as a diff first, kept in versions, gone back to.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import { type Edit, editConfig } from "../../config/edit.ts";
import { type Fault, parseConfig, yamlFaults } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import type { ConfigChangeView } from "../contract/technician.ts";
import { replaceFile } from "../store/durable-file.ts";

const VERSIONS_MAX = 100;
const VERSION = /^\d{8}-\d{6}-[0-9a-f]{8}$/;
const SECOND_MS = 1_000;

/** Keeps in the log that the file was changed. Rejects when nothing can be kept: the file is then put back. */
export type Logged = (config: Config, digest: string) => Promise<unknown>;

export interface ConfigRoomOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly nowMs: () => number;
  /** What runs now. */
  readonly running: () => Config;
  readonly logged: Logged;
  /** Runs the links and devices of another configuration. */
  readonly apply: (config: Config) => Promise<void>;
}

/** Somebody else changed the file since the edits were made. */
export class FileChanged extends Error {
  readonly code = "CONFIG_CHANGED";
}
/** There is no such version. */
export class VersionUnknown extends Error {
  readonly code = "CONFIG_VERSION_UNKNOWN";
}
/** The file, or the folder of its versions, cannot be read or written; nothing was changed. */
export class FileUnavailable extends Error {
  readonly code = "CONFIG_UNAVAILABLE";
}

interface FileText {
  readonly text: string;
  readonly digest: string;
}

export class ConfigRoom {
  readonly #options: ConfigRoomOptions;
  readonly #folder: string;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: ConfigRoomOptions) {
    this.#options = options;
    this.#folder = join(options.dataDir, "config-versions");
  }

  get file(): string {
    return this.#options.file;
  }

  read(): FileText {
    const text = onDisk(() => readFileSync(this.#options.file, "utf8"));
    return { text, digest: digestOf(text) };
  }

  /** Newest first. */
  versions(): { readonly version: string; readonly atMs: number }[] {
    return this.#versionNames()
      .reverse()
      .map((version) => ({ version, atMs: timeOf(version) }));
  }

  /** Shows what the edits would change, and makes the change when `apply`. One at a time. */
  change(edits: readonly Edit[], digest: string, apply: boolean): Promise<ConfigChangeView> {
    return this.#oneAtATime(async () => {
      const before = this.#expected(digest);
      // Entries of a file that is no YAML cannot be found: a person must mend it first.
      const faults = yamlFaults(before.text);
      if (faults.length > 0) return answer({ ok: false, diff: "", faults, digest });
      return this.#write(before, editConfig(before.text, edits), apply);
    });
  }

  /** Goes back to a kept version; the present file becomes a version itself. */
  rollback(version: string, digest: string): Promise<ConfigChangeView> {
    return this.#oneAtATime(async () => {
      const kept = this.kept(version);
      return this.#write(this.#expected(digest), kept, true);
    });
  }

  /** The text of a kept version. */
  kept(version: string): string {
    // Only names that are in the folder are read: no path can be made of one.
    if (!this.#versionNames().includes(version)) throw new VersionUnknown(version);
    return onDisk(() => readFileSync(this.#pathOf(version), "utf8"));
  }

  /** The same for a whole new text; `logged` instead of the room's own where the caller knows who and what. */
  rewrite(make: (text: string) => string, digest: string, apply: boolean, logged?: Logged): Promise<ConfigChangeView> {
    return this.#oneAtATime(async () => {
      const before = this.#expected(digest);
      return this.#write(before, make(before.text), apply, logged);
    });
  }

  #oneAtATime<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(run, run);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  #expected(digest: string): FileText {
    const before = this.read();
    if (before.digest !== digest) throw new FileChanged(`${basename(this.file)} 已被修改 has changed since`);
    return before;
  }

  async #write(
    before: FileText,
    text: string,
    apply: boolean,
    logged = this.#options.logged,
  ): Promise<ConfigChangeView> {
    const { file, running } = this.#options;
    const { digest } = before;
    const name = basename(file);
    const diff = text === before.text ? "" : createTwoFilesPatch(name, name, before.text, text, "", "", { context: 2 });
    const loaded = parseConfig(text);
    if (!loaded.ok) return answer({ ok: false, diff, faults: loaded.faults, digest });
    const { config, warnings } = loaded;
    const view = { ok: true, diff, warnings, restart: !sameBesidesDevices(running(), config) };
    if (!apply || diff === "") return answer({ ...view, digest });
    const after = digestOf(text);
    const version = this.#keep(before);
    try {
      onDisk(() => replaceFile(file, text));
      await logged(config, after);
    } catch (error) {
      if (this.read().digest === after) onDisk(() => replaceFile(file, before.text));
      rmSync(this.#pathOf(version), { force: true });
      throw error;
    }
    await this.#options.apply(config);
    return answer({ ...view, applied: true, digest: after });
  }

  /** The name of the version it became. */
  #keep({ text, digest }: FileText): string {
    const newest = this.#versionNames().at(-1);
    // Never behind the newest one: the order of the names is the order of the changes, whatever the clock does.
    const atMs = Math.max(this.#options.nowMs(), newest === undefined ? 0 : timeOf(newest) + SECOND_MS);
    const stamp = new Date(atMs).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
    const version = `${stamp}-${digest.slice(0, 8)}`;
    onDisk(() => {
      mkdirSync(this.#folder, { recursive: true });
      replaceFile(this.#pathOf(version), text);
    });
    const names = this.#versionNames();
    for (const old of names.slice(0, Math.max(0, names.length - VERSIONS_MAX)))
      rmSync(this.#pathOf(old), { force: true });
    return version;
  }

  #pathOf(version: string): string {
    return join(this.#folder, `${version}.yaml`);
  }

  /** Oldest first; none before the first change. */
  #versionNames(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter((file) => file.endsWith(".yaml"))
        .map((file) => file.slice(0, -".yaml".length))
        .filter((name) => VERSION.test(name))
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw unavailable(error);
    }
  }
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function unavailable(cause: unknown): FileUnavailable {
  return new FileUnavailable(cause instanceof Error ? cause.message : String(cause), { cause });
}

/** The system's own words name the file and what is wrong with it. */
function onDisk<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw unavailable(error);
  }
}

function timeOf(version: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(version) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}

/** What `Fleet.apply` takes over while the hall runs; everything else waits for its next start. */
export function sameBesidesDevices(a: Config, b: Config): boolean {
  const { links, devices, texts, speech, sound } = a;
  return isDeepStrictEqual(a, { ...b, links, devices, texts, speech, sound });
}

interface Parts {
  readonly ok: boolean;
  readonly diff: string;
  readonly digest: string;
  readonly applied?: boolean;
  readonly restart?: boolean;
  readonly faults?: readonly Fault[];
  readonly warnings?: readonly Fault[];
}

function answer({ ok, diff, digest, applied = false, restart = false, faults = [], warnings = [] }: Parts) {
  return { ok, applied, diff, faults: [...faults], warnings: [...warnings], digest, restart };
}
