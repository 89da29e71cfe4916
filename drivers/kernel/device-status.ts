// How a device is, in one word, and who is told when that changes.

export type DeviceState = "starting" | "online" | "offline" | "faulted";

export interface DeviceStatus {
  readonly state: DeviceState;
  /** Chinese first, English beside it; what is wrong and, where known, what to do. */
  readonly detail: string;
  /** Wall clock; null = never. */
  readonly lastSeenMs: number | null;
  readonly counters: Readonly<Record<string, number>>;
  /** Of the last answer; null: it never answered a question. */
  readonly roundTripMs: number | null;
  /** What the device told of itself: firmware, paper, signal … */
  readonly facts: Readonly<Record<string, string>>;
}

const LISTENERS_MAX = 16;

/** Tells changes only; a listener that throws is dropped, because one onlooker must not stop a device. */
export class StateTeller {
  readonly #read: () => DeviceStatus;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  state: DeviceState = "starting";
  detail = "启动中 starting";

  constructor(read: () => DeviceStatus) {
    this.#read = read;
  }

  /** Returns false when too many listen already. */
  listen(listener: (status: DeviceStatus) => void): boolean {
    if (this.#listeners.size >= LISTENERS_MAX) return false;
    this.#listeners.add(listener);
    return true;
  }

  set(state: DeviceState, detail: string): void {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    const status = this.#read();
    for (const listener of this.#listeners) {
      try {
        listener(status);
      } catch {
        this.#listeners.delete(listener);
      }
    }
  }
}
