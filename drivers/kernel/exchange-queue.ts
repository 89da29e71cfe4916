// What waits for the bus: bounded, by priority, newest wish per slot.
import type { LinkMember, Order } from "./link-member.ts";

export interface Entry {
  readonly member: LinkMember;
  readonly order: Order;
  /** Place among equals; a replaced order hands its place on. */
  readonly seq: number;
  index: number;
  unanswered: number;
  /** Replaced while one of its exchanges was on the wire. */
  dropped: boolean;
}

const ENTRIES_MAX = 1024;

/** Pure bookkeeping: no clock, no I/O. */
export class ExchangeQueue {
  readonly #lanes: readonly [Entry[], Entry[], Entry[], Entry[]] = [[], [], [], []];
  #seq = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts an order in its lane; null when full. The caller settles what `replaced` hands back. */
  add(member: LinkMember, order: Order): { readonly entry: Entry; readonly replaced: Entry[] } | null {
    const replaced = order.slot === null ? [] : this.remove(member, order.slot);
    if (this.#size >= ENTRIES_MAX) return null;
    const heir = replaced.find((old) => old.order.priority === order.priority);
    const entry = { member, order, seq: heir?.seq ?? ++this.#seq, index: 0, unanswered: 0, dropped: false };
    this.putBack(entry);
    return { entry, replaced };
  }

  /** An entry that was taken and has more to send returns to its old place. */
  putBack(entry: Entry): void {
    const lane = this.#lanes[entry.order.priority];
    let at = lane.length;
    while (at > 0 && (lane[at - 1]?.seq ?? 0) > entry.seq) at -= 1;
    lane.splice(at, 0, entry);
    this.#size += 1;
  }

  /** The first that may go now, by priority and then by place. */
  take(mayGo: (entry: Entry) => boolean): Entry | null {
    for (const lane of this.#lanes) {
      const at = lane.findIndex(mayGo);
      if (at < 0) continue;
      this.#size -= 1;
      return lane.splice(at, 1)[0] ?? null;
    }
    return null;
  }

  /** Takes out what a device has waiting, in one slot or all; the caller settles them. */
  remove(member: LinkMember, slot?: string): Entry[] {
    return this.#removeWhere((entry) => entry.member === member && (slot === undefined || entry.order.slot === slot));
  }

  /** Takes out everything; the caller settles them. */
  clear(): Entry[] {
    return this.#removeWhere(() => true);
  }

  #removeWhere(goes: (entry: Entry) => boolean): Entry[] {
    const gone: Entry[] = [];
    for (const lane of this.#lanes) {
      for (let at = lane.length - 1; at >= 0; at--) {
        const entry = lane[at];
        if (entry !== undefined && goes(entry)) gone.push(...lane.splice(at, 1));
      }
    }
    this.#size -= gone.length;
    return gone.reverse();
  }
}
