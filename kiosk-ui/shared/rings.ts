// When a number rings: at its first call and at every recall, also while it is still on screen.

export interface RingCall {
  readonly ticketId: string;
  readonly times: number;
}

/** Remembers how often each number on the board was called; says which of them are new or called again. */
export class RingBook {
  #seen: ReadonlyMap<string, number> | null = null;

  /** Ids that must ring and flash now. The first look is the state of things, not news. */
  news(calls: readonly RingCall[]): readonly string[] {
    const before = this.#seen;
    this.#seen = new Map(calls.map((call) => [call.ticketId, call.times]));
    if (before === null) return [];
    return calls.filter((call) => call.times > (before.get(call.ticketId) ?? 0)).map((call) => call.ticketId);
  }
}
