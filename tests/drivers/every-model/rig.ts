// One model as the hall runs it, on a wire in memory and a virtual clock, with its simulator at the far end.
import { type Line, type Member, makeLine } from "../../../controller/lines.ts";
import type { DeviceStatus } from "../../../drivers/kernel/device.ts";
import { isFrameModel, type Model } from "../../../drivers/kernel/model.ts";
import type { Transport } from "../../../drivers/kernel/transport.ts";
import { greet } from "../../../drivers/pads/json-ws.ts";
import { lineDiscipline } from "../../../drivers/transports/line-discipline.ts";
import { type MemoryPeer, memoryPair } from "../../../drivers/transports/memory.ts";
import type { SimDevice } from "../../../simulators/lib.ts";
import { simulatorOf } from "../../../simulators/models.ts";
import { seededRandom, VirtualClock } from "../../helpers/virtual-clock.ts";
import type { Case } from "./cases.ts";
import { BadLine } from "./damage.ts";

/** Something the device reported: a press, a result, a code, a card, a message. */
export interface Told {
  readonly atMs: number;
  /** The device sent exactly these bytes just now; null: what it sends is masked in the logs. */
  readonly sent: boolean | null;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Rig {
  readonly of: Case;
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly sim: SimDevice;
  readonly line: Line;
  readonly member: Member;
  readonly peer: MemoryPeer;
  readonly badLine: BadLine;
  readonly told: Told[];
  /** Every state the device was in, as `state detail`, since `states` was last emptied. */
  readonly states: Set<string>;
  /** Who waits for the end of a text message, by its id. */
  readonly ended: Map<string, (how: string) => void>;
  /** Writes of the host that are lost on the way: counts down. */
  loseWrites: number;
  /** Longest write of the host so far. */
  longestWrite: number;
  /** Writes of the host that the simulator made no frame of, judged by its own log. */
  unread: number;
  writes: number;
  /** Pulls the plug of the device; `loud`: the line notices. */
  unplug(loud: boolean): void;
  plugIn(): void;
  status(): DeviceStatus;
}

/** Late, in pieces, and behind a piece of something else: no message is longer on its way. */
const ON_THE_WAY_MS_MAX = 1_000;
const RATE_SHARED = 9_600;
const RATE_OWN = 115_200;

/** A pad that connects by itself has its own way to the host; every other model is at the end of a wire. */
const connectsItself = ({ links }: Model) => !links.includes("serial") && links.includes("websocket");

/** Everything of one model, running; nothing has been waited for. */
export async function rigFor(of: Case, seed: number, echoes = false): Promise<Rig> {
  const { model, settings } = of;
  const create = await simulatorOf(model.id);
  if (create === null) throw new Error(`${model.id}: has no simulator (simulators/models.ts)`);
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const baudRate = isFrameModel(model) ? RATE_SHARED : RATE_OWN;
  const paced = connectsItself(model) ? {} : { baudRate };
  const { transport, peer } = memoryPair(clock, paced);
  const after = (delayMs: number, task: () => void) => {
    const timer = clock.after(delayMs, task);
    return () => timer.cancel();
  };
  const simClock = { now: () => clock.nowMs(), monotonicMs: () => clock.monotonicMs(), after };
  const sim = create(settings as never, { clock: simClock, random: seededRandom(seed + 1) });
  const badLine = new BadLine(random, clock, (bytes) => arrive(bytes));
  const way = connectsItself(model) ? websocketWay(sim, peer, settings) : wireWay(sim, peer);
  const arrive = way.arrive;
  const sentAtMs = new Map<string, number>();
  sim.onSend((bytes) => {
    sentAtMs.set(Buffer.from(bytes).toString("hex"), clock.monotonicMs());
    badLine.send(bytes);
  });
  const link = { id: "line", type: "tcp", host: "127.0.0.1", port: 1, echo: false, ...paced } as const;
  const device = { id: "device", model: model.id, link: "line", settings: { ...settings } };
  const silent = { info: () => undefined, warn: () => undefined };
  const pipe = pipeFor(
    of,
    transport,
    clock,
    () => way.opened(),
    () => way.closed(),
  );
  const line = makeLine(link, [device], { transportFor: () => pipe }, { clock, random, log: silent });
  const [member] = line.members;
  if (member === undefined) throw new Error(`${model.id}: was not made`);
  const rig: Rig = {
    ...{ of, clock, random, sim, line, member, peer, badLine },
    ...{ told: [], states: new Set(), ended: new Map(), loseWrites: 0, longestWrite: 0, unread: 0, writes: 0 },
    unplug(loud) {
      sim.setFault("unplugged");
      if (loud || connectsItself(model)) way.cut();
    },
    plugIn() {
      sim.setFault("none");
      way.restore();
    },
    status: () => member.status(),
  };
  peer.receive = (bytes) => hear(rig, bytes, way, echoes);
  member.onState(({ state, detail }) => rig.states.add(`${state} ${detail}`));
  listen(rig, sentAtMs);
  line.start();
  way.start();
  return rig;
}

function hear(rig: Rig, bytes: Uint8Array, way: Way, echoes: boolean): void {
  const { sim, badLine } = rig;
  rig.writes += 1;
  rig.longestWrite = Math.max(rig.longestWrite, bytes.length);
  if (rig.loseWrites > 0) {
    rig.loseWrites -= 1;
    return;
  }
  const before = sim.frames.at(-1);
  way.hear(bytes);
  const heard = sim.frames.slice(before === undefined ? 0 : sim.frames.lastIndexOf(before) + 1);
  if (!heard.some(({ direction }) => direction === "in")) rig.unread += 1;
  if (echoes) badLine.send(bytes);
}

/** What the hall wraps around a transport for such a device. */
function pipeFor(of: Case, inner: Transport, clock: VirtualClock, opened: () => void, closed: () => void): Transport {
  const { model, settings } = of;
  const watched: Transport = {
    label: inner.label,
    // A model that reads reports hangs on HID, which hands over one report at a time.
    ...("reportBytes" in settings ? { wholeReports: true } : {}),
    async open() {
      await inner.open();
      opened();
    },
    write: (bytes) => inner.write(bytes),
    close: () => inner.close(),
    onData: (listener) => inner.onData(listener),
    onClose: (listener) =>
      inner.onClose((reason) => {
        closed();
        listener(reason);
      }),
  };
  const lineEnd = isFrameModel(model) ? model.lineEnd?.(settings as never) : undefined;
  return lineEnd === undefined ? watched : lineDiscipline(watched, { lineEnd, clock });
}

/** How bytes get from one side to the other. */
interface Way {
  arrive(bytes: Uint8Array): void;
  hear(bytes: Uint8Array): void;
  opened(): void;
  closed(): void;
  start(): void;
  cut(): void;
  restore(): void;
}

function wireWay(sim: SimDevice, peer: MemoryPeer): Way {
  return {
    arrive: (bytes) => peer.send(bytes),
    hear: (bytes) => sim.receive(bytes),
    opened: () => sim.hostCame?.(),
    closed: () => sim.hostGone(),
    start: () => undefined,
    cut: () => peer.cut(),
    restore: () => peer.restore(),
  };
}

/** The listening socket in little: it greets, and hands over what is for the line of a pad that has logged in. */
function websocketWay(sim: SimDevice, peer: MemoryPeer, settings: Case["settings"]): Way {
  const { windowNumber, heartbeatSeconds } = settings as { windowNumber: string; heartbeatSeconds: number };
  const greeting = greet([{ windowNumber, windowName: windowNumber, key: "pad", heartbeatSeconds }]);
  let key: string | null = null;
  peer.cut();
  return {
    arrive(bytes) {
      const text = Buffer.from(bytes).toString("utf8");
      const said = greeting(text, key);
      if (said.key !== null) {
        key = said.key;
        peer.restore();
      }
      if (said.reply !== null) sim.receive(Uint8Array.from(Buffer.from(said.reply, "utf8")));
      if (said.forward) peer.send(Uint8Array.from(Buffer.from(`${text}\n`, "utf8")));
    },
    hear: (bytes) => sim.receive(bytes.subarray(0, bytes.length - 1)),
    opened: () => undefined,
    closed: () => undefined,
    start: () => sim.hostCame?.(),
    cut() {
      key = null;
      sim.hostGone();
      peer.cut();
    },
    restore: () => sim.hostCame?.(),
  };
}

function listen(rig: Rig, sentAtMs: ReadonlyMap<string, number>): void {
  const { member, clock, told, ended, of } = rig;
  const { model } = of;
  const isMasked = !isFrameModel(model) || model.masked !== undefined;
  let heard = "";
  if (!isMasked && (model.kind === "keypad" || model.kind === "pad")) {
    member.wireLog.subscribe(({ direction, hex }) => {
      if (direction === "rx") heard = hex;
    });
  }
  const tell = (event: object) => {
    const atMs = clock.monotonicMs();
    // On a line of messages each comes with the end that the socket puts behind it.
    const fromMs = sentAtMs.get(heard) ?? sentAtMs.get(heard.replace(/0a$/, "")) ?? Number.NEGATIVE_INFINITY;
    const known = atMs - fromMs <= ON_THE_WAY_MS_MAX;
    told.push({ atMs, sent: isMasked ? null : known, event: event as Record<string, unknown> });
  };
  member.device?.onPress((press, done) => {
    tell(press);
    done("ok");
  });
  member.device?.onResult((result, done) => {
    tell(result);
    done("ok");
  });
  member.device?.onScan((text) => tell({ text }));
  member.reader?.onEvent((event) => {
    if (event.type === "card") tell(event);
  });
  member.modem?.onEvent((event) => {
    if (event.type === "received" || event.type === "sent") tell(event);
    if (event.type === "sent" || event.type === "failed" || event.type === "unconfirmed") {
      ended.get(event.smsId)?.(event.type);
    }
  });
}
