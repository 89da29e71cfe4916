// What a backup says of itself: first entry of the archive, so that it is known before anything else is read.
import { BackupError } from "./backup-error.ts";

export const FORMAT = "hallkeeper-backup/1";
export const MANIFEST = "manifest.json";
export const CONFIG = "config.yaml";
export const DATA = "data/";
export const LOG = `${DATA}hall.db`;
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;
const FILES_MAX = 20_000;

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the content, lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  /** ISO 8601. */
  readonly at: string;
  /** Of the program that made it. */
  readonly version: string;
  readonly hallId: string;
  /** The end of the event log in it. */
  readonly log: { readonly seq: number; readonly hash: string };
  readonly files: readonly ManifestFile[];
}

/** Names that lead out of the folder, or to what is not a file of a hall, are nobody's. */
const NAME = /^(config\.yaml|data\/[A-Za-z0-9_][A-Za-z0-9._+-]*(\/[A-Za-z0-9_][A-Za-z0-9._+-]*)*)$/;

export const mayBePacked = (name: string): boolean => NAME.test(name) && !name.includes("..");

/** Reads and checks it; anything else than a manifest of ours is refused. */
export function manifestOf(bytes: Buffer, path: string): Manifest {
  const foreign = (why: string) =>
    new BackupError("BACKUP_FOREIGN", `不是本系统的备份 ${path} is no backup of this program: ${why}`);
  let value: Partial<Manifest>;
  try {
    value = JSON.parse(bytes.toString("utf8")) as Partial<Manifest>;
  } catch (error) {
    throw foreign(error instanceof Error ? error.message : String(error));
  }
  if (value.format !== FORMAT) throw foreign(`its format is ${JSON.stringify(value.format)}, not ${FORMAT}`);
  const { log, files } = value;
  if (!Array.isArray(files) || files.length > FILES_MAX || !Number.isSafeInteger(log?.seq)) throw foreign("no list");
  for (const file of files as readonly Partial<ManifestFile>[]) {
    const isWhole = Number.isSafeInteger(file?.bytes) && /^[0-9a-f]{64}$/.test(String(file?.sha256));
    if (typeof file?.name !== "string" || !mayBePacked(file.name) || !isWhole)
      throw foreign(`it lists ${JSON.stringify(file?.name)}`);
  }
  if (new Set(files.map(({ name }) => name)).size !== files.length) throw foreign("it lists a file twice");
  if (!files.some(({ name }) => name === LOG)) throw foreign("it holds no event log");
  return value as Manifest;
}
