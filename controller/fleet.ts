// Starts and supervises the devices; carries what the hall wants to them and what they report to the hall.
import type { Config, DeviceConfig, LinkConfig } from "../config/schema.ts";
import type { Clock } from "../drivers/kernel/clock.ts";
import { createDevice, type Device, type DeviceStatus } from "../drivers/kernel/device.ts";
import { Link } from "../drivers/kernel/link.ts";
import { isFrameModel, type KeypadAction, type Model } from "../drivers/kernel/model.ts";
import { createPrinter, type Printer } from "../drivers/kernel/print-runner.ts";
import type { Transport } from "../drivers/kernel/transport.ts";
import { modelById } from "../drivers/models.ts";
import type { DeviceView } from "./contract/views.ts";
import type { Command } from "./domain/commands.ts";
import type { LoggedEvent } from "./domain/events.ts";
import type { WindowIntents } from "./domain/intents.ts";
import { printIntents, windowIntents } from "./domain/plan.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallState } from "./domain/types.ts";
import type { Hall } from "./hall.ts";
import { keypadCommand } from "./keypad-commands.ts";
import { type PrintOrder, PrintRoom, type UnfinishedPaper } from "./print-room.ts";
import { stripShow } from "./strip-texts.ts";
import { inLanguage } from "./ticket-paper.ts";

/** A line for the log of the service. */
export interface FleetLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface FleetOptions {
  readonly config: Config;
  readonly hall: Hall;
  readonly clock: Clock;
  /** 0 ≤ x < 1; spreads reconnects. */
  readonly random: () => number;
  readonly log: FleetLog;
  readonly transportOf: (link: LinkConfig) => Promise<Transport>;
  /** Address of a ticket's own page. */
  readonly ticketUrl: (token: string) => string;
}

/** What the devices are to do after a batch; captured with its state, carried out after its sync. */
export interface FleetOrders {
  readonly windows: ReadonlyMap<string, WindowIntents>;
  readonly prints: readonly PrintOrder[];
}

const STOP_MS_MAX = 3_000;

export class Fleet {
  readonly #options: FleetOptions;
  readonly #links: Link[] = [];
  readonly #devices = new Map<string, { config: DeviceConfig; model: Model; device: Device }>();
  readonly #printers = new Map<string, { config: DeviceConfig; model: Model; printer: Printer }>();
  readonly #printRoom: PrintRoom;
  #unfinished: readonly UnfinishedPaper[] = [];
  #stopping = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#printRoom = new PrintRoom({ ...options, printer: (id) => this.#printers.get(id)?.printer });
  }

  /**
   * Makes every link and device known, without opening any. Before the hall takes its first command: a ticket that is
   * issued then finds its printer, and only papers of an earlier run count as unfinished.
   */
  async prepare(): Promise<void> {
    const { config, transportOf, hall } = this.#options;
    this.#unfinished = await hall.read((state) => this.#printRoom.unfinished(state));
    for (const link of config.links) {
      const members = config.devices.filter((device) => device.link === link.id);
      if (members.length > 0) this.#addLink(link, await transportOf(link), members);
    }
  }

  /** Opens every link. Devices that cannot be reached are retried for ever; this never waits for them. */
  async start(): Promise<void> {
    for (const { printer } of this.#printers.values()) printer.start();
    for (const link of this.#links) link.start();
    this.publish(await this.#options.hall.read((state) => this.capture(state, [])));
    this.#printRoom.resume(this.#unfinished);
  }

  /** Called when a batch closes: what its state wants of the devices. */
  capture(state: HallState, events: readonly LoggedEvent[]): FleetOrders {
    const windows = new Map<string, WindowIntents>();
    for (const { config } of this.#devices.values())
      if (config.window !== undefined && !windows.has(config.window))
        windows.set(config.window, windowIntents(state, config.window));
    const prints = printIntents(events).map((intent) => this.#printRoom.order(state, intent));
    return { windows, prints: prints.filter((order) => order !== null) };
  }

  /** Called after the batch is durable: tells the devices. */
  publish(orders: FleetOrders): void {
    // What people wait for goes out first: the strip, then the pad, then the clerk's own display.
    for (const kind of PUBLISH_ORDER)
      for (const { config, model, device } of this.#devices.values()) {
        const intents = model.kind === kind ? orders.windows.get(config.window ?? "") : undefined;
        if (intents !== undefined) this.#instruct(config, model, device, intents);
      }
    for (const order of orders.prints) this.#printRoom.print(order);
  }

  /** Every device as outside programs see it. */
  views(): DeviceView[] {
    const { timezone } = this.#options.config.hall;
    return this.#options.config.devices.flatMap((config) => {
      const member = this.#devices.get(config.id)?.device ?? this.#printers.get(config.id)?.printer;
      if (member === undefined) return [];
      const { state, detail, lastSeenMs, counters } = member.status();
      const lastSeenAt = lastSeenMs === null ? null : isoWithOffset(lastSeenMs, timezone);
      return [
        {
          id: config.id,
          model: config.model,
          kind: modelById(config.model)?.kind ?? "",
          link: config.link,
          windowId: config.window ?? null,
          state,
          detail,
          lastSeenAt,
          counters: { ...counters },
        },
      ];
    });
  }

  /** What a technician's test found; null when there is no such device. */
  test(deviceId: string): Promise<{ ok: boolean; detail: string }> | null {
    const member = this.#devices.get(deviceId)?.device ?? this.#printers.get(deviceId)?.printer;
    return member === undefined ? null : member.test();
  }

  /** Gives every device its closing state, within a bounded time, and closes the links. */
  async stop(): Promise<void> {
    // A line that we close ourselves is no trouble to report.
    this.#stopping = true;
    const { clock } = this.#options;
    const closing = [...this.#devices.values()].map(({ config, model, device }) => {
      if (model.kind === "led") return device.close(stripShow(CLOSED, this.#windowName(config)));
      if (model.kind === "keypad") return device.close({ ticket: null, waiting: null });
      return device.close();
    });
    const printers = [...this.#printers.values()].map(({ printer }) => printer.close());
    const late = new Promise<void>((resolve) => clock.after(STOP_MS_MAX, resolve));
    await Promise.race([Promise.allSettled([...closing, ...printers]), late]);
    await Promise.race([Promise.allSettled(this.#links.map((link) => link.stop())), late]);
  }

  #addLink(link: LinkConfig, transport: Transport, members: readonly DeviceConfig[]): void {
    const { clock, random, log } = this.#options;
    const [first] = members;
    const firstModel = first === undefined ? undefined : modelById(first.model);
    if (first !== undefined && firstModel?.kind === "printer") {
      const printer = createPrinter({
        id: first.id,
        model: firstModel,
        settings: first.settings,
        transport,
        clock,
        random,
      });
      this.#printers.set(first.id, { config: first, model: firstModel, printer });
      printer.onState((status) => this.#report(first.id, status));
      printer.onLateOutcome((jobId, outcome) => this.#printRoom.lateOutcome(first.id, jobId, outcome));
      return;
    }
    const bus = new Link({ id: link.id, transport, clock, random, ...pacing(link) });
    this.#links.push(bus);
    for (const config of members) {
      const model = modelById(config.model);
      if (model === undefined || !isFrameModel(model)) continue;
      const device = createDevice({ id: config.id, model, settings: config.settings, link: bus, clock });
      this.#devices.set(config.id, { config, model, device });
      device.onState((status) => this.#report(config.id, status));
      device.onPress((press, done) => void this.#pressed(config, press).then(done));
      device.onResult((result, done) => void this.#rated(config, result).then(done));
    }
    log.info({ link: link.id, devices: members.map((member) => member.id) }, "link known");
  }

  #instruct(config: DeviceConfig, model: Model, device: Device, intents: WindowIntents): void {
    if (model.kind === "led")
      device.show({ ...stripShow(intents.strip, this.#windowName(config)), call: intents.strip.calls });
    else if (model.kind === "keypad") device.show({ ticket: intents.keypad.number, waiting: intents.keypad.waiting });
    else if (model.kind === "pad") device.arm(intents.pad.caseId);
  }

  #windowName(config: DeviceConfig): string {
    const window = this.#options.config.windows.find((candidate) => candidate.id === config.window);
    return window === undefined ? "" : inLanguage(window.name, "zh-CN");
  }

  /** Carries a key press out. Resolves, after the decision is durable, to what the keypad is to signal. */
  async #pressed(config: DeviceConfig, press: KeypadAction): Promise<"ok" | "refused"> {
    const windowId = config.window;
    if (windowId === undefined) return "refused";
    const command = await this.#options.hall.read((state) => keypadCommand(press, windowId, state));
    if ("none" in command) return this.#logInput(config, press.action, command.none);
    const answer = await this.#submit(command, config.id);
    return answer.ok ? "ok" : this.#logInput(config, press.action, answer.code);
  }

  /** A press on a pad: the hall decides whether it counts; what does not count is logged by the rule itself. */
  async #rated(config: DeviceConfig, result: { grade: number; level: number | null }): Promise<"ok" | "refused"> {
    if (config.window === undefined) return "refused";
    if (result.level === null) return this.#logInput(config, `grade ${result.grade}`, "not in the pad's grade map");
    const answer = await this.#submit(
      {
        type: "record-rating",
        windowId: config.window,
        caseId: null,
        level: result.level,
        channel: "window_pad",
        reasons: [],
        comment: null,
        deviceId: config.id,
      },
      config.id,
    );
    return answer.ok ? "ok" : "refused";
  }

  async #logInput(config: DeviceConfig, input: string, became: string): Promise<"refused"> {
    const windowId = config.window ?? null;
    await this.#submit({ type: "device-input", deviceId: config.id, windowId, input, became }, config.id);
    return "refused";
  }

  #submit(command: Command, deviceId: string): Promise<{ ok: true } | { ok: false; code: string }> {
    const { hall, log } = this.#options;
    return hall
      .submit(command, {
        actor: `device:${deviceId}`,
        render: (_state, decision) =>
          decision.ok ? { ok: true as const } : { ok: false as const, code: decision.code as string },
      })
      .catch((error: unknown) => {
        // A full disk or a stopping hall: the press is not done, and the keypad says so.
        log.warn({ device: deviceId, command: command.type, error }, "input not accepted");
        return { ok: false as const, code: "INTERNAL" };
      });
  }

  #report(deviceId: string, status: DeviceStatus): void {
    if (this.#stopping) return;
    void this.#submit({ type: "device-changed", deviceId, state: status.state, detail: status.detail }, deviceId);
  }
}

const PUBLISH_ORDER = ["led", "pad", "keypad"] as const;
const CLOSED = { state: "closed", number: null, calls: 0 } as const;

function pacing(link: LinkConfig): { gapMs?: number; baudRate?: number; echo?: boolean } {
  if (link.type !== "serial" && link.type !== "tcp") return {};
  return {
    echo: link.echo,
    ...(link.gapMs === undefined ? {} : { gapMs: link.gapMs }),
    ...(link.baudRate === undefined ? {} : { baudRate: link.baudRate }),
  };
}
