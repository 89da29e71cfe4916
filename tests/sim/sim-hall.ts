// A whole hall on a virtual clock in one process: real rules, log, drivers, fleet; simulated devices, crashes, starts.
import { setImmediate } from "node:timers/promises";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import type { Config, LinkConfig } from "../../config/schema.ts";
import type { Command } from "../../controller/domain/commands.ts";
import { decide, decideTimeMs } from "../../controller/domain/decide.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallState } from "../../controller/domain/types.ts";
import { Fleet } from "../../controller/fleet.ts";
import { Hall } from "../../controller/hall.ts";
import { HallError } from "../../controller/hall-error.ts";
import { settingsOf } from "../../controller/settings-of-config.ts";
import { MemoryStore } from "../../controller/store/memory-store.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { type MemoryPeer, memoryPair } from "../../drivers/transports/memory.ts";
import { Ff68KeypadSim } from "../../simulators/keypads/ff68.ts";
import { OnbonBx5kSim } from "../../simulators/led/onbon-bx5k.ts";
import type { SimClock, SimDevice } from "../../simulators/lib.ts";
import { Ff68PadSim } from "../../simulators/pads/ff68.ts";
import { EscposPrinterSim } from "../../simulators/printers/escpos.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

const BUS_BAUD = 9600;
const TURNS_TO_SETTLE = 12;
const TICK_MS = 1_000;

/** Timers of a life that has ended do nothing any more. */
class Life implements Clock {
  readonly #clock: VirtualClock;
  over = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  after(delayMs: number, run: () => void) {
    return this.#clock.after(delayMs, () => void (this.over || run()));
  }
}

interface Running {
  readonly life: Life;
  readonly hall: Hall;
  readonly fleet: Fleet;
  readonly peers: MemoryPeer[];
}

export class SimHall {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly config: Config;
  readonly devices = new Map<string, SimDevice>();
  /** Commands given and answered or refused: equal when nothing is under way. */
  submitted = 0;
  settled = 0;
  crashes = 0;
  fatal: unknown = null;
  #store = new MemoryStore();
  #running: Running | null = null;
  #ids = 0;

  constructor(seed: number, config: Record<string, unknown>, startMs?: number) {
    this.clock = new VirtualClock(startMs);
    this.random = seededRandom(seed);
    const loaded = parseConfig(stringify(config));
    if (!loaded.ok) throw new Error(loaded.faults.map((fault) => `${fault.place}: ${fault.message}`).join("\n"));
    this.config = loaded.config;
    for (const device of this.config.devices) this.devices.set(device.id, this.#simulated(device));
  }

  get store(): MemoryStore {
    return this.#store;
  }

  get hall(): Hall {
    if (this.#running === null) throw new Error("the hall is down");
    return this.#running.hall;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  device<T extends SimDevice>(id: string): T {
    const device = this.devices.get(id);
    if (device === undefined) throw new Error(`no device ${id}`);
    return device as T;
  }

  /** The state as the rules see it now. */
  peek<T>(look: (state: HallState) => T): Promise<T> {
    return this.hall.read(look);
  }

  async start(): Promise<void> {
    const life = new Life(this.clock);
    const peers: MemoryPeer[] = [];
    const hall = new Hall({
      settings: settingsOf(this.config),
      store: this.#store,
      rules: { newState, fold, decide, decideTimeMs },
      nowMs: () => Math.floor(life.nowMs()),
      newId: (kind) => `${kind[0]}_${++this.#ids}`,
      newToken: () => `token${++this.#ids}`,
      onFatal: (error) => {
        this.fatal = error;
      },
      onObserverError: (error) => {
        this.fatal = error;
      },
    });
    const fleet = new Fleet({
      config: this.config,
      hall,
      clock: life,
      random: this.random,
      log: { info: () => undefined, warn: () => undefined },
      pipesOf: (link) => {
        const transport = this.#wire(link, life, peers);
        return Promise.resolve({ transportFor: () => transport });
      },
      ticketUrl: (token) => `http://hall.example/t/${token}`,
    });
    hall.observe({
      capture: (state, events) => fleet.capture(state, events),
      publish: (orders) => fleet.publish(orders),
    });
    this.#running = { life, hall, fleet, peers };
    await fleet.prepare();
    await hall.submit({ type: "tick" }, { actor: "system", render: () => null });
    await fleet.start();
    const tick = (): void => {
      void this.submit({ type: "tick" }, "system");
      life.after(TICK_MS, tick);
    };
    life.after(TICK_MS, tick);
  }

  /** The process is gone at once; of what was not synced, the disk kept the first few batches or none. */
  async crash(unsyncedKept = 0): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.crashes += 1;
    running.life.over = true;
    for (const peer of running.peers) peer.cut();
    for (const device of this.devices.values()) device.hostGone();
    this.#store = this.#store.afterPowerCut(unsyncedKept);
    this.#running = null;
    // What the dead process had asked for is neither accepted nor refused.
    this.submitted = this.settled;
    await this.settle();
    this.submitted = this.settled;
  }

  /** Gives a command and waits for nothing; answers and refusals are counted. */
  async submit(command: Command, actor: string): Promise<{ ok: boolean; code: string; ticketId: string | null }> {
    const nothing = { ok: false, code: "DOWN", ticketId: null };
    const running = this.#running;
    if (running === null) return nothing;
    this.submitted += 1;
    try {
      return await running.hall.submit(command, {
        actor,
        render: (_state, decision) => ({
          ok: decision.ok,
          code: decision.ok ? "" : decision.code,
          ticketId: decision.ok ? (decision.subject?.ticketId ?? null) : null,
        }),
      });
    } catch (error) {
      if (error instanceof HallError) return { ...nothing, code: error.code };
      throw error;
    } finally {
      if (this.#running === running) this.settled += 1;
    }
  }

  /** Lets everything settle that needs no time. */
  async settle(): Promise<void> {
    for (let i = 0; i < TURNS_TO_SETTLE; i++) await setImmediate();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
    await this.settle();
  }

  #wire(link: LinkConfig, life: Life, peers: MemoryPeer[]): Transport {
    const members = this.config.devices
      .filter((device) => device.link === link.id)
      .map((device) => this.device(device.id));
    const isPrinter = members.some((member) => member.model === "printer/escpos");
    const { transport, peer } = memoryPair(life, { label: link.id, ...(isPrinter ? {} : { baudRate: BUS_BAUD }) });
    peers.push(peer);
    peer.receive = (bytes) => {
      for (const member of members) member.receive(bytes);
    };
    for (const member of members) {
      member.onSend((bytes) => void (life.over || peer.send(bytes)));
      // A printer without power takes its connection with it; a bus lives on without one of its members.
      if (!isPrinter) continue;
      let plugged = true;
      member.onChange(() => {
        if (life.over || member.plugged === plugged) return;
        plugged = member.plugged;
        if (plugged) peer.restore();
        else peer.cut();
      });
    }
    return transport;
  }

  #simulated(device: Config["devices"][number]): SimDevice {
    const clock: SimClock = {
      now: () => this.clock.nowMs(),
      after: (delayMs, task) => {
        const timer = this.clock.after(delayMs, task);
        return () => timer.cancel();
      },
    };
    const options = { id: device.id, clock, random: this.random };
    const settings = device.settings as never;
    switch (device.model) {
      case "keypad/ff68":
        return new Ff68KeypadSim(settings, options);
      case "pad/ff68":
        return new Ff68PadSim(settings, options);
      case "led/onbon-bx5k":
        return new OnbonBx5kSim(settings, options);
      case "printer/escpos":
        return new EscposPrinterSim(settings, options);
      default:
        throw new Error(`no simulator for ${device.model}`);
    }
  }
}
