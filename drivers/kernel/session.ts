// A conversation with one device that has its line to itself: pure steps, no clock, no I/O.
import type { DeviceState } from "./device-status.ts";

/** What goes into a session. Times are the runner's. */
export type SessionInput<Order> =
  | { readonly type: "opened" }
  | { readonly type: "closed"; readonly reason: string }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "timer" }
  /** The system took all bytes of the last `write`. */
  | { readonly type: "written" }
  | { readonly type: "order"; readonly order: Order };

/** What a session asks of its runner. One timer: arming replaces. */
export type SessionEffect<Event> =
  /** `logged`: what the wire log keeps instead, where the bytes hold personal data. */
  | { readonly do: "write"; readonly bytes: Uint8Array; readonly meaning: unknown; readonly logged?: Uint8Array }
  /** A whole message came in; `bytes` as the wire log may keep them, personal data masked. */
  | { readonly do: "heard"; readonly bytes: Uint8Array; readonly meaning: unknown }
  | { readonly do: "arm"; readonly ms: number }
  | { readonly do: "disarm" }
  | { readonly do: "tell"; readonly event: Event }
  | {
      readonly do: "status";
      readonly state: DeviceState;
      readonly detail: string;
      /** What the device told of itself, e.g. firmware or signal; added to what is known. */
      readonly facts?: Readonly<Record<string, string>>;
    }
  | { readonly do: "count"; readonly counter: "retries" | "timeouts" | "naks" | "late" }
  /** The line is dead although it looks open. */
  | { readonly do: "reopen"; readonly reason: string }
  /** Bytes nobody could read, for the counters; masked like those of `heard`. */
  | { readonly do: "garbage"; readonly bytes: Uint8Array; readonly why: string };

/** Pure but for its own memory. Every queue inside is bounded; no input throws. */
export interface Session<Order, Event> {
  step(input: SessionInput<Order>): SessionEffect<Event>[];
}
