// Starts and supervises the devices; carries what the hall wants to them and what they report to the hall.
import { placeOfLink } from "../config/check.ts";
import type { Config, DeviceConfig, LinkConfig } from "../config/schema.ts";
import type { Clock } from "../drivers/kernel/clock.ts";
import type { Shown } from "../drivers/kernel/device.ts";
import { Announcer } from "./announcer/announcer.ts";
import type { Audience } from "./announcer/sights.ts";
import { openCallsOf, type Speech } from "./announcer/speeches.ts";
import type { ClipSource } from "./announcer/voice-pack.ts";
import type { DeviceView } from "./contract/views.ts";
import { DeviceInputs } from "./device-inputs.ts";
import type { WaitTeller } from "./domain/estimate.ts";
import type { LoggedEvent } from "./domain/events.ts";
import { questionName, type WindowIntents } from "./domain/intents.ts";
import { printIntents, windowIntents } from "./domain/plan.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallState } from "./domain/types.ts";
import type { Hall } from "./hall.ts";
import { InputDesk } from "./input-desk.ts";
import { brokenPipes, type Line, type LinkPipes, type Member, makeLine } from "./lines.ts";
import type { PresentedThings } from "./presented.ts";
import { type PrintOrder, PrintRoom, type UnfinishedPaper } from "./print-room.ts";
import { SmsRoom } from "./sms-room.ts";
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
  readonly pipesOf: (link: LinkConfig, devices: readonly DeviceConfig[]) => Promise<LinkPipes>;
  /** Address of a ticket's own page. */
  readonly ticketUrl: (token: string) => string;
  /** Share of today's known time in which a device was online. */
  readonly uptime?: (deviceId: string) => number | null;
  /** The hall's secret for what is kept of an ID card. */
  readonly secret?: Uint8Array;
  /** Tells waits on papers. */
  readonly waits?: WaitTeller;
  /** What was just presented at each kiosk. */
  readonly presented?: PresentedThings;
  /** Clips for the pages that play announcements. */
  readonly clips?: ClipSource;
  /** Screens that show a call now. */
  readonly audience?: (windowId: string, ticketId: string) => Audience;
}

/** What the devices are to do after a batch; captured with its state, carried out after its sync. */
export interface FleetOrders {
  readonly windows: ReadonlyMap<string, WindowIntents>;
  readonly prints: readonly PrintOrder[];
  readonly speech: readonly Speech[];
}

const STOP_MS_MAX = 3_000;
const RESUME_SPEECH_MS = 2_500;

export class Fleet {
  readonly inputs: DeviceInputs;
  readonly announcer: Announcer;
  /** Short messages through the modems. */
  readonly sms: SmsRoom;
  readonly #options: FleetOptions;
  readonly #lines = new Map<string, Line>();
  readonly #members = new Map<string, Member>();
  readonly #printRoom: PrintRoom;
  readonly #desk: InputDesk;
  #config: Config;
  #unfinished: readonly UnfinishedPaper[] = [];
  #stopping = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#config = options.config;
    this.inputs = new DeviceInputs(() => options.clock.nowMs());
    this.#printRoom = new PrintRoom({ ...options, printer: (id) => this.#members.get(id)?.printer });
    const kioskOf = (deviceId: string) =>
      this.#config.kiosks.find(({ reader, scanner }) => reader === deviceId || scanner === deviceId)?.id;
    this.sms = new SmsRoom(options.clock, (id) => this.#members.get(id));
    this.#desk = new InputDesk({ ...options, inputs: this.inputs, kioskOf, sms: this.sms });
    this.announcer = new Announcer({
      running: () => ({ config: this.#config, members: [...this.#members.values()] }),
      clock: options.clock,
      clips: options.clips ?? null,
      audience: options.audience ?? (() => ({ boards: 0, phones: 0 })),
    });
  }

  /** The configuration whose links and devices run now. */
  get config(): Config {
    return this.#config;
  }

  /**
   * Makes every link and device known, without opening any. Before the hall takes its first command: a ticket that is
   * issued then finds its printer, and only papers of an earlier run count as unfinished.
   */
  async prepare(): Promise<void> {
    this.#unfinished = await this.#options.hall.read((state) => this.#printRoom.unfinished(state));
    for (const [link, devices] of linesOf(this.#config)) await this.#add(link, devices);
    await this.#forgetRemoved();
  }

  /** Opens every link. Devices that cannot be reached are retried for ever; this never waits for them. */
  async start(): Promise<void> {
    for (const line of this.#lines.values()) line.start();
    await this.#showAll();
    // Modules answer and pages come back first.
    this.#options.clock.after(RESUME_SPEECH_MS, () => void this.#resumeSpeech());
    this.#printRoom.resume(this.#unfinished);
  }

  /**
   * Runs the links and devices of another configuration: lines that are the same stay as they are, others are closed
   * and made anew. Nothing besides links, devices, texts, speech and sound is taken: the rest waits for a start.
   */
  async apply({ links, devices: members, texts, speech, sound }: Config): Promise<void> {
    const before = linesOf(this.#config);
    this.#config = { ...this.#config, links, devices: members, texts, speech, sound };
    const wanted = linesOf(this.#config);
    const changed = [...this.#lines.keys()].filter((id) => signature(before, id) !== signature(wanted, id));
    await Promise.all(changed.map((id) => this.#remove(id)));
    for (const [link, devices] of wanted) {
      if (this.#lines.has(link.id)) continue;
      const line = await this.#add(link, devices);
      if (this.#stopping) return;
      line.start();
    }
    await this.#forgetRemoved();
    await this.#showAll();
  }

  /** Called when a batch closes: what its state wants of the devices. */
  capture(state: HallState, events: readonly LoggedEvent[]): FleetOrders {
    const windows = new Map<string, WindowIntents>();
    for (const { config } of this.#members.values())
      if (config.window !== undefined && !windows.has(config.window))
        windows.set(config.window, windowIntents(state, config.window));
    const prints = printIntents(events).map((intent) => this.#printRoom.order(state, intent));
    const speech = this.announcer.capture(events);
    return { windows, prints: prints.filter((order) => order !== null), speech };
  }

  /** Called after the batch is durable: tells the devices. */
  publish(orders: FleetOrders): void {
    // What people wait for goes out first: the strip, then the pad, then the clerk's own display.
    for (const kind of PUBLISH_ORDER)
      for (const member of this.#members.values()) {
        const intents = member.model.kind === kind ? orders.windows.get(member.config.window ?? "") : undefined;
        if (intents !== undefined) this.#instruct(member, intents);
      }
    this.announcer.publish(orders.speech);
    for (const order of orders.prints) this.#printRoom.print(order);
  }

  /** Every device as outside programs see it. */
  views(): DeviceView[] {
    const { timezone } = this.#options.config.hall;
    return [...this.#members.values()].map(({ config, model, ...member }) => {
      const { state, detail, lastSeenMs, counters, roundTripMs, facts } = member.status();
      return {
        id: config.id,
        model: config.model,
        kind: model.kind,
        title: model.title,
        link: config.link,
        windowId: config.window ?? null,
        state,
        detail,
        lastSeenAt: lastSeenMs === null ? null : isoWithOffset(lastSeenMs, timezone),
        counters: { ...counters },
        roundTripMs: roundTripMs === null ? null : Math.round(roundTripMs * 10) / 10,
        facts: { ...facts },
        uptime: this.#options.uptime?.(config.id) ?? null,
      };
    });
  }

  member(deviceId: string): Member | null {
    return this.#members.get(deviceId) ?? null;
  }

  /** The running line that leads to the same place, under whatever name. */
  lineAt(link: LinkConfig): Line | null {
    const place = placeOfLink(link);
    return [...this.#lines.values()].find((line) => placeOfLink(line.link) === place) ?? null;
  }

  /** What a technician's test found; null when there is no such device. */
  test(deviceId: string): Promise<{ ok: boolean; detail: string }> | null {
    return this.#members.get(deviceId)?.test() ?? null;
  }

  /** Gives every device its closing state, within a bounded time, and closes the links. */
  async stop(): Promise<void> {
    // A line that we close ourselves is no trouble to report.
    this.#stopping = true;
    this.announcer.stop();
    await Promise.all([...this.#lines.values()].map((line) => this.#close(line)));
  }

  /** A line that does not end in time, or fails to, is left to itself: nobody waits for it. */
  #close(line: Line): Promise<void> {
    const { clock, log } = this.#options;
    return new Promise((resolve) => {
      const late = clock.after(STOP_MS_MAX, resolve);
      line
        .stop((member) => this.#closing(member))
        .catch((error: unknown) => log.warn({ link: line.link.id, error: String(error) }, "line not closed"))
        .finally(() => {
          late.cancel();
          resolve();
        });
    });
  }

  async #add(link: LinkConfig, devices: readonly DeviceConfig[]): Promise<Line> {
    const { pipesOf, log } = this.#options;
    const pipes = await pipesOf(link, devices).catch((error: unknown) => {
      log.warn({ link: link.id, error: String(error) }, "no pipe can be made");
      return brokenPipes(link, error instanceof Error ? error : new Error(String(error)));
    });
    const line = makeLine(link, devices, pipes, this.#options);
    this.#lines.set(link.id, line);
    for (const member of line.members) {
      this.#members.set(member.config.id, member);
      member.onState(({ state, detail }) => {
        const { id: deviceId } = member.config;
        if (this.#stopping || this.#members.get(deviceId) !== member) return;
        void this.#desk.submit({ type: "device-changed", deviceId, state, detail }, deviceId);
      });
      member.printer?.onLateOutcome((jobId, outcome) => this.#printRoom.lateOutcome(member.config.id, jobId, outcome));
      this.#desk.serve(member);
    }
    log.info({ link: link.id, devices: devices.map(({ id }) => id) }, "link known");
    return line;
  }

  async #remove(linkId: string): Promise<void> {
    const line = this.#lines.get(linkId);
    if (line === undefined) return;
    this.#lines.delete(linkId);
    for (const { config } of line.members) this.#members.delete(config.id);
    await this.#close(line);
  }

  /** Devices that the log knows and the configuration does not: their alarms would stand for ever. */
  async #forgetRemoved(): Promise<void> {
    const { hall, log } = this.#options;
    const configured = new Set(this.#config.devices.map(({ id }) => id));
    const gone = await hall.read((state) => [...state.devices.keys()].filter((id) => !configured.has(id)));
    this.inputs.keepOnly(configured);
    for (const deviceId of gone)
      await hall
        .submit({ type: "device-removed", deviceId }, { actor: "system", render: () => null })
        .catch((error: unknown) => log.warn({ device: deviceId, error }, "removal not logged; the next start will"));
  }

  /** Calls cut off by the end of an earlier run. */
  async #resumeSpeech(): Promise<void> {
    if (this.#stopping) return;
    const calls = await this.#options.hall.read(openCallsOf).catch(() => []); // A hall that stops has nobody to call.
    this.announcer.resume(calls);
  }

  async #showAll(): Promise<void> {
    this.publish(await this.#options.hall.read((state) => this.capture(state, [])));
  }

  #instruct({ config, device }: Member, intents: WindowIntents): void {
    const kind = device?.model.kind;
    if (kind === "led") {
      const byCode = intents.pad.caseId !== null && this.#padsAreOut(config.window);
      const shown = stripShow(intents.strip, this.#windowName(config), this.#config.texts.strip, byCode);
      device?.show({ ...shown, call: intents.strip.calls });
    } else if (kind === "keypad") device?.show({ ticket: intents.keypad.number, waiting: intents.keypad.waiting });
    else if (kind === "pad") device?.arm(questionName(intents.pad));
  }

  /** The window has pads of its own, and none of them answers: pages, strip and paper take their place (P7). */
  #padsAreOut(windowId: string | undefined): boolean {
    const pads = [...this.#members.values()].filter(
      ({ config, model }) => model.kind === "pad" && config.window === windowId,
    );
    return pads.length > 0 && pads.every((pad) => pad.status().state === "offline" || pad.status().state === "faulted");
  }

  #closing({ config, model }: Member): Shown | undefined {
    if (model.kind === "led") return stripShow(CLOSED, this.#windowName(config), this.#config.texts.strip);
    return model.kind === "keypad" ? { ticket: null, waiting: null } : undefined;
  }

  #windowName(config: DeviceConfig): string {
    const window = this.#config.windows.find((candidate) => candidate.id === config.window);
    return window === undefined ? "" : inLanguage(window.name, "zh-CN");
  }
}

const PUBLISH_ORDER = ["led", "pad", "keypad"] as const;
const CLOSED = { state: "closed", number: null, calls: 0 } as const;

/** Links that have devices, each with its devices. */
function linesOf(config: Config): [LinkConfig, DeviceConfig[]][] {
  return config.links
    .map((link): [LinkConfig, DeviceConfig[]] => [link, config.devices.filter((device) => device.link === link.id)])
    .filter(([, devices]) => devices.length > 0);
}

/** Equal for a line that need not be touched. */
function signature(lines: readonly [LinkConfig, DeviceConfig[]][], linkId: string): string | undefined {
  return JSON.stringify(lines.find(([link]) => link.id === linkId));
}
