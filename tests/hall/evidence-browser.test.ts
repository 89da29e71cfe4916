// The stand-alone verifier in a real browser, opened from a file: sound files hold, tampered ones are called by name.
// And the manager's tab beside it, where a checkpoint is signed and seen.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckpointFile, ReceiptFile } from "../../controller/contract/evidence.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const root = resolve(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "hallkeeper-verify-"));
let hall: RealHall;
let browser: TestBrowser | null = null;
let page: Page;
const requests: string[] = [];
const faults: string[] = [];
let receipt: ReceiptFile;
let older: CheckpointFile;
let newer: CheckpointFile;
let proof: unknown;
let rows: { seq: number; actor: string; hash: string }[];
let key: string;

async function have<T>(path: string): Promise<T> {
  const response = await fetch(`${hall.base}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 1, withPrinter: false, withStrips: false });
  hall = new RealHall({ ...config, links: [], devices: [] }, ports);
  await hall.startService();
  const { body: ticket } = await hall.call<{ id: string; url: string }>("POST", "/tickets", {
    serviceId: "social-insurance",
  });
  await hall.call("POST", "/windows/1/open", { staffId: "s1" });
  for (const step of ["call-next", "arrived", "invite-rating"]) await hall.call("POST", `/windows/1/${step}`);
  await hall.call("POST", "/windows/1/rating", { level: 2 });
  older = (await hall.call<CheckpointFile>("POST", "/checkpoints", {})).body;
  for (let n = 0; n < 7; n++) await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
  newer = (await hall.call<CheckpointFile>("POST", "/checkpoints", {})).body;
  receipt = await have<ReceiptFile>(`${new URL(ticket.url).pathname}/receipt.json`);
  proof = await have(`/api/v1/checkpoints/consistency?from=${older.seq}&to=${newer.seq}`);
  rows = await have("/api/v1/events?after=0&limit=1000");
  key = (await have<{ key: string }>("/api/v1/evidence/key")).key;
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(pathToFileURL(join(root, "dist", "ui", "verify.html")).href);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the page says of these files: the verdict, and the names of the faults. */
async function saidOf(files: Readonly<Record<string, unknown>>): Promise<{ verdict: string; kinds: string[] }> {
  await page.click("#clear");
  const paths = Object.entries(files).map(([name, value]) => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return path;
  });
  await page.setInputFiles("#files", paths);
  await page.waitForSelector("#verdict.holds, #verdict.fails, #verdict.open");
  const kinds = await page.locator("#findings li.fails small").allTextContents();
  const verdict = (await page.getAttribute("#verdict", "class")) ?? "";
  return { verdict, kinds: [...new Set(kinds.map((text) => text.split(" · ")[0] ?? ""))].sort() };
}
const lines = (list: readonly object[]): string => list.map((row) => JSON.stringify(row)).join("\n");

describe.runIf(executable !== null)("the verifier from a file", () => {
  test("says that a receipt holds, with the published key, and what it is of", async () => {
    expect(await saidOf({ "receipt.json": receipt, "evidence.pub": key })).toEqual({ verdict: "holds", kinds: [] });
    expect(await page.locator("#findings").textContent()).toContain(`第 ${receipt.row.seq} 条（评价 2 分）`);
  });

  test("says honestly what is open: no key of the hall's, no proof, no checkpoint", async () => {
    expect((await saidOf({ "receipt.json": receipt })).verdict).toBe("open");
    expect((await saidOf({ "a.json": older, "b.json": newer, k: key })).verdict).toBe("open");
    expect((await saidOf({ "log.jsonl": lines(rows) })).verdict).toBe("open");
  });

  test("binds two checkpoints with their proof, and the whole log to both", async () => {
    expect((await saidOf({ "a.json": older, "b.json": newer, "proof.json": proof, k: key })).verdict).toBe("holds");
    expect((await saidOf({ "a.txt": older.note, "b.json": newer, "log.jsonl": lines(rows), k: key })).verdict).toBe(
      "holds",
    );
  });

  test("calls each tampering by its name", async () => {
    const edited = (seq: number) => rows.map((row) => (row.seq === seq ? { ...row, actor: "staff:s99" } : row));
    const { row, checkpoint } = receipt;
    const better = { ...row, data: row.data.replace('"level":2', '"level":5') };
    const wrong: readonly [Record<string, unknown>, string[]][] = [
      [{ r: { ...receipt, row: better } }, ["edited", "root-wrong"]],
      [{ r: { ...receipt, proof: [...receipt.proof].reverse() } }, ["root-wrong"]],
      [{ r: { ...receipt, checkpoint: { ...checkpoint, hash: "0".repeat(64) } } }, ["signature-wrong"]],
      [{ a: { ...older, note: older.note.replace(/\n\d+\n/, "\n3\n") } }, ["signature-wrong"]],
      [{ a: older, b: newer, p: { ...(proof as object), proof: [] } }, ["forked"]],
      [{ l: lines(edited(4)), b: newer }, ["edited", "root-wrong"]],
      [{ l: lines(rows.filter(({ seq }) => seq !== 5)), b: newer }, ["removed"]],
      [{ l: lines(rows.slice(0, 6)), b: newer }, ["cut-off"]],
      [{ x: "nothing of ours" }, ["malformed"]],
    ];
    for (const [files, kinds] of wrong) {
      const said = await saidOf({ ...files, "evidence.pub": key });
      expect(said.verdict, JSON.stringify(kinds)).toBe("fails");
      for (const kind of kinds) expect(said.kinds).toContain(kind);
    }
    const stranger = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    expect((await saidOf({ r: receipt, k: stranger })).kinds).toEqual(["key-replaced"]);
  });

  test("has asked no network for anything, and thrown nothing", () => {
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe.runIf(executable !== null)("beside it", () => {
  test("the same page is served, and runs there under its own policy", async () => {
    const served = await browser?.context.newPage();
    const blocked: string[] = [];
    served?.on("console", (message) => message.type() === "error" && blocked.push(message.text()));
    await served?.goto(`${hall.base}/verify`);
    await served?.setInputFiles("#files", {
      name: "r.json",
      mimeType: "text/json",
      buffer: Buffer.from(JSON.stringify(receipt)),
    });
    await served?.waitForSelector("#verdict.open");
    expect(blocked).toEqual([]);
    await served?.close();
  });

  test("the manager signs and sees the newest checkpoint, and its code is the note", async () => {
    const tab = await browser?.context.newPage();
    await tab?.goto(`${hall.base}/manager#evidence`);
    await tab?.waitForSelector(".evidence-newest .qr");
    const before = await have<CheckpointFile>("/api/v1/checkpoints/newest");
    await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
    await tab?.getByText("现在签名").click();
    await eventually(
      "a newer one",
      async () => (await have<CheckpointFile>("/api/v1/checkpoints/newest")).seq > before.seq,
    );
    await tab?.close();
  });

  test("the command line says the same of the same files", () => {
    const cli = (...words: string[]) =>
      spawnSync(process.execPath, [join(root, "dist", "controller", "cli.js"), ...words], { encoding: "utf8" });
    const put = (name: string, value: unknown): string => {
      writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
      return join(folder, name);
    };
    const [good, pub] = [put("good.json", receipt), put("key.pub", key)];
    expect(cli("verify-receipt", good, "--public-key", pub).status).toBe(0);
    const bad = put("bad.json", { ...receipt, row: { ...receipt.row, actor: "staff:s99" } });
    expect(cli("verify-receipt", bad, "--public-key", pub)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("edited:"),
    });
    const [a, b, p] = [put("ca.json", older), put("cb.json", newer), put("cp.json", proof)];
    expect(cli("compare-checkpoints", a, b, "--consistency", p, "--public-key", pub).status).toBe(0);
    expect(cli("compare-checkpoints", a, b)).toMatchObject({ status: 1 });
    expect(cli("verify-receipt", good, "--checkpoint", b, "--public-key", join(folder, "none")).status).toBe(2);
    const log = cli("verify-log", "--data", hall.dataDir, "--checkpoint", a, "--checkpoint", b, "--public-key", pub);
    expect(log).toMatchObject({ status: 0, stdout: expect.stringContaining("log intact") });
    expect(cli("export-log", "--data", hall.dataDir).stdout.split("\n")[0]).toContain('"seq":1');
    const signed = JSON.parse(cli("checkpoint", "--data", hall.dataDir).stdout) as CheckpointFile;
    expect(signed).toMatchObject({ key, format: "hallkeeper-checkpoint-1" });
  }, 120_000);
});
