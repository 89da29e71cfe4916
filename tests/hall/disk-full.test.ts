// A really full disk under the real service: refusals with a stable code, nothing lost, and work goes on when freed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RealHall } from "../helpers/real-hall.ts";

const DISK_BYTES = 3 * 1024 * 1024;
const disk = mkdtempSync(join(tmpdir(), "hallkeeper-disk-"));

/** Only root may make a disk of a few megabytes; the store's own tests fill one without. */
function mounted(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", disk], { stdio: "pipe" });
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn("WITHOUT A SMALL DISK: mounting one needs root; the full disk was tried on the store alone.");
    return false;
  }
}

const hasDisk = mounted();
let hall: RealHall;

beforeAll(async () => {
  if (!hasDisk) return;
  hall = await RealHall.planned({ windows: 1, withPrinter: false, withStrips: false });
  hall.dataDir = join(disk, "data");
  await hall.startService();
});

afterAll(async () => {
  if (hasDisk) {
    await hall.stop();
    execFileSync("umount", [disk]);
  }
  rmSync(disk, { recursive: true, force: true });
});

interface TicketJson {
  id: string;
  number: string;
}
const issue = () => hall.call<TicketJson & { code?: string }>("POST", "/tickets", { serviceId: "household" });

test.runIf(hasDisk)(
  "full: new numbers are refused, old ones stay on show; freed: numbers go on where they were",
  async () => {
    const issued: TicketJson[] = [];
    for (let i = 0; i < 5; i++) issued.push((await issue()).body);
    await hall.call("POST", "/windows/1/open", { staffId: "s1" });
    await hall.call("POST", "/windows/1/call-next");
    // Somebody else's file takes what is left.
    const filler = join(disk, "filler");
    let refused = 0;
    for (let size = DISK_BYTES; size >= 4096; size = Math.floor(size / 2)) {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
      } catch {
        // As much as fits.
      }
    }
    for (let i = 0; i < 600 && refused < 20; i++) {
      const answer = await issue();
      if (answer.status === 201) issued.push(answer.body);
      else {
        expect([answer.status, answer.body.code]).toEqual([507, "STORAGE_FULL"]);
        refused += 1;
      }
    }
    expect(refused).toBe(20);
    const board = await hall.call<{ calls: { number: string }[] }>("GET", "/board");
    expect(board.body.calls[0]?.number).toBe("B001");
    expect((await fetch(`${hall.base}/readyz`)).ok).toBe(false);

    rmSync(filler);
    const next = await issue();
    expect(next.status).toBe(201);
    issued.push(next.body);
    const numbers = issued.map((ticket) => Number(ticket.number.slice(1)));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    await hall.kill("SIGKILL");
    await hall.startService();
    const stored = await hall.call<TicketJson[]>("GET", "/tickets");
    expect(new Set(stored.body.map((ticket) => ticket.id))).toEqual(new Set(issued.map((ticket) => ticket.id)));
  },
  120_000,
);
