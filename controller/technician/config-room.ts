// The configuration file as the technician changes it: shown as a diff first, kept in versions, gone back to.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { type Edit, editConfig } from "../../config/edit.ts";
import { type Fault, parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import type { ConfigChangeView } from "../contract/technician.ts";

const VERSIONS_MAX = 100;
const VERSION = /^\d{8}-\d{6}-[0-9a-f]{8}$/;

export interface ConfigRoomOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly nowMs: () => number;
  /** What runs now. */
  readonly running: () => Config;
  /** Runs the links and devices of another configuration. */
  readonly apply: (config: Config, digest: string) => Promise<void>;
}

/** Somebody else changed the file since the edits were made. */
export class FileChanged extends Error {
  readonly code = "CONFIG_CHANGED";
}
/** There is no such version. */
export class VersionUnknown extends Error {
  readonly code = "CONFIG_VERSION_UNKNOWN";
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

  read(): { readonly text: string; readonly digest: string } {
    const text = readFileSync(this.#options.file, "utf8");
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
    return this.#oneAtATime(() => this.#write((text) => editConfig(text, edits), digest, apply));
  }

  /** Goes back to a kept version; the present file becomes a version itself. */
  rollback(version: string, digest: string): Promise<ConfigChangeView> {
    return this.#oneAtATime(() => {
      if (!this.#versionNames().includes(version)) throw new VersionUnknown(version);
      const kept = readFileSync(join(this.#folder, `${version}.yaml`), "utf8");
      return this.#write(() => kept, digest, true);
    });
  }

  #oneAtATime<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(run, run);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  async #write(make: (text: string) => string, digest: string, apply: boolean): Promise<ConfigChangeView> {
    const { file, running } = this.#options;
    const before = this.read();
    if (before.digest !== digest) throw new FileChanged(file);
    const text = make(before.text);
    const name = basename(file);
    const diff = text === before.text ? "" : createTwoFilesPatch(name, name, before.text, text, "", "", { context: 2 });
    const loaded = parseConfig(text);
    if (!loaded.ok) return answer({ ok: false, diff, faults: loaded.faults, digest });
    const restart = !sameBesidesDevices(running(), loaded.config);
    const view = { ok: true, diff, warnings: loaded.warnings, restart };
    if (!apply || diff === "") return answer({ ...view, digest });
    this.#keep(before.text, before.digest);
    const after = digestOf(text);
    // First beside it, then in its place: a power cut leaves the old file or the new one, never half of it.
    writeFileSync(`${file}.new`, text, { flush: true });
    renameSync(`${file}.new`, file);
    await this.#options.apply(loaded.config, after);
    return answer({ ...view, applied: true, digest: after });
  }

  #keep(text: string, digest: string): void {
    mkdirSync(this.#folder, { recursive: true });
    const stamp = new Date(this.#options.nowMs()).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
    writeFileSync(join(this.#folder, `${stamp}-${digest.slice(0, 8)}.yaml`), text, { flush: true });
    const names = this.#versionNames();
    for (const old of names.slice(0, Math.max(0, names.length - VERSIONS_MAX)))
      rmSync(join(this.#folder, `${old}.yaml`), { force: true });
  }

  /** Oldest first. */
  #versionNames(): string[] {
    mkdirSync(this.#folder, { recursive: true });
    return readdirSync(this.#folder)
      .map((file) => file.replace(/\.yaml$/, ""))
      .filter((name) => VERSION.test(name))
      .sort();
  }
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function timeOf(version: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(version) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}

/** Links, devices, texts and speech can be taken over by a running hall; everything else waits for its next start. */
function sameBesidesDevices(a: Config, b: Config): boolean {
  const rest = ({ links: _links, devices: _devices, texts: _texts, speech: _speech, ...other }: Config) => other;
  return JSON.stringify(rest(a)) === JSON.stringify(rest(b));
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
