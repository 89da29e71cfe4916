// A data folder that several tests share, taken away when the file's tests have ended.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function keptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-reports-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
