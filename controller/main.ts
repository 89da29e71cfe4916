// Puts the parts together and keeps them running: the only maker of clocks, ids, ports and files.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { Config } from "../config/schema.ts";
import { serveMedia } from "../display-server/media.ts";
import { attachSockets } from "../display-server/socket.ts";
import { servePages } from "../display-server/static.ts";
import { systemClock } from "../drivers/kernel/clock.ts";
import { setUpWords } from "./access/setup-code.ts";
import { startAccess } from "./access/start-access.ts";
import { Advisor } from "./advisor.ts";
import { prepareAlarms } from "./alarms/start.ts";
import { audienceOf } from "./announcer/audience.ts";
import { findVoice } from "./announcer/espeak.ts";
import { SoundRoom, spokenTexts } from "./announcer/sound-room.ts";
import { VoicePack, voiceFolder } from "./announcer/voice-pack.ts";
import { startAsking } from "./asking/start.ts";
import { AlarmFeed } from "./domain/alarm-feed.ts";
import type { Command } from "./domain/commands.ts";
import { decide, decideTimeMs } from "./domain/decide.ts";
import { fold, newState } from "./domain/fold.ts";
import { ForecastTeller } from "./domain/forecast/teller.ts";
import { Estimates } from "./estimates.ts";
import { startEvidence } from "./evidence/start.ts";
import { Fleet } from "./fleet.ts";
import { ForecastThread } from "./forecast-thread.ts";
import { Hall } from "./hall.ts";
import { isTicketToken } from "./http/access-guard.ts";
import { buildApp } from "./http/app.ts";
import { originGuard } from "./http/origin.ts";
import { pastTicket } from "./http/tickets.ts";
import { pipesOf, transportOf } from "./link-transports.ts";
import { Live } from "./live.ts";
import { DeadlineWatch, startLoops } from "./loop/start.ts";
import { startMessages } from "./messages/start.ts";
import { CaseNotes } from "./notes/case-notes.ts";
import { startComments } from "./notes/comments.ts";
import { PresentedThings } from "./presented.ts";
import { startPrivacy } from "./privacy/start.ts";
import { projectRoot } from "./project-root.ts";
import { startPush } from "./push/start-push.ts";
import { newId, newToken } from "./random-ids.ts";
import { startReports } from "./reports/start.ts";
import { secretKey } from "./secret-key.ts";
import { startSettings } from "./settings/start-settings.ts";
import { digestOf, settingsOf } from "./settings-of-config.ts";
import { steadyClock } from "./steady-clock.ts";
import { SqliteStore } from "./store/sqlite-store.ts";
import { TechnicianRoom } from "./technician/room.ts";
import { startUpward } from "./upward/start.ts";
import { DayIndex } from "./views/day-index.ts";
import type { Uptime } from "./views/device-uptime.ts";

export interface ServiceOptions {
  readonly config: Config;
  /** Where the configuration was read from: the technician's changes go there. */
  readonly configFile: string;
  readonly dataDir: string;
  readonly port: number;
  /** Address of the virtual hall's page, when one runs beside the service. */
  readonly virtualHall: string | null;
  /** The file has faults: the last good version runs. */
  readonly safeMode?: boolean;
  /** Starts the hall anew in this process after it has ended cleanly; missing: it cannot. */
  readonly again?: () => Promise<void>;
}

const EXIT_FAILED = 1;
const EXIT_INTERNAL = 70;
const TICK_MS = 1_000;
const CARD_KEY_BYTES = 32;
const TECHNICIAN_KEY_BYTES = 12;
const STOP_MS_MAX = 4_800;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** Asked for on the settings page. */
const RESTART = "restart";

/** Starts the service; it then runs until a signal or a fault ends the process. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { config, configFile, dataDir, port, virtualHall, safeMode = false, again } = options;
  const log = pino({ level: process.env.HALLKEEPER_LOG ?? "info" }, pino.destination({ dest: 2, sync: true }));
  const store = SqliteStore.open(dataDir);
  const clock = steadyClock(systemClock);
  const index = new DayIndex();
  const feed = new AlarmFeed();
  const settings = settingsOf(config);
  const version = versionOf(projectRoot());
  const waits = new ForecastTeller();
  const hall = new Hall({
    settings,
    store,
    rules: { newState, fold, decide, decideTimeMs },
    loaded: (event) => {
      index.fold(event);
      feed.note(event);
    },
    nowMs: () => clock.nowMs(),
    newId,
    newToken,
    toldWait: (state, serviceId, priority, nowMs) => waits.forNew(state, serviceId, priority, nowMs),
    onFatal: (error) => fatal(log, error),
    onObserverError: (error) => log.error({ err: error }, "a view or a device plan failed"),
  });
  let baseUrl = config.server.publicUrl?.replace(/\/$/, "") ?? "";
  const presented = new PresentedThings(clock);
  const pack = new VoicePack({ folder: voiceFolder(dataDir), synthesize: null });
  const fleet: Fleet = new Fleet({
    config,
    hall,
    clock,
    random: Math.random,
    log,
    pipesOf,
    uptime: (deviceId) => shareOf(index.uptime.of(deviceId, clock.nowMs())),
    secret: secretKey(dataDir, "cards", CARD_KEY_BYTES),
    presented,
    waits,
    ticketUrl: (token) => `${baseUrl}/t/${token}`,
    clips: pack,
    audience: (windowId, ticketId) => audienceOf(live.hub, config, windowId, ticketId),
  });
  const sound = new SoundRoom({
    ...{ announcer: fleet.announcer, clock, pack, config: () => fleet.config },
    spoken: spokenTexts(join(projectRoot(), "dist", "ui", "spoken.json")),
    touch: (view) => live.touch(view),
  });
  const presentedAt = (kioskId: string) => presented.at(kioskId);
  const engine = new ForecastThread(settings);
  const estimates = new Estimates({
    ...{ settings, hall, log: store, clock, teller: waits, engine },
    onError: (error) => log.warn({ err: error }, "a forecast of waits failed"),
  });
  const advisor: Advisor = new Advisor({
    ...{ settings, hall, experience: estimates.experience, clock, engine },
    watched: () => live.hub.topic("manager") !== undefined,
    changed: () => live.touch("manager"),
    onError: (error) => log.warn({ err: error }, "advice could not be worked out"),
  });
  const deadlines = new DeadlineWatch(clock);
  const alarms = prepareAlarms({
    deadlines: () => deadlines.list(),
    ...{ config, dataDir, clock, machine: systemClock, logFile: store.path, feed, index, log, sound: sound.desk },
    ...{ devices: () => fleet.views(), calibration: () => estimates.calibration() },
  });
  const sources = {
    ...{ settings, index, clock, baseUrl: () => baseUrl, devices: () => fleet.views(), presentedAt },
    ...{ waits, calibration: () => estimates.calibration(), sound: sound.desk, advice: () => advisor.view() },
    alarms: alarms.source,
  };
  const live: Live = new Live({ hall, sources, clock, past: (id) => pastTicket(store.records, id) });
  presented.onChange((kioskId) => live.hub.refresh(`kiosk:${kioskId}`));
  // Devices first, screens after: a thousand screens must never delay a strip.
  hall.observe({
    capture: (state, events) => fleet.capture(state, events),
    publish: (orders) => fleet.publish(orders),
  });
  hall.observe({ capture: (_state, events) => estimates.note(events), publish: () => undefined });
  hall.observe({ capture: (_state, events) => alarms.note(events), publish: () => undefined });
  hall.observe({ capture: (state, events) => live.capture(state, events), publish: (views) => live.publish(views) });
  const messages = startMessages({ config, dataDir, clock, random: Math.random, log, hall, store, fleet });
  const upward = startUpward({ config, dataDir, clock, log, messages });
  const privacy = startPrivacy({ config, dataDir, clock, hall, log, messages });
  const push = startPush({ config, dataDir, clock, hall, messages, log });
  const asking = startAsking({
    ...{ config, settings, hall, clock, newToken, messages, sms: fleet.sms, log },
    publicUrl: config.server.publicUrl,
  });
  const newest = () => evidence.newestCheckpoint();
  const loops = startLoops({ config, dataDir, clock, store, messages, log, version, newest });
  await deadlines.follow(hall);
  await fleet.prepare();
  await hall.submit({ type: "tick" }, SYSTEM);
  await hall.submit(settingsChange(config), SYSTEM);
  const technician = new TechnicianRoom({
    ...{ configFile, dataDir, version, clock, fleet, hall },
    transportOf: (link) => {
      if (link.type === "websocket") throw new Error("a websocket cannot be listened to");
      return transportOf(link);
    },
    candidates: async () => (await import("../drivers/transports/candidates.ts")).listPorts(),
    newest: () => ({ seq: store.head.seq, hash: Buffer.from(store.head.hash).toString("hex") }),
    settingsChanged: (changed) => hall.submit(settingsChange(changed), { actor: "technician", render: () => null }),
  });

  const technicianKey = secretKey(dataDir, "technician", TECHNICIAN_KEY_BYTES).toString("base64url");
  const isToken = (id: string) => isTicketToken({ sources, records: store.records }, id);
  const access = startAccess({ config, dataDir, clock, hall, technicianKey, isTicketToken: isToken });
  await access.catchUp();
  const printer = (id: string) => fleet.member(id)?.printer ?? undefined;
  const evidence = await startEvidence({ config, dataDir, logFile: store.path, clock, hall, printer, log });
  const keepDays = config.policy.rating.periodDays;
  const devices = { list: () => fleet.views(), test: (id: string) => fleet.test(id) };
  const settingsDesk = startSettings({
    ...{ technician, devices },
    ...{ config, configFile, dataDir, clock, log, hall, safeMode, file: technician.configRoom, baseUrl: () => baseUrl },
    restart: again === undefined ? undefined : () => void stop(RESTART),
  });
  const notes = new CaseNotes({
    ...{ dataDir, clock, keepDays },
    warn: (fields, message) => log.warn(fields, message),
  });
  const reports = startReports({
    ...{ config, settings, store, version },
    onError: (error) => log.warn({ err: error }, "a day of the reports could not be rolled up"),
  });
  const app = await buildApp(
    {
      loops,
      ...{ hall, notes, comments: startComments({ dataDir, clock, vault: messages.vault, keepDays }) },
      log: store,
      records: store.records,
      devices,
      technician,
      ...settingsDesk.ports,
      access: access.port,
      sources,
      cards: presented,
      screens: () => live.hub.screens,
      sound,
      calibration: () => estimates.report(),
      reports: reports.port,
      messages: messages.desk,
      contacts: messages.contacts,
      ...{ privacy, ...(upward === null ? {} : { upward: upward.desk }) },
      asking,
      evidence: evidence.port,
      ...(push === null ? {} : { push: push.port }),
    },
    {
      version,
      host: config.server.host,
      publicUrl: config.server.publicUrl,
      allowedHosts: config.server.allowedHosts,
    },
  );
  await servePages(app, join(projectRoot(), "dist", "ui"));
  await serveMedia(app, join(dataDir, "media"), () => clock.monotonicMs());
  const detach = attachSockets(app.server, {
    hub: live.hub,
    clock,
    topicOf: (view, id) => live.topicOf(view, id),
    gate: access.gate,
    allowed: originGuard({
      host: config.server.host,
      publicUrl: config.server.publicUrl,
      allowedHosts: config.server.allowedHosts,
    }),
  });
  await listen(app, config.server.host, port);
  const address = app.server.address() as AddressInfo;
  const local = `http://${shown(config.server.host)}:${address.port}`;
  if (baseUrl === "") baseUrl = local;
  live.start();
  estimates.start(store.head.seq);
  advisor.start();
  await fleet.start();
  sound.start();
  settingsDesk.start();
  messages.start();
  evidence.start();
  const { backups } = settingsDesk;
  alarms.start({ hall, ...messages, backups, disabledWebhooks: () => [...messages.outbox.file.disabled().keys()] });
  void openVoice(pack, log);
  const ticking = setInterval(() => void hall.submit({ type: "tick" }, SYSTEM).catch(() => undefined), TICK_MS);
  announce(config, local, virtualHall);
  if (access.setUpCode !== null) process.stdout.write(setUpWords(access.setUpCode, local));
  process.send?.("ready");

  const stop = once(async (reason: string) => {
    log.info({ reason }, "stopping");
    const limit = setTimeout(() => process.exit(EXIT_FAILED), STOP_MS_MAX).unref();
    clearInterval(ticking);
    settingsDesk.stop();
    detach();
    alarms.stop();
    live.stop();
    advisor.stop();
    void estimates.stop();
    await Promise.all([app.close(), fleet.stop(), technician.close(), reports.stop()]);
    push?.stop();
    asking.stop();
    await messages.stop();
    upward?.stop();
    evidence.stop();
    await hall.stop();
    notes.close();
    access.stop();
    if (reason !== RESTART || again === undefined) process.exit(0);
    clearTimeout(limit);
    for (const signal of SIGNALS) process.off(signal, stop);
    process.off("disconnect", left);
    await again().catch((error: unknown) => fatal(log, error));
  });
  for (const signal of SIGNALS) process.on(signal, stop);
  // Started by `npm start`: when that process is gone, however it died, nobody else would stop us.
  const left = () => void stop("the starting process is gone");
  process.on("disconnect", left);
}

/**
 * Behind the start: a synthesizer that hangs, or a disk that is full, keeps no hall from opening. Without espeak-ng
 * there are the clips that were put there.
 */
async function openVoice(pack: VoicePack, log: Logger): Promise<void> {
  const voice = await findVoice();
  if (voice.trouble !== "")
    log.warn({ trouble: voice.trouble }, "no synthesizer: only recordings and clips made before are heard");
  await pack.open(voice).catch((error: unknown) => log.warn({ err: error }, "no new clips can be kept"));
}

function settingsChange(config: Config): Command {
  const summary = `${config.windows.length} windows, ${config.devices.length} devices`;
  return { type: "settings-changed", digest: digestOf(config), summary };
}

function shareOf(uptime: Uptime | null): number | null {
  if (uptime === null || uptime.knownMs === 0) return null;
  return Math.round((uptime.onlineMs / uptime.knownMs) * 1000) / 1000;
}

const SYSTEM = { actor: "system", render: () => null } as const;

/** Nothing half-said: the process ends, and a supervisor starts it anew from what is on the disk. */
function fatal(log: Logger, error: unknown): never {
  log.fatal(
    { err: error },
    "存储故障，服务停止 · the event log failed; the service ends so that nothing unsaved is shown",
  );
  process.exit(isBug(error) ? EXIT_INTERNAL : EXIT_FAILED);
}

function isBug(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof RangeError || (error as { code?: string })?.code === "ERR_ASSERTION"
  );
}

async function listen(app: { listen(options: object): Promise<string> }, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(`端口 ${port} 已被占用 · port ${port} on ${host} is in use; choose another with --port N`, {
      cause: error,
    });
  }
}

/** A host that a browser on this machine can open. */
function shown(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}

function announce(config: Config, local: string, virtualHall: string | null): void {
  const [window] = config.windows;
  const rows: [string, string][] = [
    ["首页 Start page", `${local}/`],
    ...config.kiosks.map((kiosk): [string, string] => ["取号机 Kiosk", `${local}/kiosk?id=${kiosk.id}`]),
    ["窗口 Window console", `${local}/window?id=${window?.id}`],
    ["评价 Rating pad", `${local}/pad?id=${window?.id}`],
    ["大厅屏 Hall board", `${local}/hall`],
    ["语音播报 Sound", `${local}/sound`],
    ["窗口屏 Window screen", `${local}/screen?window=${window?.id}`],
    ["咨询台 Guide desk", `${local}/desk`],
    ["管理 Live page", `${local}/manager`],
    ["公示 Public figures", `${local}/public`],
    ["装机 Technician", `${local}/technician`],
    ["接口 API", `${local}/docs`],
  ];
  if (virtualHall !== null) rows.push(["虚拟大厅 Virtual hall", `${virtualHall}/`]);
  const lines = rows.map(([name, url]) => `  ${url.padEnd(44)} ${name}`);
  process.stdout.write(`\nHallkeeper · ${config.hall.name["zh-CN"] ?? config.hall.id}\n${lines.join("\n")}\n\n`);
}

/** Signals come twice when somebody is impatient. */
function once(run: (reason: string) => Promise<void>): (reason: string) => Promise<void> {
  let running: Promise<void> | null = null;
  return (reason) => {
    running ??= run(reason);
    return running;
  };
}
