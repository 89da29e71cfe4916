// `hallkeeper upward export`: the file for hand-over to the province, beside the running service or without it.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Config } from "../../config/schema.ts";
import { PROVINCES } from "../../config/upward-schema.ts";
import { localDay } from "../domain/time.ts";
import { SqliteVault } from "../messages/sqlite-vault.ts";
import { secretKey } from "../secret-key.ts";
import { logPath } from "../store/open-log.ts";
import { ADAPTERS } from "../upward/adapters.ts";
import { exportLines } from "../upward/export.ts";
import { UpwardLog } from "../upward/log-reader.ts";
import { RecordMaker } from "../upward/maker.ts";

export const VAULT_KEY_BYTES = 32;

/** A wrong word on the command line. */
export class UpwardUsageError extends Error {}

export interface UpwardExportArguments {
  readonly config: Config;
  readonly dataDir: string;
  readonly province: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string | undefined;
  /** With the rater's data and words, where the configuration lets them go along at all. */
  readonly full: boolean;
  readonly out: string | undefined;
  readonly nowMs: () => number;
}

export interface Exported {
  readonly rows: number;
  readonly refused: readonly string[];
}

export async function upwardExport(args: UpwardExportArguments): Promise<Exported> {
  const { config, dataDir, out, full } = args;
  const asked = args.province ?? config.upward.province;
  const province = PROVINCES.find((name) => name === asked);
  if (province === undefined) throw new UpwardUsageError(`--province ${asked}: one of ${PROVINCES.join(", ")}`);
  if (province !== config.upward.province)
    throw new UpwardUsageError(`upward.province is ${config.upward.province}: the codes of ${province} are not set`);
  const adapter = ADAPTERS[province];
  const format = args.format ?? adapter.file.kind;
  if (format !== "csv" && format !== "json") throw new UpwardUsageError(`--format ${format}: csv or json`);
  // A ledger has columns of its own and no other form.
  if (adapter.file.kind === "csv" && format !== "csv") throw new UpwardUsageError(`${province} takes csv`);
  const today = localDay(args.nowMs(), config.hall.timezone);
  const to = day(args.to ?? today);
  const from = day(args.from ?? to);
  if (from > to) throw new UpwardUsageError(`--from ${from} is after --to ${to}`);
  const log = new UpwardLog(logPath(dataDir));
  const vault = full ? openVault(config, dataDir) : null;
  try {
    const maker = new RecordMaker({ config, log, vault });
    let rows = 0;
    const refused: string[] = [];
    await written(out, async (stream) => {
      for (const part of exportLines({ adapter, log, maker, from, to, format })) {
        rows += part.rows;
        refused.push(...part.refused);
        // Waits while the reader is slower than we are.
        if (!stream.write(part.text)) await once(stream, "drain");
      }
    });
    return { rows, refused };
  } finally {
    vault?.close();
    log.close();
  }
}

/** `upward export`, `privacy report`, `privacy purge`; empty words: all has been written. */
export async function provincialCommand(args: {
  readonly command: string;
  readonly rest: readonly string[];
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
  readonly province: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string | undefined;
  readonly full: boolean;
  readonly out: string | undefined;
}): Promise<{ readonly ok: boolean; readonly report: unknown; readonly words: string }> {
  const [what] = args.rest;
  if (args.command === "privacy") {
    if (what !== "report" && what !== "purge") throw new UpwardUsageError("privacy report | purge");
    const { privacyCommand } = await import("./privacy.ts");
    const { value, words } = await privacyCommand({ ...args, what });
    return { ok: true, report: value, words };
  }
  if (what !== "export") throw new UpwardUsageError("upward export [--from DAY --to DAY --out FILE]");
  const { rows, refused } = await upwardExport({ ...args, nowMs: Date.now });
  for (const one of refused) process.stderr.write(`refused: ${one}\n`);
  const { out } = args;
  const words = out === undefined ? "" : `${rows} rows written to ${out}, ${refused.length} refused`;
  return { ok: refused.length === 0, report: { rows, refused: refused.length, out }, words };
}

/** `key`: in place of the hall's own. */
export function openVault(
  config: Config,
  dataDir: string,
  key: Uint8Array = secretKey(dataDir, "vault", VAULT_KEY_BYTES),
): SqliteVault {
  return new SqliteVault({
    path: join(dataDir, "private.sqlite"),
    key,
    nowMs: Date.now,
    ...{ contactDays: config.privacy.contactDays, classDays: config.privacy.classDays },
    countryCode: config.messages.sms.countryCode,
    log: { warn: (_fields, message) => void process.stderr.write(`${message}\n`) },
  });
}

function day(value: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  const isReal = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime());
  if (!isReal || !date.toISOString().startsWith(value)) throw new UpwardUsageError(`${value}: YYYY-MM-DD`);
  return value;
}

async function written(out: string | undefined, write: (stream: Writable) => Promise<void>): Promise<void> {
  if (out === undefined) return write(process.stdout);
  const stream = createWriteStream(out, { mode: 0o600 });
  await write(stream);
  stream.end();
  await finished(stream);
}
