// Which phones are written to: sealed in the vault, one per open ticket, gone with the ticket.
import type { SqliteVault } from "../messages/sqlite-vault.ts";
import { markOf, type Subscription } from "./subscription.ts";

/** More phones than a hall has people; what comes on top is told to watch the board. */
export const SUBSCRIPTIONS_MAX = 5_000;
const KIND = "push";

/** The reference in the vault; it says nothing but which ticket. */
export const pushRef = (ticketId: string): string => `${KIND}:${ticketId}`;

interface Kept extends Subscription {
  /** "Soon" was on the page when it was asked for, or was sent: not said again for this place in the queue. */
  readonly soonFor: string;
}

/** What is looked at often, without opening the vault. */
interface Known {
  readonly mark: string;
  soonFor: string;
}

export class Subscriptions {
  readonly #vault: SqliteVault;
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();

  constructor(vault: SqliteVault, nowMs: () => number) {
    this.#vault = vault;
    this.#nowMs = nowMs;
    for (const ref of vault.refs(KIND)) {
      const kept = vault.unseal(ref) as Kept | null;
      // What does not open helps nobody.
      if (kept === null) vault.forget(ref);
      else this.#known.set(ref.slice(KIND.length + 1), { mark: markOf(kept.endpoint), soonFor: kept.soonFor });
    }
  }

  get ticketIds(): readonly string[] {
    return [...this.#known.keys()];
  }

  has(ticketId: string): boolean {
    return this.#known.has(ticketId);
  }

  markOf(ticketId: string): string | null {
    return this.#known.get(ticketId)?.mark ?? null;
  }

  get(ticketId: string): Subscription | null {
    if (!this.#known.has(ticketId)) return null;
    return this.#vault.unseal(pushRef(ticketId)) as Subscription | null;
  }

  /** The newest phone of a ticket takes the place of the one before. False: as many as there is room for. */
  keep(ticketId: string, subscription: Subscription, soonFor: string): boolean {
    if (this.#known.size >= SUBSCRIPTIONS_MAX && !this.#known.has(ticketId)) return false;
    const { endpoint, keys, language } = subscription;
    const kept: Kept = { endpoint, keys, language, soonFor };
    this.#vault.seal(pushRef(ticketId), kept, this.#nowMs());
    this.#known.set(ticketId, { mark: markOf(endpoint), soonFor });
    return true;
  }

  forget(ticketId: string): void {
    if (this.#known.delete(ticketId)) this.#vault.forget(pushRef(ticketId));
  }

  soonFor(ticketId: string): string {
    return this.#known.get(ticketId)?.soonFor ?? "";
  }

  /** Only in memory: after a restart the outbox knows the message by its id. */
  noteSoon(ticketId: string, place: string): void {
    const known = this.#known.get(ticketId);
    if (known !== undefined) known.soonFor = place;
  }
}
