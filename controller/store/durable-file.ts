// The steps that make files survive a power cut: sync of the WAL in the thread pool, sync of a folder's entries.
import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from "node:fs";

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
