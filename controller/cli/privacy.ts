// `hallkeeper privacy report | purge`: what is held about persons, and its removal by rule, logged either way.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { PrivacyReport, PurgeView } from "../contract/privacy.ts";
import { purgeNow } from "../messages/purges.ts";
import type { SqliteVault } from "../messages/sqlite-vault.ts";
import { privacyReport } from "../privacy/start.ts";
import { logPath } from "../store/open-log.ts";
import { runErrand } from "./access-desk.ts";
import { openVault, VAULT_KEY_BYTES } from "./upward.ts";

export interface PrivacyArguments {
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
  readonly what: "report" | "purge";
}

export async function privacyCommand(
  args: PrivacyArguments,
): Promise<{ readonly value: PrivacyReport | PurgeView; readonly words: string }> {
  const { config, dataDir, what } = args;
  if (!existsSync(join(dataDir, "private.sqlite")))
    throw new Error(`没有个人信息库 there are no personal data in ${dataDir}; name it with --data DIR`);
  if (what === "report") {
    const vault = vaultOf(config, dataDir);
    try {
      const report = privacyReport({
        ...{ vault, nowMs: Date.now(), timezone: config.hall.timezone, log: logPath(dataDir) },
      });
      return { value: report, words: reportWords(report) };
    } finally {
      vault.close();
    }
  }
  const purged = await runErrand<PurgeView>(args, {
    ...{ method: "POST", part: "privacy", path: "/purge", body: {} },
    direct: () => ({ ok: true, value: purgeStopped(config, dataDir) }),
  });
  return { value: purged, words: purgeWords(purged) };
}

/** A lost key is not replaced here: with a new one in its place, the old one from a backup would fit half of it. */
function vaultOf(config: Config, dataDir: string): SqliteVault {
  if (existsSync(join(dataDir, "vault.key"))) return openVault(config, dataDir);
  process.stderr.write(
    "缺少 vault.key：内容无法读取，请从备份恢复；删除仍按规则进行 vault.key is missing: nothing can be read; " +
      "restore it from a backup; removal works all the same\n",
  );
  return openVault(config, dataDir, randomBytes(VAULT_KEY_BYTES));
}

/** The service is stopped: what was removed is noted beside it, and goes into the log at its next start. */
function purgeStopped(config: Config, dataDir: string): PurgeView {
  const vault = vaultOf(config, dataDir);
  try {
    const removed = purgeNow(vault, Date.now()).map(({ kind, removed: count }) => ({ kind, removed: count }));
    return { removed, total: removed.reduce((sum, one) => sum + one.removed, 0) };
  } finally {
    vault.close();
  }
}

function reportWords({ classes, commitments, unreadable, optedOut, lastPurgeAt }: PrivacyReport): string {
  const { logged, matching, removed, differing } = commitments;
  const rows = classes.map(
    (one) => `  ${one.kind.padEnd(14)} ${one.records} held, ${one.due} due, kept ${one.days} days after use`,
  );
  return [
    ...(rows.length === 0 ? ["  nothing is held"] : rows),
    `commitments: ${logged} in the log, ${matching} match, ${removed} removed since, ${differing} DIFFER`,
    `${unreadable} unreadable, ${optedOut} opted out, last purge ${lastPurgeAt ?? "never"}`,
  ].join("\n");
}

function purgeWords({ removed, total }: PurgeView): string {
  const kinds = removed.map(({ kind, removed: count }) => `${kind} ${count}`).join(", ");
  return total === 0 ? "nothing was due" : `${total} removed: ${kinds}`;
}
