// Puts the alarms together: rules, eyes, probes, messages. One call from the start of the service.
import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { DeviceView } from "../contract/views.ts";
import { AlarmEngine } from "../domain/alarm-engine.ts";
import type { AlarmFacts, BackupFact, LoopDeadline, ZoneFact } from "../domain/alarm-facts.ts";
import type { AlarmFeed } from "../domain/alarm-feed.ts";
import { rulesOf } from "../domain/alarm-kinds.ts";
import type { LoggedEvent } from "../domain/events.ts";
import type { HallState } from "../domain/types.ts";
import type { Outbox, Vault } from "../messages/ports.ts";
import { firstEventMs, LogSlices } from "../store/log-slices.ts";
import type { AlarmSource } from "../views/alarms.ts";
import type { DayIndex } from "../views/day-index.ts";
import type { ViewSources } from "../views/sources.ts";
import { dutyContact, Messenger } from "./messenger.ts";
import { freeMegabytesOf, type LogCheck, Probes } from "./probes.ts";
import { AlarmWatch, type WatchedHall } from "./watch.ts";

export interface AlarmsOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  /** The machine's own clock: its jumps are looked for. */
  readonly machine: Clock;
  /** The log's file; null: the chain is not checked. */
  readonly logFile: string | null;
  /** Has noted the day's events read at the start. */
  readonly feed: AlarmFeed;
  readonly index: DayIndex;
  readonly devices: () => readonly DeviceView[];
  readonly sound?: ViewSources["sound"] | undefined;
  readonly calibration?: ViewSources["calibration"];
  readonly deadlines?: () => readonly LoopDeadline[];
  readonly log: { warn(fields: object, message: string): void };
}

/** What becomes known only later in the start: the hall, and what leaves it. */
export interface AlarmsLinks {
  readonly hall: WatchedHall;
  /** Missing: nobody outside is told. */
  readonly outbox?: Outbox | undefined;
  readonly vault?: Vault | undefined;
  readonly disabledWebhooks?: () => readonly string[];
  readonly backups?: () => BackupFact;
}

export interface AlarmsOfHall {
  /** For the views. */
  readonly source: AlarmSource;
  /** Registers with the hall and begins to look. */
  start(links: AlarmsLinks): void;
  note(events: readonly LoggedEvent[]): void;
  stop(): void;
}

/** Shorter than the shortest time that contacts are kept. */
const KEEP_NUMBERS_MS = 12 * 3_600_000;
const USUAL = {
  rules: [],
  duty: [],
  repeatMinutes: 0,
  repeatsMax: 0,
  quietHours: [],
  messagesMax: 5,
  probeSeconds: 10,
};

/** The alarms of a configuration. Nothing is looked at before `start`. */
export function prepareAlarms(options: AlarmsOptions): AlarmsOfHall {
  const settings = options.config.alarms ?? USUAL;
  const engine = new AlarmEngine(rulesOf(settings.rules));
  const { repeatMinutes, quietHours, duty } = settings;
  const source: AlarmSource = {
    rules: engine.rules,
    cellsOf: (ruleId) => engine.cellsOf(ruleId),
    cellOf: (ruleId, subject) => engine.cellOf(ruleId, subject),
    ...{ repeatMinutes, quietHours, duty: duty.map(({ id }) => id) },
  };
  let running: ReturnType<typeof begun> | null = null;
  return {
    source,
    start: (links) => {
      running = begun(options, engine, links);
    },
    note: (events) => {
      if (running !== null) running.watch.note(events);
      else for (const event of events) options.feed.note(event);
    },
    stop: () => {
      running?.watch.stop();
      running?.probes.stop();
      running?.stop();
    },
  };
}

function begun(options: AlarmsOptions, engine: AlarmEngine, links: AlarmsLinks) {
  const { config, clock, machine, dataDir, log, feed } = options;
  const settings = config.alarms ?? USUAL;
  const { outbox = null, vault = null } = links;
  const logCheck = openCheck(options);
  const probes = new Probes({
    ...{ machine, outbox, logCheck, everySeconds: settings.probeSeconds, disabledWebhooks: links.disabledWebhooks },
    ...(links.backups === undefined ? {} : { backups: sinceTheLog(options.logFile, links.backups) }),
    freeMegabytes: () => freeMegabytesOf(dataDir),
    onError: (error, probe) => log.warn({ err: error, probe }, "a probe of the alarms failed"),
  });
  const keeping = vault === null ? null : keptNumbers(options, vault);
  const messenger = outbox === null ? null : new Messenger({ outbox, ...settings, rules: engine.rules }, clock.nowMs());
  const watch = new AlarmWatch({
    ...{ hall: links.hall, clock, feed, engine, facts: () => factsOf(options, probes) },
    looked: (state: HallState, nowMs: number) => messenger?.tell(state, nowMs),
    onError: (error) => log.warn({ err: error }, "alarms could not be judged or written; the next look will"),
  });
  probes.start();
  watch.start();
  return { watch, probes, stop: () => keeping?.cancel() };
}

/** The vault forgets what is old: put again long before that. */
function keptNumbers(options: AlarmsOptions, vault: Vault): Timer {
  keepNumbers(options, vault);
  let timer: Timer;
  const again = () => {
    keepNumbers(options, vault);
    timer = options.machine.after(KEEP_NUMBERS_MS, again);
  };
  timer = options.machine.after(KEEP_NUMBERS_MS, again);
  return { cancel: () => timer.cancel() };
}

function factsOf(options: AlarmsOptions, probes: Probes): AlarmFacts {
  const { index, devices, calibration, deadlines, config } = options;
  const { finished, rated } = index.figures;
  return {
    devices: devices(),
    zones: zonesOf(options.sound, config.sound.zones !== undefined),
    calibration: calibration?.() ?? null,
    coverage: { finished, rated },
    deadlines: deadlines?.() ?? [],
    probes: probes.facts,
    broken: new Map(),
  };
}

function zonesOf(sound: AlarmsOptions["sound"], wanted: boolean): ZoneFact[] {
  return (sound?.overview().zones ?? []).map(({ id, name, sinks, check }) => ({
    ...{ id, name, wanted, sinks: sinks.length, check },
    speaking: sinks.filter(({ state }) => state === "ready" || state === "busy" || state === "standby").length,
  }));
}

/** A hall that was set up after the newest hour has missed no backup. */
function sinceTheLog(logFile: string | null, backups: () => BackupFact): () => BackupFact {
  const sinceMs = logFile === null ? 0 : firstEventMs(logFile);
  return () => {
    const fact = backups();
    return fact.dueMs === null || sinceMs < fact.dueMs ? fact : { ...fact, dueMs: null };
  };
}

/** A second reader of the log that cannot be opened costs only the check. */
function openCheck({ logFile, machine, log }: AlarmsOptions): LogCheck | null {
  if (logFile === null) return null;
  try {
    return new LogSlices(logFile, () => machine.monotonicMs());
  } catch (error) {
    log.warn({ err: error }, "the log cannot be checked beside the service");
    return null;
  }
}

/** Numbers of those on duty go from the environment or their file to the vault, and nowhere else. */
function keepNumbers({ config, dataDir, log }: AlarmsOptions, vault: Vault): void {
  for (const { id, phoneEnv, phoneFile } of config.alarms?.duty ?? []) {
    const phone = phoneEnv !== undefined ? process.env[phoneEnv] : numberIn(dataDir, phoneFile);
    if (phone !== undefined && phone.trim() !== "")
      vault.put(dutyContact(id).slice("contact:".length), { phone: phone.trim() });
    else log.warn({ duty: id }, "no telephone number: this person gets no messages");
  }
}

function numberIn(dataDir: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(isAbsolute(file) ? file : join(dataDir, file), "utf8");
  } catch {
    return undefined; // The warning names whose number is missing.
  }
}
