// `hallkeeper simulate`: serves every device of a hall on its link, with the virtual hall page beside them.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Served, ServedLink } from "./bus.ts";
import { controlServer } from "./control.ts";
import { HallFeed, type PlacedDevice } from "./hall-feed.ts";
import { readHallFile, type SimHallFile } from "./hall-file.ts";
import { realClock, type SimClock, type SimDevice, seededRandom } from "./lib.ts";
import { simulatorOf } from "./models.ts";
import { runReplay } from "./replay.ts";

export interface SimulatorsOptions {
  readonly hall: SimHallFile;
  /** Of the control interface; 0 = any free one. */
  readonly port: number;
  readonly host?: string | undefined;
  readonly clock?: SimClock | undefined;
  /** False: bytes take no time. Default: as long as on the real line, where its speed is known. */
  readonly paced?: boolean | undefined;
}

export interface Simulators {
  readonly port: number;
  readonly devices: readonly PlacedDevice[];
  /** Every link, where it can be reached, or why not. */
  readonly links: readonly { readonly id: string; readonly port: number; readonly served: Served }[];
  stop(): Promise<void>;
}

/** Starts everything that can be started; a line that cannot is in `links` with its reason. */
export async function startSimulators(options: SimulatorsOptions): Promise<Simulators> {
  const { hall, port, host = "127.0.0.1", clock = realClock, paced = true } = options;
  const random = seededRandom(1);
  const placed: PlacedDevice[] = [];
  const byLink = new Map<string, SimDevice[]>();
  for (const entry of hall.devices) {
    const create = await simulatorOf(entry.model);
    if (create === null) continue;
    // The file as a whole is checked by the service.
    const device = create(entry.settings as never, { id: entry.id, clock, random });
    placed.push({ device, windowId: entry.window, settings: entry.settings });
    byLink.set(entry.link, [...(byLink.get(entry.link) ?? []), device]);
  }
  const lines = hall.links
    .filter((link) => byLink.has(link.id))
    .map((link) => new ServedLink(link, byLink.get(link.id) ?? [], { paced, clock, random }));
  const links = await Promise.all(
    lines.map(async (line) => {
      const served = await line.start();
      return { id: line.link.id, port: line.port, served };
    }),
  );
  const feed = new HallFeed(placed, clock);
  const server = controlServer({ info: hall.info, devices: placed, feed, links: lines });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    devices: placed,
    links,
    async stop() {
      feed.close();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      await Promise.all(lines.map((line) => line.stop()));
    },
  };
}

const USAGE =
  "Usage: hallkeeper simulate --config FILE [--port 8090] [--host 127.0.0.1] [--json] [--no-pacing]\n" +
  "                           [--replay CSV [--speed N] [--day D] [--hall URL]]\n";

function readArguments(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      config: { type: "string", default: "config/demo-hall.yaml" },
      // Taken by every command; simulators keep no data.
      data: { type: "string" },
      port: { type: "string", default: "8090" },
      host: { type: "string", default: "127.0.0.1" },
      replay: { type: "string" },
      speed: { type: "string", default: "60" },
      day: { type: "string" },
      hall: { type: "string" },
      json: { type: "boolean", default: false },
      // Serial lines are as slow as real ones, unless somebody is in a hurry.
      "no-pacing": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port}: a number from 0 to 65535`);
  return { ...values, port };
}

function replay(
  simulators: Simulators,
  hall: SimHallFile,
  args: ReturnType<typeof readArguments>,
  signal: AbortSignal,
) {
  const of = (windowId: string, kind: string) =>
    simulators.devices.find(({ device, windowId: at }) => at === windowId && device.model.startsWith(`${kind}/`));
  const windows = hall.info.windows.flatMap(({ id }) => {
    const keypad = of(id, "keypad");
    const pad = of(id, "pad");
    if (keypad === undefined) return [];
    const map = (pad?.settings.grades ?? {}) as Record<string, number>;
    const grades = Object.entries(map)
      .sort(([, a], [, b]) => b - a)
      .map(([code]) => Number(code));
    return [{ id, keypad: keypad.device.id, pad: pad?.device.id ?? null, grades }];
  });
  return runReplay({
    csv: readFileSync(args.replay ?? "", "utf8"),
    hall: hall.info.baseUrl,
    speed: Number(args.speed),
    day: args.day === undefined ? undefined : Number(args.day),
    windows,
    press: (deviceId, press) => {
      const found = simulators.devices.find(({ device }) => device.id === deviceId);
      return found?.device.press(press) ?? { ok: false, allowed: [] };
    },
    signal,
  });
}

/** The command. Resolves to an exit code, or to null while the simulators run on. */
export async function main(argv: readonly string[]): Promise<number | null> {
  let args: ReturnType<typeof readArguments>;
  let hall: SimHallFile;
  try {
    args = readArguments(argv);
    if (args.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const file = readHallFile(args.config);
    hall = args.hall === undefined ? file : { ...file, info: { ...file.info, baseUrl: args.hall } };
  } catch (error) {
    process.stderr.write(`simulate: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const simulators = await startSimulators({ hall, port: args.port, host: args.host, paced: !args["no-pacing"] });
  for (const { id, served } of simulators.links)
    if (!served.ok) process.stderr.write(`simulate: link ${id}: ${served.why}\n`);
  const address = `http://${args.host}:${simulators.port}/`;
  const links = simulators.links.map(({ id, served }) => ({ id, at: served.ok ? served.at : null }));
  process.stdout.write(args.json ? `${JSON.stringify({ address, links })}\n` : `虚拟大厅 Virtual hall  ${address}\n`);
  const ending = new AbortController();
  const stop = (): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    void simulators.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
  // Started by `npm start`: when that process is gone, however it died, nobody else would stop us.
  process.on("disconnect", stop);
  process.send?.("ready");
  if (args.replay === undefined) return null;
  try {
    const totals = await replay(simulators, hall, args, ending.signal);
    if (args.json) process.stdout.write(`${JSON.stringify(totals)}\n`);
  } catch (error) {
    // A file that is not there, a day it does not hold, a speed that is none: wrong usage, said before anything ran.
    await simulators.stop();
    process.stderr.write(`simulate --replay: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
  // The day is over; the hall may be looked at until somebody stops the simulators.
  return null;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).then(
    (code) => {
      if (code !== null) process.exitCode = code;
    },
    (error: unknown) => {
      const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      const why = error instanceof Error ? error.message : String(error);
      process.stderr.write(`simulate: ${why}${inUse ? "; choose another with --port N" : ""}\n`);
      process.exit(1);
    },
  );
}
