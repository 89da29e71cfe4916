// The signed checkpoint as reports name it: for people to compare with the paper or file they hold.

import type { CheckpointFile } from "../contract/evidence.ts";
import type { SignedCheckpointView } from "../contract/reports.ts";
import type { NewestCheckpoint } from "../domain/evidence-events.ts";
import { isoWithOffset } from "../domain/time.ts";
import { recordedFile } from "../evidence/files.ts";

/** Hexadecimal digits of a root that people compare. */
export const ROOT_CHARS = 16;

/** Null: nothing was signed yet. */
export function signedView(newest: NewestCheckpoint | null, timezone: string): SignedCheckpointView | null {
  return newest === null ? null : ofFile(recordedFile(newest, newest.seq), timezone);
}

/** Of a checkpoint's file, by the hall's clock. */
export function ofFile(file: CheckpointFile | null, timezone: string): SignedCheckpointView | null {
  if (file === null) return null;
  const { seq: size, root, keyId, at } = file;
  return { size, root, keyId, at: isoWithOffset(Date.parse(at), timezone) };
}

/** One line of it, in files and on paper. */
export function signedWords(signed: SignedCheckpointView | null): string {
  if (signed === null) return "尚未签名 not signed yet";
  const { size, root, keyId, at } = signed;
  return `已签名 Signed ${size} ${root.slice(0, ROOT_CHARS)} · 密钥 Key ${keyId} · ${at.slice(0, 16).replace("T", " ")}`;
}
