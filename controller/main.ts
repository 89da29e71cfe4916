// Puts the parts together and keeps them running: the only maker of clocks, ids, ports and files.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { Config } from "../config/schema.ts";
import { attachSockets } from "../display-server/socket.ts";
import { servePages } from "../display-server/static.ts";
import { systemClock } from "../drivers/kernel/clock.ts";
import { audienceOf } from "./announcer/audience.ts";
import { findVoice } from "./announcer/espeak.ts";
import { SoundRoom, spokenTexts } from "./announcer/sound-room.ts";
import { VoicePack, voiceFolder } from "./announcer/voice-pack.ts";
import type { Command } from "./domain/commands.ts";
import { decide, decideTimeMs } from "./domain/decide.ts";
import { fold, newState } from "./domain/fold.ts";
import { ForecastTeller } from "./domain/forecast/teller.ts";
import { Estimates } from "./estimates.ts";
import { Fleet } from "./fleet.ts";
import { ForecastThread } from "./forecast-thread.ts";
import { Hall } from "./hall.ts";
import { buildApp } from "./http/app.ts";
import { originGuard } from "./http/origin.ts";
import { technicianGate } from "./http/technician-gate.ts";
import { pastTicket } from "./http/tickets.ts";
import { pipesOf, transportOf } from "./link-transports.ts";
import { Live } from "./live.ts";
import { PresentedThings } from "./presented.ts";
import { projectRoot } from "./project-root.ts";
import { newId, newToken } from "./random-ids.ts";
import { secretKey } from "./secret-key.ts";
import { digestOf, settingsOf } from "./settings-of-config.ts";
import { steadyClock } from "./steady-clock.ts";
import { SqliteStore } from "./store/sqlite-store.ts";
import { TechnicianRoom } from "./technician/room.ts";
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
}

const EXIT_FAILED = 1;
const EXIT_INTERNAL = 70;
const TICK_MS = 1_000;
const CARD_KEY_BYTES = 32;
const TECHNICIAN_KEY_BYTES = 12;
const STOP_MS_MAX = 4_800;

/** Starts the service; it then runs until a signal or a fault ends the process. */
export async function runService({ config, configFile, dataDir, port, virtualHall }: ServiceOptions): Promise<void> {
  const log = pino({ level: process.env.HALLKEEPER_LOG ?? "info" }, pino.destination({ dest: 2, sync: true }));
  const store = SqliteStore.open(dataDir);
  const clock = steadyClock(systemClock);
  const index = new DayIndex();
  const settings = settingsOf(config);
  const waits = new ForecastTeller();
  const hall = new Hall({
    settings,
    store,
    rules: { newState, fold, decide, decideTimeMs },
    loaded: (event) => index.fold(event),
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
  const estimates = new Estimates({
    ...{ settings, hall, log: store, clock, teller: waits, engine: new ForecastThread(settings) },
    onError: (error) => log.warn({ err: error }, "a forecast of waits failed"),
  });
  const sources = {
    ...{ settings, index, clock, baseUrl: () => baseUrl, devices: () => fleet.views(), presentedAt },
    ...{ waits, calibration: () => estimates.calibration(), sound: sound.desk },
  };
  const live: Live = new Live({ hall, sources, clock, past: (id) => pastTicket(store.records, id) });
  presented.onChange((kioskId) => live.hub.refresh(`kiosk:${kioskId}`));
  // Devices first, screens after: a thousand screens must never delay a strip.
  hall.observe({
    capture: (state, events) => fleet.capture(state, events),
    publish: (orders) => fleet.publish(orders),
  });
  hall.observe({ capture: (_state, events) => estimates.note(events), publish: () => undefined });
  hall.observe({ capture: (state, events) => live.capture(state, events), publish: (views) => live.publish(views) });
  await fleet.prepare();
  await hall.submit({ type: "tick" }, SYSTEM);
  await hall.submit(settingsChange(config), SYSTEM);
  const technician = new TechnicianRoom({
    ...{ configFile, dataDir, version: version(), clock, fleet, hall },
    transportOf: (link) => {
      if (link.type === "websocket") throw new Error("a websocket cannot be listened to");
      return transportOf(link);
    },
    candidates: async () => (await import("../drivers/transports/candidates.ts")).listPorts(),
    newest: () => ({ seq: store.head.seq, hash: Buffer.from(store.head.hash).toString("hex") }),
    settingsChanged: (changed) => hall.submit(settingsChange(changed), { actor: "technician", render: () => null }),
  });

  const app = await buildApp(
    {
      hall,
      log: store,
      records: store.records,
      devices: { list: () => fleet.views(), test: (id) => fleet.test(id) },
      technician,
      mayMaintain: technicianGate({
        trustLoopback: config.security.trustLoopback,
        key: secretKey(dataDir, "technician", TECHNICIAN_KEY_BYTES).toString("base64url"),
      }),
      sources,
      cards: presented,
      screens: () => live.hub.screens,
      sound,
      calibration: () => estimates.report(),
    },
    {
      version: version(),
      host: config.server.host,
      publicUrl: config.server.publicUrl,
      allowedHosts: config.server.allowedHosts,
    },
  );
  await servePages(app, join(projectRoot(), "dist", "ui"));
  const detach = attachSockets(app.server, {
    hub: live.hub,
    clock,
    topicOf: (view, id) => live.topicOf(view, id),
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
  await fleet.start();
  sound.start();
  void openVoice(pack, log);
  const ticking = setInterval(() => void hall.submit({ type: "tick" }, SYSTEM).catch(() => undefined), TICK_MS);
  announce(config, local, virtualHall);
  process.send?.("ready");

  const stop = once(async (reason: string) => {
    log.info({ reason }, "stopping");
    setTimeout(() => process.exit(EXIT_FAILED), STOP_MS_MAX).unref();
    clearInterval(ticking);
    detach();
    live.stop();
    void estimates.stop();
    await Promise.all([app.close(), fleet.stop(), technician.close()]);
    await hall.stop();
    process.exit(0);
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
  // Started by `npm start`: when that process is gone, however it died, nobody else would stop us.
  process.on("disconnect", () => void stop("the starting process is gone"));
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

function version(): string {
  return (JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as { version: string }).version;
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
    ["管理 Live page", `${local}/manager`],
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
