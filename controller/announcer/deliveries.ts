// What became of each call, in every place where people could notice it: the last hundred, for staff to look at. Pure.

export type SinkKind = "voice" | "player" | "strip" | "board" | "phone";
export type Delivered = "pending" | "said" | "shown" | "unconfirmed" | "failed" | "silent";

export interface SinkState {
  readonly id: string;
  readonly kind: SinkKind;
  readonly state: Delivered;
  readonly detail: string;
  readonly atMs: number | null;
}

export interface Delivery {
  readonly id: string;
  readonly ticketId: string;
  readonly number: string;
  readonly windowId: string;
  readonly atMs: number;
  readonly sinks: readonly SinkState[];
}

/** More would not be looked at, and the log has the calls themselves. */
export const DELIVERIES_MAX = 100;

type Call = Omit<Delivery, "sinks">;

export class DeliveryBook {
  readonly #deliveries = new Map<string, { readonly call: Call; readonly sinks: Map<string, SinkState> }>();
  readonly #newest = new Map<string, string>();

  open(call: Call): void {
    this.#deliveries.set(call.id, { call, sinks: new Map() });
    this.#newest.set(call.windowId, call.id);
    if (this.#deliveries.size <= DELIVERIES_MAX) return;
    for (const [id, { call: oldest }] of this.#deliveries) {
      this.#deliveries.delete(id);
      if (this.#newest.get(oldest.windowId) === id) this.#newest.delete(oldest.windowId);
      break;
    }
  }

  /** What was said once stays said: a repeat that fails takes nothing back. False when nothing changed. */
  note(id: string, sink: Omit<SinkState, "atMs">, atMs: number): boolean {
    const sinks = this.#deliveries.get(id)?.sinks;
    if (sinks === undefined) return false;
    const before = sinks.get(sink.id);
    if (before?.state === "said" && sink.state !== "said") return false;
    if (before?.state === "shown" && sink.state === "unconfirmed") return false;
    if (before?.state === sink.state && before.detail === sink.detail) return false;
    sinks.set(sink.id, { ...sink, atMs: sink.state === "pending" ? null : atMs });
    return true;
  }

  /** Whatever is still open at these sinks becomes this. */
  settle(id: string, state: Delivered, detail: string, atMs: number): boolean {
    let changed = false;
    for (const sink of this.#deliveries.get(id)?.sinks.values() ?? []) {
      const speaks = sink.kind === "voice" || sink.kind === "player";
      if (speaks && sink.state === "pending") changed = this.note(id, { ...sink, state, detail }, atMs) || changed;
    }
    return changed;
  }

  get(id: string): Delivery | null {
    const found = this.#deliveries.get(id);
    return found === undefined ? null : { ...found.call, sinks: [...found.sinks.values()] };
  }

  /** The newest call of a window. */
  ofWindow(windowId: string): Delivery | null {
    const id = this.#newest.get(windowId);
    return id === undefined ? null : this.get(id);
  }

  /** Newest first. */
  newest(countMax: number): Delivery[] {
    return [...this.#deliveries.keys()]
      .slice(-countMax)
      .reverse()
      .flatMap((id) => this.get(id) ?? []);
  }
}
