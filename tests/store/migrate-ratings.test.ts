// A data file of the first schema: verified as it is, brought up at the next start step by step, nothing lost.
import { expect, test } from "vitest";
import { PROJECTION_TABLES, SCHEMA_VERSION } from "../../controller/store/migrations.ts";
import { openLog } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { House } from "../http/house.ts";

const FIRST_TABLES = new Set<string>(["days", "tickets", "calls", "cases", "ratings"]);

test("a file of the first schema is verified as it is, then brought up when opened", async () => {
  const house = await House.open();
  try {
    await house.ticket();
    const { path } = house.store;
    const db = openLog(path);
    for (const table of PROJECTION_TABLES) if (!FIRST_TABLES.has(table)) db.exec(`DROP TABLE ${table}`);
    for (const column of ["changed_seq", "reasons_seq", "marks_seq"])
      db.exec(`ALTER TABLE ratings DROP COLUMN ${column}`);
    for (const column of ["outcome", "quantity", "time_flagged"]) db.exec(`ALTER TABLE cases DROP COLUMN ${column}`);
    db.pragma("user_version = 1");
    expect(verifyLog(path)).toMatchObject({ ok: true });
    db.close();
    const again = openLog(path);
    expect(again.prepare("SELECT changed_seq, reasons_seq FROM ratings").all()).toEqual([]);
    expect(again.prepare("SELECT count(*) AS n FROM tickets").get()).toEqual({ n: 1 });
    expect(again.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
    again.close();
    expect(verifyLog(path)).toMatchObject({ ok: true });
  } finally {
    await house.close();
  }
});
