// A bare bus under a virtual clock, its members only noting what they hear, for the tests of the link.
import { Link, type LinkOptions } from "../../drivers/kernel/link.ts";
import type {
  AnyCodec,
  AnyExchange,
  FrameModel,
  LinkMember,
  Order,
  Settled,
} from "../../drivers/kernel/link-member.ts";
import type { Timing } from "../../drivers/kernel/model.ts";
import { WireLog } from "../../drivers/kernel/wire-log.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { decodeFrame, encodeFrame, type Frame, type Settings } from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

/** A device that notes everything and does nothing. */
export class Member implements LinkMember {
  readonly id: string;
  readonly model: FrameModel;
  readonly codec: AnyCodec;
  readonly timing: Timing;
  readonly wireLog: WireLog;
  readonly counters = { framesIn: 0, framesOut: 0, retries: 0, timeouts: 0, naks: 0, late: 0 };
  readonly heardFrames: { message: unknown; reply: boolean }[] = [];
  readonly states: string[] = [];
  readonly thrown: string[] = [];
  readonly roundTrips: number[] = [];
  readonly settings: Settings;
  constructor(clock: VirtualClock, model: FrameModel, addr: number) {
    this.id = `d${addr}`;
    this.model = model;
    this.codec = model.codec;
    this.timing = model.timing;
    this.settings = { addr };
    this.wireLog = new WireLog(clock);
  }
  owns(message: unknown): boolean {
    return this.model.owns(message, this.settings);
  }
  masked(): null {
    return null;
  }
  answeredAfter(ms: number): void {
    this.roundTrips.push(ms);
  }
  up(): void {
    this.states.push("up");
  }
  down(reason: string): void {
    this.states.push(`down ${reason}`);
  }
  heard(message: unknown, _bytes: Uint8Array, reply: boolean): void {
    this.heardFrames.push({ message, reply });
  }
  threw(_error: unknown, where: string): void {
    this.thrown.push(where);
  }
}

/** One bus of bare members; whatever they are asked is answered `A` until a test says otherwise. */
export function linkBus(options: Partial<LinkOptions> & { wire?: number } = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, options.wire === undefined ? {} : { baudRate: options.wire });
  const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), ...options });
  const sent: { atMs: number; frame: Frame }[] = [];
  let answer: (frame: Frame) => Frame | null = ({ addr }) => ({ kind: "A", addr, data: "" });
  peer.receive = (bytes) => {
    const decoded = decodeFrame(bytes);
    if (decoded.kind !== "message") throw new Error("the link sent no whole frame");
    sent.push({ atMs: clock.monotonicMs(), frame: decoded.message });
    const reply = answer(decoded.message);
    if (reply !== null) clock.after(5, () => peer.send(encodeFrame(reply)));
  };
  const join = (model: FrameModel, addr: number) => {
    const member = new Member(clock, model, addr);
    link.attach(member);
    return member;
  };
  const answerWith = (next: typeof answer) => {
    answer = next;
  };
  return { clock, link, peer, sent, join, answerWith };
}

/** The frames that make a strip show these texts. */
export const show = (member: Member, texts: string[]): AnyExchange[] =>
  member.model.kind === "led" ? member.model.plan({ state: "idle", texts }, member.settings) : [];

/** Submits one order and returns where its settlements gather: one, if all is well. */
export function order(link: Link, member: Member, texts: string[], more: Partial<Order> = {}): Settled[] {
  const settled: Settled[] = [];
  link.submit(member, {
    priority: 2,
    slot: null,
    exchanges: show(member, texts),
    settled: (result) => settled.push(result),
    ...more,
  });
  return settled;
}
