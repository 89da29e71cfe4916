// Writes a log of so many events: whole days in the life of a hall, decided and folded by the real rules.
// Arguments: data folder, configuration, events, MB of WAL left behind by a kill -9 (0 = closed in good order).
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { decide, decideTimeMs } from "../../dist/controller/domain/decide.js";
import { fold, newState } from "../../dist/controller/domain/fold.js";
import { settingsOf } from "../../dist/controller/settings-of-config.js";
import { SqliteStore } from "../../dist/controller/store/sqlite-store.js";
import { loadedConfig } from "./serialisations.mjs";

const [folder, configFile, eventsText, walText] = process.argv.slice(2);
const eventsWanted = Number(eventsText);
const walBytesWanted = Number(walText) * 1e6;
const DAY_MS = 86_400_000;
const TICKETS_PER_DAY = 1_200;
const EVENTS_PER_BATCH = 400;
const EVENTS_PER_TICKET = 8;
const RATED_SHARE = 0.7;
const OPEN_HOUR_MS = 9 * 3_600_000;

const ids = () => randomBytes(9).toString("base64url");
const context = { newId: (kind) => `${kind[0]}_${ids()}`, newToken: () => randomBytes(16).toString("base64url") };
const settings = settingsOf(loadedConfig(join(folder, ".."), parse(readFileSync(configFile, "utf8"))));
const store = SqliteStore.open(folder);
const state = newState(settings);
for (const event of store.loadSinceDayStart()) fold(state, event);
let batch = [];
let written = 0;
let batches = 0;

function flush() {
  store.append({ events: batch, answers: [] });
  written += batch.length;
  batch = [];
  batches += 1;
  // With a WAL wanted nothing is ever taken over into the main file.
  if (walBytesWanted === 0 && batches % 16 === 0) store.tidy();
}

function ask(command, nowMs) {
  const atMs = decideTimeMs(state, nowMs);
  const decision = decide(state, command, { nowMs, ...context });
  if (!decision.ok) throw new Error(`${command.type}: ${decision.code} ${decision.detail}`);
  for (const decided of decision.events) {
    const event = { ...decided, seq: state.seq + 1, atMs, actor: "system" };
    fold(state, event);
    batch.push(event);
  }
  if (batch.length >= EVENTS_PER_BATCH) flush();
  return decision;
}

/** One citizen: takes a number, is called, served and, as most are, rates. */
function serve(windowId, nowMs, seconds) {
  ask({ type: "issue-ticket", serviceId: "general", priority: null, kioskId: null, language: null }, nowMs);
  ask({ type: "call-next", windowId, fromKeypad: false }, nowMs + seconds);
  ask({ type: "arrived", windowId }, nowMs + 2 * seconds);
  ask({ type: "finish", windowId }, nowMs + 6 * seconds);
  if (Math.random() >= RATED_SHARE) return;
  const rating = { channel: "window_pad", reasons: [], comment: null, deviceId: null };
  ask({ type: "record-rating", windowId, caseId: null, level: 5, ...rating }, nowMs + 7 * seconds);
}

function oneDay(startMs, tickets, stepMs) {
  ask({ type: "tick" }, startMs);
  for (const window of settings.windows) {
    const { state: at } = state.windows.get(window.id);
    if (at === "closed") ask({ type: "open-window", windowId: window.id, staffId: null }, startMs);
  }
  for (let i = 0; i < tickets; i++) {
    const nowMs = startMs + i * stepMs;
    if (i % 60 === 0) ask({ type: "tick" }, nowMs);
    serve(settings.windows[i % settings.windows.length].id, nowMs, Math.floor(stepMs / 8));
  }
  if (batch.length > 0) flush();
}

if (walBytesWanted === 0) {
  const days = Math.max(1, Math.ceil(eventsWanted / (TICKETS_PER_DAY * EVENTS_PER_TICKET)));
  // The hall's clock is eight hours ahead of UTC all year.
  const midnightMs = Math.floor((Date.now() + 8 * 3_600_000) / DAY_MS) * DAY_MS - 8 * 3_600_000;
  for (let back = days - 1; back > 0 && written < eventsWanted - TICKETS_PER_DAY * EVENTS_PER_TICKET; back--) {
    oneDay(midnightMs - back * DAY_MS + OPEN_HOUR_MS, TICKETS_PER_DAY, 24_000);
  }
  // Today up to now, so that the start finds the day in the middle.
  const leftMs = Date.now() - midnightMs - 1_000;
  oneDay(midnightMs, TICKETS_PER_DAY, Math.max(8, Math.floor(leftMs / TICKETS_PER_DAY)));
  while (written < eventsWanted) oneDay(Date.now() - 800, 100, 8);
  store.close();
  process.stdout.write(`${written} ${statSync(store.path).size}\n`);
} else {
  while (statSync(`${store.path}-wal`).size < walBytesWanted) oneDay(Date.now() - 800, 100, 8);
  process.stdout.write(`${written} ${statSync(`${store.path}-wal`).size}\n`, () =>
    process.kill(process.pid, "SIGKILL"),
  );
}
