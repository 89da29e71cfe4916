// Raw ceiling: one row per durable commit, as fast as one connection can. Prints commits per second.
import { join } from "node:path";
import { openDatabase } from "../../dist/controller/store/sqlite.js";

const [dir = "", durationMs = "1500"] = process.argv.slice(2);
const db = openDatabase(join(dir, `raw-${process.pid}.db`));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE row(seq INTEGER PRIMARY KEY, data TEXT)");
const insert = db.prepare("INSERT INTO row(data) VALUES (?)");
const data = "x".repeat(200);
const untilMs = performance.now() + Number(durationMs);
const startedMs = performance.now();
let count = 0;
while (performance.now() < untilMs) {
  insert.run(data);
  count += 1;
}
process.stdout.write(`${(count * 1000) / (performance.now() - startedMs)}\n`);
db.close();
