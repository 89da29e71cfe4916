// A data file of the release before: verified as it is, brought up at the first start, nothing lost.
import { expect, test } from "vitest";
import { openLog } from "../../controller/store/open-log.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { House } from "../http/house.ts";

test("a file without the columns of changed ratings is verified as it is, then brought up when opened", async () => {
  const house = await House.open();
  try {
    await house.ticket();
    const { path } = house.store;
    const db = openLog(path);
    db.exec("ALTER TABLE ratings DROP COLUMN changed_seq; ALTER TABLE ratings DROP COLUMN reasons_seq");
    db.pragma("user_version = 1");
    expect(verifyLog(path)).toMatchObject({ ok: true });
    db.close();
    const again = openLog(path);
    expect(again.prepare("SELECT changed_seq, reasons_seq FROM ratings").all()).toEqual([]);
    expect(again.pragma("user_version", { simple: true })).toBe(2);
    again.close();
    expect(verifyLog(path)).toMatchObject({ ok: true });
  } finally {
    await house.close();
  }
});
