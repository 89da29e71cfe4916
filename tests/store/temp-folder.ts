// A data folder of its own for each test, taken away afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open store that is closed with the test. */
export function tempStore(folder = tempFolder()): SqliteStore {
  const store = SqliteStore.open(folder);
  onTestFinished(() => store.close());
  return store;
}
