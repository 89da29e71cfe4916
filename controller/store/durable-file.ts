// The steps that make files survive a power cut: sync of the WAL in the thread pool, sync of a folder's entries.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** Makes the names in a folder durable: a file whose entry is lost is a lost file. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder; its file systems journal their names.
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A power cut leaves the old text or the new one, never half of it. Links are followed, rights stay as they are. */
export function replaceFile(path: string, text: string): void {
  const isThere = existsSync(path);
  const file = isThere ? realpathSync(path) : path;
  // A rename would go through: a file that was made read-only is to stay as it is.
  if (isThere) accessSync(file, constants.W_OK);
  const fresh = `${file}.new`;
  try {
    writeFileSync(fresh, text, { flush: true });
    if (isThere) chmodSync(fresh, statSync(file).mode);
    renameSync(fresh, file);
  } catch (error) {
    // What is left over is no file of ours when it cannot even be removed.
    if (existsSync(fresh) && statSync(fresh).isFile()) rmSync(fresh, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

/** One kept descriptor of a file that somebody else writes. */
export class SyncedFile {
  readonly #descriptor: number;

  constructor(path: string) {
    // Windows only flushes what was opened for writing.
    this.#descriptor = openSync(path, "r+");
  }

  /** Never retry a rejection: the kernel may have dropped the pages it could not write. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  syncNow(): void {
    fdatasyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
