// What a device that speaks in frames offers to the rest of the service.
import type { Clock } from "./clock.ts";
import type { DeviceStatus } from "./device-status.ts";
import type { Link } from "./link.ts";
import type { AnyExchange, FrameModel } from "./link-member.ts";
import type { KeypadAction, KeypadShow, PadResult, StripShow } from "./model.ts";
import type { Done } from "./press-source.ts";
import type { WireLog } from "./wire-log.ts";

/** What a strip or a keypad is to show. A `call` that differs shows the same words again (a recall). */
export type Shown = (StripShow | KeypadShow) & { readonly call?: number };
export type { PadResult } from "./model.ts";
export type Outcome = { readonly ok: boolean; readonly detail: string };

export interface DeviceOptions {
  readonly id: string;
  readonly model: FrameModel;
  /** Checked against the model's schema. */
  readonly settings: unknown;
  readonly link: Link;
  readonly clock: Clock;
  /** A device that says something by itself at least so often is offline when it does not. */
  readonly expectEveryMs?: number | undefined;
}

/** A device on a link. Nothing here ever throws at its caller or stops another device. */
export interface Device {
  readonly id: string;
  readonly model: FrameModel;
  /** Its last 200 frames, as `.wirelog` text or live. */
  readonly wireLog: WireLog;
  /** Desired state: the latest wins, an equal one is not sent again, and it returns after every outage by itself. */
  show(desired: Shown): void;
  /** Whether the device is known to show the latest: `sent` where it has no way to answer. Null: nothing is wanted. */
  readonly told: "waiting" | "sent" | "acknowledged" | null;
  /** Asks for a rating: true or a name for the invitation; another name asks anew; null or false ends it. */
  arm(invitation: string | boolean | null): void;
  /** Key presses, each once. The keypad hears its acknowledgement only after `done`. One listener. */
  onPress(listener: (press: KeypadAction, done: Done) => void): void;
  /** Results of a pad, armed or not; the hall decides whether they count. Acknowledged after `done`. One listener. */
  onResult(listener: (result: PadResult, done: Done) => void): void;
  /** Codes a scanner read, each once. One listener. */
  onScan(listener: (text: string) => void): void;
  /** Every frame of the device that is no answer, before anything else is made of it. One listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called at every change of state or detail. */
  onState(listener: (status: DeviceStatus) => void): void;
  status(): DeviceStatus;
  /** What a technician starts by hand: asks the device, and shows, beeps or invites. Strips can be given the words. */
  test(words?: StripShow): Promise<Outcome>;
  setBrightness(level: number): Promise<Outcome>;
  setClock(atMs: number, timezone: string): Promise<Outcome>;
  clear(): Promise<Outcome>;
  /** Exchanges in this order, settled within `msMax`; a plan that throws is this device's fault and not ok. */
  order(plan: () => readonly AnyExchange[], msMax?: number): Promise<Outcome>;
  /** Sends the closing state, within 2 s, and leaves the link. */
  close(closing?: Shown): Promise<void>;
}
