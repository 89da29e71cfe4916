// `backup`, `restore`, `verify-backup`: one file with the log, everything kept beside it, and the configuration.

import { readFileSync } from "node:fs";
import { parseConfig } from "../../config/load.ts";
import { backupFolder, makeBackup } from "../backup/make-backup.ts";
import { restoreBackup } from "../backup/restore-backup.ts";
import { verifyBackup } from "../backup/verify-backup.ts";
import type { Checkpoint } from "../store/verify.ts";

export interface BackupDesk {
  readonly dataDir: string;
  readonly configFile: string;
  /** Whether the caller named the file: only then is it written to by a restore. */
  readonly configNamed: boolean;
  readonly version: string;
  readonly words: readonly string[];
  readonly out: string | undefined;
  readonly force: boolean;
  readonly checkpoint: Checkpoint | null;
}

export interface BackupSaid {
  readonly report: Readonly<Record<string, unknown>>;
  readonly words: string;
}

/** Wrong words: the caller says how it is used. */
export class BackupUsageError extends Error {}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(2)} MB`;

export async function backupCommand(desk: BackupDesk): Promise<BackupSaid> {
  const { dataDir, configFile, version, words, out } = desk;
  if (words.length > 1) throw new BackupUsageError("backup [FILE] [--data DIR --config FILE --out FILE]");
  const target = out ?? words[0];
  const made = await makeBackup({
    ...{ dataDir, configFile, version, nowMs: Date.now(), hallId: hallIdOf(configFile), out: target },
  });
  const { file, bytes, log, files } = made;
  return {
    report: { ok: true, ...made },
    words:
      `备份完成并已核对 backup written and verified: ${file} (${files} files, ${megabytes(bytes)}, ` +
      `log to event ${log.seq} ${log.hash.slice(0, 12)}…)` +
      (target === undefined ? `\n请另存到别处 keep a copy on another machine than ${backupFolder(dataDir)}` : ""),
  };
}

/** The name a hall has in its file; a file with faults is backed up as well. */
export function hallIdOf(configFile: string): string {
  try {
    const loaded = parseConfig(readFileSync(configFile, "utf8"));
    return loaded.ok ? loaded.config.hall.id : "hall";
  } catch {
    return "hall";
  }
}

function fileOf(words: readonly string[], usage: string): string {
  const [file] = words;
  if (file === undefined || words.length > 1) throw new BackupUsageError(usage);
  return file;
}

export async function verifyBackupCommand({ words, checkpoint }: BackupDesk): Promise<BackupSaid> {
  const file = fileOf(words, "verify-backup FILE [--checkpoint FILE]");
  const { at, hallId, version, log, files } = await verifyBackup(file, { checkpoint });
  return {
    report: { ok: true, file, at, hallId, version, log, files: files.length },
    words:
      `备份完好 backup intact: ${hallId}, ${at}, version ${version}, ${files.length} files, ` +
      `log to event ${log.seq} ${log.hash}`,
  };
}

export async function restoreCommand(desk: BackupDesk): Promise<BackupSaid> {
  const { dataDir, configFile, configNamed, words, force, checkpoint } = desk;
  const file = fileOf(words, "restore FILE [--data DIR --config FILE --force --checkpoint FILE]");
  const restored = await restoreBackup({
    ...{ file, dataDir, force, checkpoint, nowMs: Date.now(), configFile: configNamed ? configFile : null },
  });
  const { manifest, putAside } = restored;
  const { log } = manifest;
  const lines = [
    `已恢复 restored ${manifest.hallId} as of ${manifest.at} into ${dataDir}: log to event ${log.seq} ${log.hash}`,
    ...(restored.configFile === null ? [] : [`配置文件 configuration: ${restored.configFile}`]),
    ...(putAside === null ? [] : [`原有数据已移到 what was there is now in ${putAside}`]),
    ...(configNamed || restored.configFile === null ? [] : [`启动 start it with --config ${restored.configFile}`]),
  ];
  return {
    report: { ok: true, log, at: manifest.at, hallId: manifest.hallId, configFile: restored.configFile, putAside },
    words: lines.join("\n"),
  };
}
