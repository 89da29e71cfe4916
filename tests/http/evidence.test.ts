// Evidence over HTTP: public checkpoints and proofs, a citizen's receipt, and who may sign.
import { describe, expect, onTestFinished, test } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { readKey } from "../../controller/evidence/checkpoint.ts";
import {
  type GivenCheckpoint,
  givenCheckpoint,
  readConsistencyText,
  readReceiptText,
} from "../../controller/evidence/files.ts";
import { judgePair, judgeReceipt } from "../../controller/evidence/judge.ts";
import { type Evidence, startEvidence } from "../../controller/evidence/start.ts";
import type { EvidencePort } from "../../controller/http/evidence-port.ts";
import { House } from "./house.ts";

const FILE = `version: 1
hall: { id: test-hall, name: { zh-CN: 测试大厅 } }
services: [{ id: social, prefix: A, name: { zh-CN: 社会保险 } }]
windows: [{ id: "1", name: { zh-CN: 1号窗口 }, services: [social] }]
`;

interface Printed {
  readonly deviceId: string;
  readonly number: string;
  readonly qr: string;
}

/** A house whose log is signed; `printed` is what its printer was given. */
async function signedHouse(evidenceYaml = ""): Promise<{ house: House; evidence: Evidence; printed: Printed[] }> {
  const loaded = parseConfig(FILE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const printed: Printed[] = [];
  let evidence: Evidence | null = null;
  // The house is built before its log can be read: the routes ask for the port when they are asked.
  const late = new Proxy({} as EvidencePort, {
    get: (_target, name) => (evidence as Evidence).port[name as keyof EvidencePort],
  });
  const house = await House.open(undefined, undefined, { evidence: late });
  evidence = await startEvidence({
    config: { ...loaded.config, evidence: JSON.parse(evidenceYaml === "" ? "{}" : evidenceYaml) },
    dataDir: house.folder,
    logFile: house.store.path,
    clock: house.clock,
    hall: house.hall,
    printer: (deviceId) => ({
      print: (_job, paper) => {
        printed.push({ deviceId, number: paper.number, qr: paper.qr });
        return Promise.resolve({ outcome: "printed", detail: "" });
      },
    }),
    log: { info: () => undefined, warn: () => undefined },
  });
  const started = evidence;
  onTestFinished(async () => {
    started.stop();
    await house.close();
  });
  return { house, evidence, printed };
}

async function rated(house: House): Promise<string> {
  await house.post("windows/1/open", { staffId: "s01" });
  const ticket = await house.ticket();
  await house.post("windows/1/call", { ticketId: ticket.id });
  await house.post("windows/1/arrived");
  await house.post("windows/1/invite-rating");
  await house.post("windows/1/rating", { level: 5 });
  return ticket.url.split("/t/")[1];
}

describe("checkpoints", () => {
  test("are signed when asked, recorded in the log, and public from then on", async () => {
    const { house } = await signedHouse();
    expect((await house.get("checkpoints/newest")).body.code).toBe("CHECKPOINT_UNKNOWN");
    expect((await house.get("checkpoints")).body).toEqual([]);
    await house.ticket();
    const { status, body } = await house.post("checkpoints", {});
    expect(status).toBe(201);
    expect(body).toMatchObject({ format: "hallkeeper-checkpoint-1", origin: "hallkeeper/test-hall", reason: "asked" });
    expect((await house.get("checkpoints/newest")).body).toEqual(body);
    const rows = (await house.get("events?after=0&limit=1000")).body as { seq: number; type: string; hash: string }[];
    const recorded = rows.find(({ type }) => type === "checkpoint.signed");
    expect(recorded?.seq).toBe(body.loggedAs);
    expect(rows.find(({ seq }) => seq === body.seq)?.hash).toBe(body.hash);
  });

  test("of two times are bound by a public proof", async () => {
    const { house } = await signedHouse();
    await house.ticket();
    const older = (await house.post("checkpoints", {})).body;
    for (let n = 0; n < 9; n++) await house.ticket();
    const newer = (await house.post("checkpoints", {})).body;
    const { body } = await house.get(`checkpoints/consistency?from=${older.seq}&to=${newer.seq}`);
    const proof = readConsistencyText(JSON.stringify(body));
    if (typeof proof === "string") throw new Error(proof);
    const key = readKey((await house.get("evidence/key")).body.key);
    const pair = [givenCheckpoint(older), givenCheckpoint(newer)] as [GivenCheckpoint, GivenCheckpoint];
    expect(judgePair(pair, key === null ? [] : [key], proof)).toMatchObject({ ok: true });
    for (const query of ["from=9&to=2", "from=1&to=99999"])
      expect((await house.get(`checkpoints/consistency?${query}`)).body.code).toBe("CHECKPOINT_UNKNOWN");
    expect((await house.get("checkpoints/consistency?from=-1&to=2")).status).toBe(400);
  });

  test("are made once a day by themselves, and at closing, and the closing one is printed and shown", async () => {
    const { house, evidence, printed } = await signedHouse('{"printOn":"printer-1"}');
    await house.ticket();
    evidence.start();
    await house.clock.advance(6_000);
    await expect.poll(async () => (await house.get("checkpoints")).body.length).toBe(1);
    expect((await house.get("board")).body.checkpoint).toBeUndefined();
    await house.post("actions/day/end", { waiting: "close" });
    await expect.poll(() => printed.length).toBe(1);
    const newest = (await house.get("checkpoints/newest")).body;
    expect(newest.reason).toBe("closing");
    expect(printed).toEqual([{ deviceId: "printer-1", number: String(newest.seq), qr: newest.note }]);
    expect((await house.get("board")).body.checkpoint).toMatchObject({ seq: newest.seq, note: newest.note });
  });

  test("cannot be had while the log is not what was signed: EVIDENCE_BUSY", async () => {
    const { house, evidence } = await signedHouse();
    const refusing = { ...evidence.port, sign: () => Promise.resolve(null), consistency: () => "busy" as const };
    const other = await House.open(undefined, undefined, { evidence: refusing });
    onTestFinished(() => other.close());
    expect((await other.post("checkpoints", {})).body.code).toBe("EVIDENCE_BUSY");
    expect((await other.get("checkpoints/consistency?from=1&to=2")).body.code).toBe("EVIDENCE_BUSY");
    expect((await house.get("evidence")).body.fault).toBe("");
  });
});

describe("the key", () => {
  test("is changed with the word of the old one, and old receipts stay good", async () => {
    const { house } = await signedHouse();
    await house.ticket();
    const before = readKey((await house.get("evidence/key")).body.key);
    const token = await rated(house);
    const { status, body } = await house.post("evidence/rotate-key", {});
    expect(status).toBe(200);
    expect(readKey(body.key)?.id).not.toBe(before?.id);
    expect(body.rotations).toHaveLength(1);
    const text = JSON.stringify((await house.get(`/t/${token}/receipt.json`)).body);
    const receipt = readReceiptText(text);
    if (typeof receipt === "string" || before === null) throw new Error(String(receipt));
    expect(judgeReceipt(receipt, [before])).toMatchObject({ ok: true });
  });
});

describe("a citizen's receipt", () => {
  test("is offered on the page without a script, and proves the own rating alone", async () => {
    const { house } = await signedHouse();
    await house.ticket();
    const token = await rated(house);
    const page = (await house.get(`/t/${token}`)).body as string;
    expect(page).toContain(`href="/t/${token}/receipt.json"`);
    expect(page).toContain('href="/verify"');
    const answer = await house.app.inject({ method: "GET", url: `/t/${token}/receipt.json` });
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="receipt-\d+\.json"$/);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const receipt = readReceiptText(answer.body);
    if (typeof receipt === "string") throw new Error(receipt);
    expect(receipt.row.type).toBe("rating.recorded");
    const key = readKey((await house.get("evidence/key")).body.key);
    expect(judgeReceipt(receipt, key === null ? [] : [key])).toMatchObject({ ok: true, faults: [] });
    expect(answer.body).not.toContain(token);
  });

  test("is not there before a rating, nor for a token nobody has", async () => {
    const { house } = await signedHouse();
    const ticket = await house.ticket();
    const token = ticket.url.split("/t/")[1];
    expect((await house.get(`/t/${token}/receipt.json`)).status).toBe(404);
    expect((await house.get("/t/AAAAAAAAAAAAAAAAAAAAAA/receipt.json")).status).toBe(404);
  });
});
