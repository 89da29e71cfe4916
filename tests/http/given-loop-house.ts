// A house whose bad ratings and complaints are followed: real log, vault and routes; comments are kept, too.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HallSettings } from "../../controller/domain/types.ts";
import type { Ports } from "../../controller/http/ports.ts";
import { LoopRoom } from "../../controller/loop/room.ts";
import { internationalNumber } from "../../controller/messages/phone-number.ts";
import { SqliteVault } from "../../controller/messages/sqlite-vault.ts";
import { startComments } from "../../controller/notes/comments.ts";
import { House, SETTINGS } from "./house.ts";
import type { DoorOptions } from "./house-access.ts";

export class LoopHouse {
  readonly house: House;
  readonly vault: SqliteVault;
  readonly loops: LoopRoom;
  readonly #folder: string;

  private constructor(house: House, vault: SqliteVault, loops: LoopRoom, folder: string) {
    this.house = house;
    this.vault = vault;
    this.loops = loops;
    this.#folder = folder;
  }

  static async open(
    settings: Partial<HallSettings> = {},
    door: DoorOptions = {},
    more: Partial<Ports> = {},
  ): Promise<LoopHouse> {
    const folder = mkdtempSync(join(tmpdir(), "hallkeeper-loop-"));
    const box: { house?: House } = {};
    const nowMs = () => Math.floor(box.house?.clock.nowMs() ?? 0);
    const ledger = () => {
      if (box.house === undefined) throw new Error("not open yet");
      return box.house.store.loops;
    };
    const vault = new SqliteVault({
      ...{ path: join(folder, "private.sqlite"), key: new Uint8Array(32).fill(7), nowMs, contactDays: 30 },
      ...{ countryCode: "86", log: { warn: () => undefined } },
    });
    const loops = new LoopRoom({
      ...{ dataDir: folder, vault, clock: { nowMs } },
      ledger: {
        between: (from, to) => ledger().between(from, to),
        byId: (id) => ledger().byId(id),
        levels: (from, to) => ledger().levels(from, to),
      },
      isNumber: (phone) => internationalNumber(phone, "86") !== null,
      origin: () => ({
        hall: { id: "test-hall", name: { "zh-CN": "测试大厅" }, timezone: "Asia/Shanghai" },
        checkpoint: { seq: 1, hash: "00" },
        ...{ version: "0.0.0", days: 1, generatedAt: "2026-01-05T09:00:00+08:00" },
      }),
    });
    const comments = startComments({ dataDir: folder, vault, clock: { nowMs }, keepDays: 7 });
    const staff = [...SETTINGS.staff, { id: "s03", name: "赵某", number: "1003" }];
    const house = await House.open({ ...SETTINGS, staff, ...settings }, undefined, { loops, comments, ...more }, door);
    box.house = house;
    return new LoopHouse(house, vault, loops, folder);
  }

  async close(): Promise<void> {
    await this.house.close();
    this.vault.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
