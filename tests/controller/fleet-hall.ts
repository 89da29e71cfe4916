// A running hall whose devices can be changed: real rules, fleet and drivers, simulated devices, virtual time.
import { setImmediate } from "node:timers/promises";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import type { Config, DeviceConfig, LinkConfig } from "../../config/schema.ts";
import type { Command } from "../../controller/domain/commands.ts";
import { decide, decideTimeMs } from "../../controller/domain/decide.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallState } from "../../controller/domain/types.ts";
import { Fleet, type FleetOptions } from "../../controller/fleet.ts";
import { Hall } from "../../controller/hall.ts";
import type { LinkPipes } from "../../controller/lines.ts";
import { settingsOf } from "../../controller/settings-of-config.ts";
import { MemoryStore } from "../../controller/store/memory-store.ts";
import { lineDiscipline } from "../../drivers/transports/line-discipline.ts";
import { type MemoryPeer, memoryPair } from "../../drivers/transports/memory.ts";
import type { SimClock, SimDevice } from "../../simulators/lib.ts";
import { simulatorOf } from "../../simulators/models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

const BAUD = 9600;
const TURNS_TO_SETTLE = 12;
const APPLY_STEP_MS = 50;
const APPLY_STEPS_MAX = 400;

type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a test says of a hall; everything else is as shipped. */
export interface FleetPlan {
  readonly links: readonly string[];
  readonly devices: readonly Entry[];
  readonly speech?: object;
  readonly sound?: object;
  readonly texts?: object;
  /** Windows "1"…"n", all for service A. */
  readonly windows?: number;
}

export function planned({ links, devices, windows = 3, speech = {}, sound = {}, texts = {} }: FleetPlan): Config {
  const numbers = Array.from({ length: windows }, (_, i) => String(i + 1));
  const printer = devices.find(({ model }) => model === "printer/escpos")?.id ?? null;
  const loaded = parseConfig(
    stringify({
      version: 1,
      hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
      services: [{ id: "a", prefix: "A", name: { "zh-CN": "综合" } }],
      windows: numbers.map((id) => ({ id, name: { "zh-CN": `${id}号窗口`, en: `Window ${id}` }, services: ["a"] })),
      kiosks: [{ id: "kiosk-1", printer }],
      links: links.map((id, i) => {
        const isOfPads = devices.some(({ link, model }) => link === id && model === "pad/json-ws");
        const rest = isOfPads ? { type: "websocket" } : { type: "tcp", baudRate: BAUD };
        return { id, host: "192.0.2.1", port: 9000 + i, ...rest };
      }),
      devices,
      policy: { calls: { minimumSecondsBetween: 0, repeatPressSeconds: 0 } },
      speech,
      sound,
      texts,
    }),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

/** Loading a file takes real time, in which virtual time would run away. */
const simulators = new Map<string, ReturnType<typeof simulatorOf>>();
function simulatorFor(model: string): ReturnType<typeof simulatorOf> {
  const known = simulators.get(model) ?? simulatorOf(model);
  simulators.set(model, known);
  return known;
}

export class FleetHall {
  readonly clock = new VirtualClock();
  readonly hall: Hall;
  readonly fleet: Fleet;
  readonly store: MemoryStore;
  /** Simulated devices by id; a device that keeps model and settings is the same one on its new line. */
  readonly devices = new Map<string, SimDevice>();
  /** The newest wire of each link. */
  readonly wires = new Map<string, MemoryPeer>();
  /** Everything the fleet writes into the log of the service. */
  readonly log: unknown[] = [];
  readonly errors: unknown[] = [];
  /** Links for which no pipe can be made. */
  readonly broken = new Set<string>();
  readonly #made = new Map<string, string>();
  #ids = 0;

  constructor(config: Config, store = new MemoryStore(), more: Partial<FleetOptions> = {}) {
    this.store = store;
    this.hall = new Hall({
      settings: settingsOf(config),
      store,
      rules: { newState, fold, decide, decideTimeMs },
      nowMs: () => Math.floor(this.clock.nowMs()),
      newId: (kind) => `${kind[0]}_${++this.#ids}`,
      newToken: () => `token${String(++this.#ids).padStart(20, "0")}`,
      onFatal: (error) => this.errors.push(error),
      onObserverError: (error) => this.errors.push(error),
    });
    this.fleet = new Fleet({
      config,
      hall: this.hall,
      clock: this.clock,
      random: seededRandom(7),
      log: { info: (...line) => this.log.push(line), warn: (...line) => this.log.push(line) },
      pipesOf: (link, devices) => this.#pipes(link, devices),
      ticketUrl: (token) => `http://hall.example/t/${token}`,
      secret: Buffer.alloc(32, 7),
      ...more,
    });
    this.hall.observe({
      capture: (state, events) => this.fleet.capture(state, events),
      publish: (orders) => this.fleet.publish(orders),
    });
  }

  /** `startMs` of virtual time have passed before the start. */
  static async open(
    plan: FleetPlan,
    store?: MemoryStore,
    more?: Partial<FleetOptions>,
    startMs = 0,
  ): Promise<FleetHall> {
    const hall = new FleetHall(planned(plan), store, more);
    if (startMs > 0) hall.clock.advance(startMs);
    await hall.fleet.prepare();
    await hall.does({ type: "tick" });
    await hall.fleet.start();
    await hall.advance(3_000);
    if (hall.errors.length > 0) throw hall.errors[0];
    return hall;
  }

  async apply(plan: FleetPlan): Promise<void> {
    let done = false;
    const end = () => {
      done = true;
    };
    const applied = this.fleet.apply(planned(plan));
    applied.then(end, end);
    // Closing lines takes its time; it passes only when we say so.
    for (let i = 0; i < APPLY_STEPS_MAX && !done; i++) await this.advance(APPLY_STEP_MS);
    await applied;
    await this.advance(2_000);
  }

  async does(command: Command): Promise<{ readonly ok: boolean; readonly ticketId: string; readonly code: string }> {
    const answer = await this.hall.submit(command, {
      actor: "test",
      render: (_state, decision) => ({
        ok: decision.ok,
        code: decision.ok ? "" : decision.code,
        ticketId: (decision.ok ? decision.subject?.ticketId : null) ?? "",
      }),
    });
    await this.settle();
    return answer;
  }

  /** Somebody takes a number and window `windowId` calls it. */
  async calls(windowId: string): Promise<string> {
    await this.issues(null);
    await this.does({ type: "open-window", windowId, staffId: null });
    return (await this.does({ type: "call-next", windowId, fromKeypad: false })).ticketId;
  }

  async issues(kioskId: string | null): Promise<string> {
    const ticket = { serviceId: "a", priority: null, kioskId, language: null } as const;
    return (await this.does({ type: "issue-ticket", ...ticket })).ticketId;
  }

  sim<T extends SimDevice = SimDevice>(id: string): T {
    const device = this.devices.get(id);
    if (device === undefined) throw new Error(`no device ${id}`);
    return device as T;
  }

  wire(linkId: string): MemoryPeer {
    const peer = this.wires.get(linkId);
    if (peer === undefined) throw new Error(`no wire ${linkId}`);
    return peer;
  }

  state<T>(look: (state: HallState) => T): Promise<T> {
    return this.hall.read(look);
  }

  /** The log of events, newest last. */
  events(): LoggedEvent[] {
    return [...this.store.loadSinceDayStart()];
  }

  types(): string[] {
    return this.events().map(({ type }) => type);
  }

  async settle(): Promise<void> {
    for (let i = 0; i < TURNS_TO_SETTLE; i++) await setImmediate();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
    await this.settle();
  }

  async #pipes(link: LinkConfig, devices: readonly DeviceConfig[]): Promise<LinkPipes> {
    if (this.broken.has(link.id)) throw new Error("a library is missing");
    const { transport, peer } = memoryPair(this.clock, { label: link.id, baudRate: BAUD });
    this.wires.set(link.id, peer);
    const sims = await Promise.all(devices.map((device) => this.#simulated(device)));
    peer.receive = (bytes) => {
      for (const sim of sims) sim?.receive(bytes);
    };
    for (const sim of sims) sim?.onSend((bytes) => peer.send(bytes));
    const isLine = devices.some(({ model }) => model === "scanner/line");
    const lined = isLine ? lineDiscipline(transport, { lineEnd: "\r", clock: this.clock }) : transport;
    return { transportFor: () => lined };
  }

  async #simulated({ id, model, settings }: DeviceConfig): Promise<SimDevice | null> {
    // What an Android pad says is put on its wire by the test itself.
    if (model === "pad/json-ws") return null;
    const made = JSON.stringify([model, settings]);
    if (this.#made.get(id) === made) return this.sim(id);
    const create = await simulatorFor(model);
    if (create === null) throw new Error(`no simulator for ${model}`);
    const clock: SimClock = {
      now: () => this.clock.nowMs(),
      after: (delayMs, task) => {
        const timer = this.clock.after(delayMs, task);
        return () => timer.cancel();
      },
    };
    const sim = create(settings as never, { id, clock, random: seededRandom(3) });
    this.#made.set(id, made);
    this.devices.set(id, sim);
    return sim;
  }
}
