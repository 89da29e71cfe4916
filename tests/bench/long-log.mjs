// Makes a long log of a short one: its past days once more and once more, further back, with ids, times and hashes of
// their own; the tables are then made from it. Arguments: data folder of the short log, of the long one, events.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chainHash, GENESIS } from "../../dist/controller/store/chain.js";
import { openDatabase } from "../../dist/controller/store/sqlite.js";
import { SqliteStore } from "../../dist/controller/store/sqlite-store.js";

const [from, to, eventsText] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const FIRST_MARK = 64;

mkdirSync(to, { recursive: true });
SqliteStore.open(to).close();
const short = openDatabase(join(from, "hall.db"), { readonly: true });
const long = openDatabase(join(to, "hall.db"));
// Made anew after a power cut: nothing here needs to last.
for (const pragma of ["journal_mode = WAL", "synchronous = OFF", "cache_size = -65536"]) long.pragma(pragma);
const { todaySeq, days } = short.prepare("SELECT max(from_seq) AS todaySeq, count(*) - 1 AS days FROM days").get();
const { size } = short.prepare("SELECT max(seq) AS size FROM events").get();
const times = Math.ceil((Number(eventsText) - size) / (todaySeq - 1));
const rows = short.prepare("SELECT at_ms, type, actor, data FROM events WHERE seq <= ? ORDER BY seq").raw();
const insert = long.prepare("INSERT INTO events (seq, at_ms, type, actor, data, hash) VALUES (?, ?, ?, ?, ?, ?)");
let seq = 0;
let hash = GENESIS;

/** Ids get a mark that none has by itself, times and dates go back. */
function movedBack(data, mark, shiftMs) {
  return data
    .replace(/"([a-z])_..([\w-]{10})"/g, `"$1_~${mark}$2"`)
    .replace(/("token":")../g, `$1~${mark}`)
    .replace(/(?<=[:[,])1[678]\d{11}\b/g, (ms) => String(Number(ms) - shiftMs))
    .replace(/"(\d{4}-\d\d-\d\d)"/g, (_, day) => `"${new Date(Date.parse(day) - shiftMs).toISOString().slice(0, 10)}"`);
}

const copy = long.transaction((back, lastSeq) => {
  const shiftMs = back * days * DAY_MS;
  for (const [ms, type, actor, text] of rows.iterate(lastSeq)) {
    const data = back === 0 ? text : movedBack(text, String.fromCharCode(FIRST_MARK + back), shiftMs);
    const row = { seq: ++seq, atMs: ms - shiftMs, type, actor, data };
    hash = chainHash(hash, row);
    insert.run(row.seq, row.atMs, type, actor, data, hash);
  }
});
for (let back = times; back > 0; back--) {
  copy(back, todaySeq - 1);
  long.pragma("wal_checkpoint(TRUNCATE)");
}
copy(0, size);
short.close();
long.close();
const store = SqliteStore.open(to);
const startedMs = performance.now();
store.rebuildProjections();
const seconds = (performance.now() - startedMs) / 1000;
store.close();
process.stdout.write(`${seq} ${statSync(join(to, "hall.db")).size} ${seconds.toFixed(0)}\n`);
