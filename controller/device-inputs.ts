// What each device sent lately and what became of it, for the technician's matrix of buttons.

const INPUTS_MAX = 50;

/** `what` and `became` never hold personal data: a card is masked before it comes here. */
export interface DeviceInput {
  /** Counts up while the service runs, over all devices. */
  readonly n: number;
  readonly atMs: number;
  readonly what: string;
  readonly became: string;
}

/** The last inputs of every device; gone with the process, because the event log keeps what counts. */
export class DeviceInputs {
  readonly #nowMs: () => number;
  readonly #byDevice = new Map<string, DeviceInput[]>();
  #n = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(deviceId: string, what: string, became: string): void {
    const inputs = this.#byDevice.get(deviceId) ?? [];
    this.#n += 1;
    inputs.push({ n: this.#n, atMs: this.#nowMs(), what, became });
    if (inputs.length > INPUTS_MAX) inputs.shift();
    this.#byDevice.set(deviceId, inputs);
  }

  /** Forgets every other device. */
  keepOnly(deviceIds: ReadonlySet<string>): void {
    for (const id of this.#byDevice.keys()) if (!deviceIds.has(id)) this.#byDevice.delete(id);
  }

  /** Oldest first. */
  after(deviceId: string, n: number): { readonly inputs: readonly DeviceInput[]; readonly next: number } {
    const inputs = (this.#byDevice.get(deviceId) ?? []).filter((input) => input.n > n);
    return { inputs, next: this.#n };
  }
}
