// What a device is to its bus, and what it may ask of it.
import type { FrameModel, StripShow, Timing } from "./model.ts";
import type { WireLog } from "./wire-log.ts";

export type { FrameModel } from "./model.ts";
export type AnyCodec = FrameModel["codec"];
export type AnyExchange = ReturnType<FrameModel["onOpen"]>[number];

/** 0 acknowledgements · 1 calls and what a person waits for · 2 normal · 3 probes and idle texts. */
export type Priority = 0 | 1 | 2 | 3;
/** What a strip is to show, by what it says. */
export const STRIP_PRIORITY: Readonly<Record<StripShow["state"], Priority>> = {
  calling: 1,
  serving: 2,
  paused: 2,
  closed: 2,
  idle: 3,
};

/** How an order ended. `attempts` that got no answer count towards "not there". */
export interface Settled {
  readonly outcome: "ok" | "nak" | "timeout" | "link-lost" | "replaced" | "full" | "fault";
  readonly detail: string;
  /** Tries of the last exchange that stayed without an answer. */
  readonly unanswered: number;
}

/** Exchanges of one device that go out in this order; others of higher priority may go between them. */
export interface Order {
  readonly priority: Priority;
  /** A newer order of the same device and slot replaces what has not been sent; null: never replaced. */
  readonly slot: string | null;
  readonly exchanges: readonly AnyExchange[];
  /** Instead of the model's own. */
  readonly attemptsMax?: number;
  /** Its wait for a reply may be cut short by a call: for questions to a device that is probably not there. */
  readonly yields?: boolean;
  /** Called exactly once. */
  readonly settled: (result: Settled) => void;
}

/** What a link needs of a device; `device.ts` implements it. Throws are caught and told to that member alone. */
export interface LinkMember {
  readonly id: string;
  readonly codec: AnyCodec;
  readonly timing: Timing;
  readonly counters: MemberCounters;
  readonly wireLog: WireLog;
  /** The message as the wire logs may keep it, where it holds personal data; null: as it is. */
  masked(message: unknown, bytes: Uint8Array): { readonly bytes: Uint8Array; readonly meaning: unknown } | null;
  /** From the last byte of a frame on the wire to its answer. */
  answeredAfter(ms: number): void;
  owns(message: unknown): boolean;
  up(): void;
  down(reason: string): void;
  /** Any frame of this device. `reply`: it settled an exchange or was a late answer, and means nothing more. */
  heard(message: unknown, bytes: Uint8Array, reply: boolean): void;
  threw(error: unknown, where: string): void;
}

export interface MemberCounters {
  framesIn: number;
  framesOut: number;
  retries: number;
  timeouts: number;
  naks: number;
  late: number;
}
