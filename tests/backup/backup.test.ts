// Backup, wipe, restore: the same log again; a damaged file is refused with a reason, and nothing is touched.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { backupName, isBackupOf, type MadeBackup, makeBackup } from "../../controller/backup/make-backup.ts";
import { dropOldBackups } from "../../controller/backup/nightly.ts";
import { restoreBackup, UNFINISHED } from "../../controller/backup/restore-backup.ts";
import { verifyBackup } from "../../controller/backup/verify-backup.ts";
import { logPath } from "../../controller/store/open-log.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { checkpointOf, verifyLog } from "../../controller/store/verify.ts";
import { plainDay } from "../store/day-script.ts";
import { tempFolder } from "../store/temp-folder.ts";

const NOW = Date.UTC(2031, 2, 4, 18, 30, 0);
const TICKETS = 40;

interface Place {
  readonly root: string;
  readonly dataDir: string;
  readonly configFile: string;
  readonly file: string;
}

/** A data folder as a service leaves it, with its store still open. */
function given(): Place & { readonly store: SqliteStore } {
  const root = tempFolder();
  const dataDir = join(root, "data");
  const store = SqliteStore.open(dataDir);
  store.append({ events: plainDay(TICKETS), answers: [] });
  const notes = openDatabase(join(dataDir, "notes.sqlite"));
  notes.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT) STRICT");
  notes.exec("INSERT INTO notes VALUES (1, '一条记录')");
  notes.close();
  writeFileSync(join(dataDir, "cards.key"), "a-secret-of-this-hall\n", { mode: 0o600 });
  mkdirSync(join(dataDir, "voice", "zh-CN"), { recursive: true });
  writeFileSync(join(dataDir, "voice", "zh-CN", "a1.wav"), Buffer.alloc(70_001, 7));
  const configFile = join(root, "hall.yaml");
  writeFileSync(configFile, "# a comment\nversion: 1\n");
  return { root, dataDir, configFile, file: join(root, "a.tar.gz"), store };
}

const made = (place: Place): Promise<MadeBackup> => {
  const { dataDir, configFile, file } = place;
  return makeBackup({ dataDir, configFile, hallId: "test-hall", version: "0.0.0", nowMs: NOW, out: file });
};

const back = (place: Place, more: { force?: boolean; dataDir?: string } = {}) =>
  restoreBackup({ file: place.file, dataDir: place.dataDir, configFile: null, force: false, nowMs: NOW, ...more });

const code = async (running: Promise<unknown>): Promise<string> => {
  const error = await running.then(
    () => null,
    (cause: unknown) => cause as { code: string; message: string },
  );
  if (error === null) return "done";
  expect(error.message.length).toBeGreaterThan(10);
  return error.code;
};

/** Ends the writer; a test that must not wait for the lock calls it itself. */
const ended = (place: { store: SqliteStore }) => place.store.close();

describe("a backup", () => {
  test("is made while the service writes on, and brings the same log back into an empty folder", async () => {
    const place = given();
    const backup = await made(place);
    const head = checkpointOf(logPath(place.dataDir));
    expect(backup.log).toEqual(head);
    // Written after it: not in it.
    const more = plainDay(TICKETS + 1)
      .slice(-1)
      .map((event) => ({ ...event, seq: head.seq + 1 }));
    place.store.append({ events: more, answers: [] });
    ended(place);
    rmSync(place.dataDir, { recursive: true });

    const { manifest, configFile } = await back(place);
    expect(manifest.hallId).toBe("test-hall");
    expect(checkpointOf(logPath(place.dataDir))).toEqual(head);
    expect(verifyLog(logPath(place.dataDir), head).ok).toBe(true);
    expect(readFileSync(configFile ?? "", "utf8")).toBe("# a comment\nversion: 1\n");
    expect(readFileSync(join(place.dataDir, "cards.key"), "utf8")).toBe("a-secret-of-this-hall\n");
    expect(readFileSync(join(place.dataDir, "voice", "zh-CN", "a1.wav")).length).toBe(70_001);
    const notes = openDatabase(join(place.dataDir, "notes.sqlite"), { readonly: true });
    expect(notes.prepare("SELECT text FROM notes").pluck().get()).toBe("一条记录");
    notes.close();
    expect(readdirSync(place.dataDir).filter((name) => /restor|staging|replaced/.test(name))).toEqual([]);
    // And the service goes on with it.
    const again = SqliteStore.open(place.dataDir);
    expect(again.head.seq).toBe(head.seq);
    expect([...again.loadSinceDayStart()].at(-1)?.seq).toBe(head.seq);
    again.close();
  });

  test("is for its owner's eyes, can be looked into with tar, and leaves nothing beside itself", async () => {
    const place = given();
    await made(place);
    if (process.platform !== "win32") expect(statSync(place.file).mode & 0o077).toBe(0);
    expect(gunzipSync(readFileSync(place.file)).toString("latin1", 257, 262)).toBe("ustar");
    expect(readdirSync(place.root).sort()).toEqual(["a.tar.gz", "data", "hall.yaml"]);
    const { log, files } = await verifyBackup(place.file);
    expect(log).toEqual(checkpointOf(logPath(place.dataDir)));
    expect(files.map(({ name }) => name).sort()).toEqual([
      ...["config.yaml", "data/cards.key", "data/hall.db", "data/notes.sqlite", "data/voice/zh-CN/a1.wav"],
    ]);
    ended(place);
  });

  test("of a log that somebody edited is not made: it must not push good ones out", async () => {
    const place = given();
    ended(place);
    const db = openDatabase(logPath(place.dataDir));
    db.exec("DROP TRIGGER IF EXISTS events_no_update");
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[])
      db.exec(`DROP TRIGGER ${name}`);
    db.exec("UPDATE events SET actor = 'nobody' WHERE seq = 5");
    db.close();
    expect(await code(made(place))).toBe("BACKUP_FAILED");
    expect(existsSync(place.file)).toBe(false);
  });

  test("with a checkpoint from elsewhere a rewritten log is found", async () => {
    const place = given();
    const { log } = await made(place);
    ended(place);
    await expect(verifyBackup(place.file, { checkpoint: { ...log, hash: "00".repeat(32) } })).rejects.toThrow(/taken/);
    await expect(verifyBackup(place.file, { checkpoint: log })).resolves.toBeTruthy();
  });
});

describe("a damaged backup is refused with a reason, and the folder stays as it was", () => {
  const damages: readonly [string, (bytes: Buffer) => Buffer, string][] = [
    ["cut off", (bytes) => bytes.subarray(0, bytes.length - 200), "BACKUP_DAMAGED"],
    ["one bit flipped in the middle", (bytes) => flipped(bytes, Math.floor(bytes.length / 2)), "BACKUP_DAMAGED"],
    ["empty", () => Buffer.alloc(0), "BACKUP_DAMAGED"],
    ["no archive at all", () => Buffer.from("hello, I am a letter"), "BACKUP_DAMAGED"],
    ["an archive of something else", () => gzipSync(Buffer.alloc(2048, 1)), "BACKUP_DAMAGED"],
    ["packed anew with one changed byte of the log", (bytes) => repacked(bytes, "data/hall.db"), "BACKUP_DAMAGED"],
    ["packed anew with another secret", (bytes) => repacked(bytes, "data/cards.key"), "BACKUP_DAMAGED"],
    ["packed anew with another manifest", (bytes) => repacked(bytes, "manifest.json"), "BACKUP_FOREIGN"],
  ];
  test.each(damages)("%s", async (_what, damage, wanted) => {
    const place = given();
    await made(place);
    ended(place);
    writeFileSync(place.file, damage(readFileSync(place.file)));
    expect(await code(verifyBackup(place.file))).toBe(wanted);
    rmSync(place.dataDir, { recursive: true });
    expect(await code(back(place))).toBe(wanted);
    expect(readdirSync(place.dataDir).filter((name) => !name.startsWith("lock."))).toEqual([]);
  });

  test("names that lead out of the folder are not followed", async () => {
    const place = given();
    await made(place);
    ended(place);
    const bytes = gunzipSync(readFileSync(place.file)).toString("latin1");
    const evil = bytes.replaceAll('"data/cards.key"', '"../data/ck.ey"');
    writeFileSync(place.file, gzipSync(Buffer.from(evil, "latin1")));
    expect(await code(verifyBackup(place.file))).toBe("BACKUP_FOREIGN");
  });

  test("a missing file is said to be missing", async () => {
    const place = given();
    ended(place);
    expect(await code(verifyBackup(place.file))).toBe("BACKUP_UNREADABLE");
  });
});

describe("restoring over data", () => {
  test("is refused while a service runs there, or unasked; then the old data are put aside", async () => {
    const place = given();
    await made(place);
    expect(await code(back(place, { force: true }))).toBe("FOLDER_IN_USE");
    ended(place);
    expect(await code(back(place))).toBe("FOLDER_NOT_EMPTY");
    writeFileSync(join(place.dataDir, "later.txt"), "made after the backup");
    const { putAside } = await back(place, { force: true });
    expect(readFileSync(join(putAside ?? "", "later.txt"), "utf8")).toBe("made after the backup");
    expect(existsSync(join(putAside ?? "", "hall.db"))).toBe(true);
    expect(existsSync(join(place.dataDir, "later.txt"))).toBe(false);
    expect(existsSync(join(place.dataDir, UNFINISHED))).toBe(false);
  });

  test("one that was killed half-way is done again without being asked for twice", async () => {
    const place = given();
    await made(place);
    ended(place);
    rmSync(join(place.dataDir, "hall.db"));
    writeFileSync(join(place.dataDir, UNFINISHED), "");
    await back(place);
    expect(verifyLog(logPath(place.dataDir)).ok).toBe(true);
    expect(existsSync(join(place.dataDir, UNFINISHED))).toBe(false);
  });
});

test("only the hall's own backups are dropped, the oldest first", () => {
  const folder = tempFolder();
  const names = [1, 2, 3, 4].map((day) => backupName("test-hall", Date.UTC(2031, 2, day)));
  for (const name of [...names, backupName("other-hall", NOW), "holiday.tar.gz"])
    writeFileSync(join(folder, name), "x");
  dropOldBackups(folder, "test-hall", 2);
  expect(readdirSync(folder).sort()).toEqual(
    [...names.slice(2), backupName("other-hall", NOW), "holiday.tar.gz"].sort(),
  );
  expect(isBackupOf("test", backupName("test-hall", NOW))).toBe(false);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}

/** The archive with the last byte of one entry changed, and everything of the form right again. */
function repacked(bytes: Buffer, name: string): Buffer {
  const tar = Buffer.from(gunzipSync(bytes));
  for (let at = 0; at < tar.length; ) {
    const own = tar.toString("utf8", at, at + 100).split("\0", 1)[0] ?? "";
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    if (own === "") break;
    if (own === name) tar[at + 512 + (name === "manifest.json" ? 5 : size - 1)] = 0x7e;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return gzipSync(tar);
}
