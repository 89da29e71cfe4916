// A signed checkpoint leaves the box by webhook: whole, so that the receiver alone can check it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCheckpoint } from "../../controller/evidence/checkpoint.ts";
import { webhookConsumer } from "../../controller/messages/webhooks.ts";
import { configWith } from "../messages/given-messages.ts";
import { plainDay } from "../store/day-script.ts";
import { HALL_ID, SignedLog } from "./signed-log.ts";

test("a webhook for checkpoint.signed is told the note itself, which holds with the published key", () => {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-outside-"));
  const log = new SignedLog(folder).add(...plainDay(3));
  onTestFinished(() => {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const signed = log.sign("closing");
  const [webhook] = configWith({
    webhooks: [{ id: "auditor", url: "https://audit.example.org/x", events: ["checkpoint.signed"], secretEnv: "A" }],
  }).messages.webhooks;
  if (webhook === undefined) throw new Error("no webhook");
  const consumer = webhookConsumer(webhook, { hallId: HALL_ID, timezone: "Asia/Shanghai", isDisabled: () => false });
  const told = log.store.eventsAfter(0, 1_000).flatMap((event) => consumer.take(event)?.put ?? []);
  const [body] = told.map((message) => message.body as { type: string; data: { note: string; reason: string } });
  if (body === undefined || told.length > 1) throw new Error(`${told.length} messages`);
  const { type, data } = body;
  expect([type, data.reason, data.note]).toEqual(["checkpoint.signed", "closing", signed.note]);
  const read = readCheckpoint(data.note, [log.publicKey]);
  expect(read).toMatchObject({ ok: true });
  expect(
    readCheckpoint(data.note.replace(String(signed.seq), String(signed.seq - 1)), [log.publicKey]),
  ).not.toMatchObject({ ok: true });
});
