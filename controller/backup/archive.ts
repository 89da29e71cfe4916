// The form of a backup: a gzipped tar (POSIX ustar), so that any machine can look into it without this program.
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { BackupError } from "./backup-error.ts";

const BLOCK = 512;
/** Places of the ustar header (IEEE 1003.1, "ustar Interchange Format"). */
const AT = { name: 0, mode: 100, uid: 108, gid: 116, size: 124, time: 136, sum: 148, type: 156, magic: 257 } as const;
const NAME_BYTES_MAX = 100;
const SUM_BYTES = 8;
const PLAIN_FILE = "0";
/** What eleven octal digits can say. */
const FILE_BYTES_MAX = 8 ** 11 - 1;

/** One file to be put in: its name in the archive, and where it lies now. It must not change meanwhile. */
export interface Packed {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** Takes what one file of the archive holds. */
export interface Taker {
  take(chunk: Buffer): void;
  done(): void;
}

/** Writes the archive, readable by its owner alone, and waits until the disk has it. */
export async function writeArchive(path: string, files: readonly Packed[], atMs: number): Promise<void> {
  const gzip = createGzip({ level: 6 });
  await pipeline(Readable.from(blocks(files, atMs)), gzip, createWriteStream(path, { mode: 0o600 }));
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function* blocks(files: readonly Packed[], atMs: number): AsyncGenerator<Buffer> {
  for (const { name, file, bytes } of files) {
    yield headerOf(name, bytes, atMs);
    let sent = 0;
    for await (const chunk of createReadStream(file)) {
      sent += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    if (sent !== bytes) throw new BackupError("BACKUP_FAILED", `${file} 在备份时改变 changed while it was copied`);
    yield Buffer.alloc(padding(bytes));
  }
  yield Buffer.alloc(2 * BLOCK);
}

const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;

function headerOf(name: string, bytes: number, atMs: number): Buffer {
  if (Buffer.byteLength(name) > NAME_BYTES_MAX || bytes > FILE_BYTES_MAX)
    throw new BackupError("BACKUP_FAILED", `${name} 的名称或大小超限 is too long or too large for the archive`);
  const header = Buffer.alloc(BLOCK);
  const octal = (at: number, width: number, value: number) =>
    header.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at, "latin1");
  header.write(name, AT.name, "utf8");
  octal(AT.mode, 8, 0o600);
  octal(AT.uid, 8, 0);
  octal(AT.gid, 8, 0);
  octal(AT.size, 12, bytes);
  octal(AT.time, 12, Math.floor(atMs / 1000));
  header.write(PLAIN_FILE, AT.type, "latin1");
  header.write("ustar\u000000", AT.magic, "latin1");
  header.write(`${sumOf(header).toString(8).padStart(6, "0")}\0 `, AT.sum, "latin1");
  return header;
}

/** The sum of all bytes, those of the sum itself counted as blanks. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= AT.sum && at < AT.sum + SUM_BYTES ? 0x20 : byte;
  return sum;
}

function damaged(path: string, why: string, cause?: unknown): BackupError {
  return new BackupError("BACKUP_DAMAGED", `备份文件已损坏 ${path} is damaged: ${why}`, { cause });
}

/** Reads an archive from end to end. Every damage that the form itself can show is a `BackupError`. */
export async function readArchive(path: string, open: (name: string, bytes: number) => Taker): Promise<void> {
  const reader = new Reader(path, open);
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) reader.push(chunk as Buffer);
    reader.end();
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code.startsWith("Z_")) throw damaged(path, message, error);
    throw new BackupError("BACKUP_UNREADABLE", `读不到备份文件 cannot read ${path}: ${message}`, { cause: error });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

class Reader {
  readonly #path: string;
  readonly #open: (name: string, bytes: number) => Taker;
  #kept: Buffer = Buffer.alloc(0);
  #taker: Taker | null = null;
  #left = 0;
  #skip = 0;
  #ended = false;

  constructor(path: string, open: (name: string, bytes: number) => Taker) {
    this.#path = path;
    this.#open = open;
  }

  push(chunk: Buffer): void {
    let rest = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    for (let more = true; more && rest.length > 0 && !this.#ended; ) {
      const used = this.#step(rest);
      more = used > 0;
      rest = rest.subarray(used);
    }
    this.#kept = this.#ended ? Buffer.alloc(0) : Buffer.from(rest);
  }

  end(): void {
    if (!this.#ended) throw damaged(this.#path, "it is cut off");
  }

  /** How much of the bytes was used. */
  #step(bytes: Buffer): number {
    if (this.#taker !== null) return this.#content(bytes);
    if (this.#skip > 0) {
      const used = Math.min(this.#skip, bytes.length);
      this.#skip -= used;
      return used;
    }
    if (bytes.length < BLOCK) return 0;
    this.#header(bytes.subarray(0, BLOCK));
    return BLOCK;
  }

  #content(bytes: Buffer): number {
    const used = Math.min(this.#left, bytes.length);
    if (used > 0) this.#taker?.take(bytes.subarray(0, used));
    this.#left -= used;
    this.#finish();
    return used;
  }

  #finish(): void {
    if (this.#left > 0) return;
    this.#taker?.done();
    this.#taker = null;
  }

  #header(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    const field = (at: number, width: number) => header.toString("latin1", at, at + width).split("\0", 1)[0] ?? "";
    const octal = (at: number, width: number) => Number.parseInt(field(at, width).trim(), 8);
    if (octal(AT.sum, SUM_BYTES) !== sumOf(header)) throw damaged(this.#path, "the sum of a header is wrong");
    const size = octal(AT.size, 12);
    const name = header.toString("utf8", AT.name, AT.name + NAME_BYTES_MAX).split("\0", 1)[0] ?? "";
    if (!Number.isSafeInteger(size) || field(AT.type, 1) !== PLAIN_FILE)
      throw damaged(this.#path, `"${name}" is no plain file`);
    this.#taker = this.#open(name, size);
    this.#left = size;
    this.#skip = padding(size);
    this.#finish();
  }
}
