// Removal of personal data by rule, and its fact in the log: noted in the same transaction, so that a process killed
// between the two leaves neither a removal nobody knows of nor one that is told twice.
import { randomBytes } from "node:crypto";
import type { Hall } from "../hall.ts";
import { LAST_PURGE } from "./desk.ts";
import type { PurgedKind } from "./sealed-file.ts";
import type { SqliteVault } from "./sqlite-vault.ts";

const UNLOGGED = "unlogged-purge";
const ID_BYTES = 8;

interface Pending {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
}

function pendingOf(vault: Pick<SqliteVault, "note">): Pending[] {
  const told = JSON.parse(vault.note(UNLOGGED) || "[]") as Pending[] | Pending["counts"];
  // Written by an earlier version: the counts alone.
  return Array.isArray(told) ? told : [{ id: "earlier", counts: told }];
}

/** Removes what is due. `within`: called before the removal holds. */
export function purgeNow(
  vault: Pick<SqliteVault, "purge" | "note" | "setNote">,
  nowMs: number,
  within: () => void = () => undefined,
): readonly PurgedKind[] {
  return vault.purge(nowMs, (removed) => {
    const counts = Object.fromEntries(removed.map((one) => [one.kind, one.removed]));
    const pending = [...pendingOf(vault), { id: randomBytes(ID_BYTES).toString("hex"), counts }];
    vault.setNote(UNLOGGED, JSON.stringify(pending));
    vault.setNote(LAST_PURGE, String(nowMs));
    within();
  });
}

/** Every removal that the log does not hold yet: once each, also when this is asked twice. */
export async function logPurges(
  vault: Pick<SqliteVault, "note" | "setNote">,
  hall: Pick<Hall, "submit">,
  contactDays: number,
  actor: string,
): Promise<void> {
  for (const { id, counts } of pendingOf(vault)) {
    const fingerprint = JSON.stringify(counts);
    await hall.submit(
      { type: "privacy-purged", counts, contactDays },
      { actor, idempotency: { key: `purge-${id}`, fingerprint }, render: () => ({ status: 204, body: null }) },
    );
    vault.setNote(UNLOGGED, JSON.stringify(pendingOf(vault).filter((one) => one.id !== id)));
  }
}
