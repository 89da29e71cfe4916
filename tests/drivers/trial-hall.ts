// A hall of one configuration file, run from a copy of the project: its simulators on TCP, its rules, its devices.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config } from "../../config/schema.ts";
import type { ManagerView } from "../../controller/contract/views.ts";
import type { Command } from "../../controller/domain/commands.ts";

/** One device as the page of the virtual hall is told of it. */
export interface PageDevice {
  readonly id: string;
  readonly model: string;
  readonly window: string | null;
  readonly display: string;
  readonly faults: readonly string[];
  readonly view: Readonly<Record<string, unknown>>;
}

/** What the modules of the copy are; the same files as here, so the same types. */
interface Modules {
  readonly "config/load.ts": typeof import("../../config/load.ts");
  readonly "controller/domain/decide.ts": typeof import("../../controller/domain/decide.ts");
  readonly "controller/domain/fold.ts": typeof import("../../controller/domain/fold.ts");
  readonly "controller/fleet.ts": typeof import("../../controller/fleet.ts");
  readonly "controller/hall.ts": typeof import("../../controller/hall.ts");
  readonly "controller/link-transports.ts": typeof import("../../controller/link-transports.ts");
  readonly "controller/settings-of-config.ts": typeof import("../../controller/settings-of-config.ts");
  readonly "controller/store/memory-store.ts": typeof import("../../controller/store/memory-store.ts");
  readonly "controller/technician/strip-preview.ts": typeof import("../../controller/technician/strip-preview.ts");
  readonly "controller/views/day-index.ts": typeof import("../../controller/views/day-index.ts");
  readonly "controller/views/overview.ts": typeof import("../../controller/views/overview.ts");
  readonly "controller/views/sources.ts": typeof import("../../controller/views/sources.ts");
  readonly "drivers/kernel/clock.ts": typeof import("../../drivers/kernel/clock.ts");
  readonly "simulators/hall-file.ts": typeof import("../../simulators/hall-file.ts");
  readonly "simulators/run.ts": typeof import("../../simulators/run.ts");
}

type From = <K extends keyof Modules>(file: K) => Promise<Modules[K]>;

/** The file as the configuration check completes it, and its simulators; any free port stands for the printed one. */
async function simulated(from: From, file: string) {
  const loaded = (await from("config/load.ts")).loadConfig(file);
  if (!loaded.ok) throw new Error(loaded.faults.map(({ place, message }) => `${place}: ${message}`).join("\n"));
  const written = (await from("simulators/hall-file.ts")).readHallFile(file);
  const free = { ...written, links: written.links.map((link) => ({ ...link, port: 0 })) };
  const simulators = await (await from("simulators/run.ts")).startSimulators({ hall: free, port: 0 });
  const portOf = (id: string) => simulators.links.find((link) => link.id === id)?.port ?? 0;
  const links = loaded.config.links.map((link) => (link.type === "tcp" ? { ...link, port: portOf(link.id) } : link));
  return { config: { ...loaded.config, links }, simulators };
}

/** The service without its pages: rules, a log in memory, and the devices on their links. */
async function served(from: From, config: Config) {
  const { systemClock: clock } = await from("drivers/kernel/clock.ts");
  const { decide, decideTimeMs } = await from("controller/domain/decide.ts");
  const { fold, newState } = await from("controller/domain/fold.ts");
  const settings = (await from("controller/settings-of-config.ts")).settingsOf(config);
  const index = new (await from("controller/views/day-index.ts")).DayIndex();
  const troubles: unknown[] = [];
  let ids = 0;
  const hall = new (await from("controller/hall.ts")).Hall({
    settings,
    store: new (await from("controller/store/memory-store.ts")).MemoryStore(),
    rules: { newState, fold, decide, decideTimeMs },
    loaded: (event) => index.fold(event),
    nowMs: () => clock.nowMs(),
    newId: (kind) => `${kind[0]}_${++ids}`,
    newToken: () => `token${++ids}`,
    onFatal: (error) => troubles.push(error),
    onObserverError: (error) => troubles.push(error),
  });
  const fleet = new (await from("controller/fleet.ts")).Fleet({
    ...{ config, hall, clock, random: () => 0, ticketUrl: (token) => `http://hall.example/t/${token}` },
    log: { info: () => undefined, warn: () => undefined },
    pipesOf: (await from("controller/link-transports.ts")).pipesOf,
  });
  hall.observe({
    capture: (state, events) => fleet.capture(state, events),
    publish: (orders) => fleet.publish(orders),
  });
  await fleet.prepare();
  const submit = (command: Command) =>
    hall.submit(command, { actor: "test", render: (_state, decision) => (decision.ok ? "ok" : decision.code) });
  await submit({ type: "tick" });
  await fleet.start();
  const sources = { settings, index, clock, baseUrl: () => "http://hall.example", devices: () => fleet.views() };
  return { hall, fleet, submit, troubles, sources };
}

/** Starts it; throws with every fault when the configuration check refuses the file. */
export async function trialHall(copy: string, path: string) {
  const from: From = (file) => import(pathToFileURL(join(copy, file)).href);
  const { config, simulators } = await simulated(from, join(copy, path));
  const { hall, fleet, submit, troubles, sources } = await served(from, config);
  const { contextOf } = await from("controller/views/sources.ts");
  const { managerView } = await from("controller/views/overview.ts");
  const { stripPreviews } = await from("controller/technician/strip-preview.ts");
  const base = `http://127.0.0.1:${simulators.port}/sim/devices`;
  return {
    submit,
    /** What went wrong where nobody waited for it. */
    troubles,
    /** What the manager's board shows. */
    board: (): Promise<ManagerView> => hall.read((state) => managerView(contextOf(sources, state))),
    /** What the technician's page says each strip will show. */
    previews: () => stripPreviews(config),
    /** What the page of the virtual hall is told. */
    page: async () => (await (await fetch(base)).json()) as PageDevice[],
    /** A person at the virtual hall sets a fault. */
    setFault: async (id: string, fault: string) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`${base}/${id}/fault`, { method: "POST", headers, body: JSON.stringify({ fault }) })).ok;
    },
    stop: async () => {
      await fleet.stop();
      await simulators.stop();
    },
  };
}
