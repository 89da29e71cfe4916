// One line of the hall: a link, its transport, and the runners of the devices on it.
import type { DeviceConfig, LinkConfig } from "../config/schema.ts";
import type { Clock, Timer } from "../drivers/kernel/clock.ts";
import { createDevice, type Device, type DeviceStatus, type Outcome, type Shown } from "../drivers/kernel/device.ts";
import { Link } from "../drivers/kernel/link.ts";
import {
  type FrameModel,
  isFrameModel,
  type Model,
  type ModemEvent,
  type ModemOrder,
  type ReaderEvent,
  type ReaderOrder,
} from "../drivers/kernel/model.ts";
import { createPrinter, type Printer } from "../drivers/kernel/print-runner.ts";
import { createSessionDevice, type SessionDevice } from "../drivers/kernel/session-runner.ts";
import type { Transport } from "../drivers/kernel/transport.ts";
import { createVoice, type VoiceDevice } from "../drivers/kernel/voice-device.ts";
import type { WireLog } from "../drivers/kernel/wire-log.ts";
import { modelById } from "../drivers/models.ts";

/** The pipes of a link. Pads on a websocket have one each; every other link has one for all its devices. */
export interface LinkPipes {
  transportFor(device: DeviceConfig): Transport;
  /** A listening socket, where the link is one. */
  readonly server?: { start(): Promise<void>; close(): Promise<void> };
}

/** Where no pipe can be made (a library is missing), the devices of the line say why, and the hall goes on. */
export function brokenPipes(link: LinkConfig, cause: Error): LinkPipes {
  const refused = () => Promise.reject(cause);
  const transport: Transport = {
    label: `${link.type}:${link.id}`,
    open: refused,
    write: refused,
    close: () => Promise.resolve(),
    onData: () => undefined,
    onClose: () => undefined,
  };
  return { transportFor: () => transport };
}

/** A port that another program holds just now is asked for again. */
const LISTEN_AGAIN_MS = 5_000;

export interface LineOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1; spreads reconnects. */
  readonly random: () => number;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** One configured device with what runs it: exactly one of the runners is there. */
export interface Member {
  readonly config: DeviceConfig;
  readonly model: Model;
  readonly wireLog: WireLog;
  /** Strips, keypads, pads, scanners. */
  readonly device?: Device;
  readonly printer?: Printer;
  readonly voice?: VoiceDevice;
  readonly reader?: SessionDevice<ReaderOrder, ReaderEvent>;
  readonly modem?: SessionDevice<ModemOrder, ModemEvent>;
  status(): DeviceStatus;
  test(): Promise<Outcome>;
  onState(listener: (status: DeviceStatus) => void): void;
}

export interface Line {
  readonly link: LinkConfig;
  readonly members: readonly Member[];
  /** The bus of the line, where there is one. */
  readonly bus: Link | null;
  start(): void;
  /** Gives each device its closing state, within a bounded time, and closes the line. */
  stop(closing: (member: Member) => Shown | undefined): Promise<void>;
}

/** Makes the line known without opening it. Devices of models that do not exist were refused by the config check. */
export function makeLine(
  link: LinkConfig,
  devices: readonly DeviceConfig[],
  pipes: LinkPipes,
  options: LineOptions,
): Line {
  const buses: Link[] = [];
  let shared: Link | null = null;
  const busFor = (device: DeviceConfig): Link => {
    if (shared !== null) return shared;
    const { clock, random } = options;
    const bus = new Link({ id: link.id, transport: pipes.transportFor(device), clock, random, ...pacing(link) });
    buses.push(bus);
    if (link.type !== "websocket") shared = bus;
    return bus;
  };
  const members = devices.flatMap((config): Member[] => {
    const model = modelById(config.model);
    if (model === undefined) return [];
    if (isFrameModel(model)) return [frameMember(config, model, busFor(config), options)];
    return [ownLineMember(config, model, pipes.transportFor(config), options)];
  });
  const listener = pipes.server === undefined ? null : listening(link, pipes.server, options);
  return {
    link,
    members,
    get bus() {
      return buses[0] ?? null;
    },
    start() {
      listener?.start();
      for (const { printer, reader, modem } of members) (printer ?? reader ?? modem)?.start();
      for (const bus of buses) bus.start();
    },
    async stop(closing) {
      await Promise.allSettled(members.map((member) => close(member, closing(member))));
      await Promise.allSettled(buses.map((bus) => bus.stop()));
      await listener?.close();
    },
  };
}

/** Listens, and keeps asking for the port until it is closed. */
function listening(link: LinkConfig, server: NonNullable<LinkPipes["server"]>, { clock, log }: LineOptions) {
  let closed = false;
  let again: Timer | null = null;
  let told = "";
  const start = (): void => {
    server.start().catch((error: unknown) => {
      if (closed) return;
      // The same refusal every few seconds for a whole night is one line.
      if (told !== String(error)) log.warn({ link: link.id, error: String(error) }, "cannot listen");
      told = String(error);
      again = clock.after(LISTEN_AGAIN_MS, start);
    });
  };
  const close = (): Promise<void> => {
    closed = true;
    again?.cancel();
    return server.close();
  };
  return { start, close };
}

function close(member: Member, shown: Shown | undefined): Promise<void> {
  const { device, printer, voice, reader, modem } = member;
  if (device !== undefined) return device.close(shown);
  return (printer ?? voice ?? reader ?? modem)?.close() ?? Promise.resolve();
}

function frameMember(config: DeviceConfig, model: FrameModel, link: Link, options: LineOptions): Member {
  const seconds = config.expectEverySeconds;
  const expectEveryMs = seconds === undefined ? undefined : seconds * 1000;
  const made = { id: config.id, model, settings: config.settings, link, clock: options.clock, expectEveryMs };
  if (model.kind === "voice") {
    const voice = createVoice(made);
    return { config, model, voice, ...shownBy(voice) };
  }
  const device = createDevice(made);
  return { config, model, device, ...shownBy(device) };
}

function ownLineMember(
  config: DeviceConfig,
  model: Exclude<Model, FrameModel>,
  transport: Transport,
  { clock, random, log }: LineOptions,
): Member {
  const made = { id: config.id, settings: config.settings, transport, clock, random };
  if (model.kind === "printer") {
    const printer = createPrinter({ ...made, model });
    return { config, model, printer, ...shownBy(printer) };
  }
  if (model.kind === "reader") {
    const reader = createSessionDevice<ReaderOrder, ReaderEvent>({ ...made, model });
    return { config, model, reader, ...shownBy(reader) };
  }
  const modem = createSessionDevice<ModemOrder, ModemEvent>({ ...made, model });
  modem.onRestart((reason) => log.warn({ device: config.id, reason }, "the modem's conversation was begun anew"));
  return { config, model, modem, ...shownBy(modem) };
}

type Runner = Pick<Member, "wireLog" | "status" | "test" | "onState">;

function shownBy(runner: Runner): Runner {
  return {
    wireLog: runner.wireLog,
    status: () => runner.status(),
    test: () => runner.test(),
    onState: (listener) => runner.onState(listener),
  };
}

function pacing(link: LinkConfig): { gapMs?: number; baudRate?: number; echo?: boolean } {
  if (link.type !== "serial" && link.type !== "tcp") return {};
  return {
    echo: link.echo,
    ...(link.gapMs === undefined ? {} : { gapMs: link.gapMs }),
    ...(link.baudRate === undefined ? {} : { baudRate: link.baudRate }),
  };
}
