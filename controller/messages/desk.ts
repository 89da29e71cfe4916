// The outbox and the vault as the manager's page sees them: states and figures, never an address or a text.
import type { MessagesSummaryView, MessageView } from "../contract/messages.ts";
import { CHANNELS } from "../contract/messages.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { StoredRow } from "./outbox-file.ts";
import type { SqliteOutbox } from "./sqlite-outbox.ts";
import type { SqliteVault } from "./sqlite-vault.ts";

const LIST_MAX = 200;
/** When the rule was applied last; kept in the vault. */
export const LAST_PURGE = "last-purge-ms";

export class MessagesDesk {
  readonly #outbox: SqliteOutbox;
  readonly #vault: SqliteVault;
  readonly #timezone: string;
  readonly #contactDays: number;

  constructor(outbox: SqliteOutbox, vault: SqliteVault, timezone: string, contactDays: number) {
    this.#outbox = outbox;
    this.#vault = vault;
    this.#timezone = timezone;
    this.#contactDays = contactDays;
  }

  list({ channel, state }: { channel?: MessageView["channel"]; state?: MessageView["state"] }): MessageView[] {
    const query = { ...(channel === undefined ? {} : { channel }), ...(state === undefined ? {} : { state }) };
    return this.#outbox.file.list({ ...query, limit: LIST_MAX }).map((row) => this.#view(row));
  }

  get(id: string): MessageView | null {
    const row = this.#outbox.file.get(id);
    return row === null ? null : this.#view(row);
  }

  replay(id: string): "queued" | "unknown" | "not-dead" {
    if (this.#outbox.file.get(id) === null) return "unknown";
    return this.#outbox.replay(id) ? "queued" : "not-dead";
  }

  summary(): MessagesSummaryView {
    const counts = this.#outbox.file.counts();
    const { records, oldestMs, optedOut, unreadable } = this.#vault.counts();
    const purged = Number(this.#vault.note(LAST_PURGE) ?? Number.NaN);
    return {
      channels: CHANNELS.map((channel) => {
        const of = (state: MessageView["state"]) =>
          counts.find((one) => one.channel === channel && one.state === state);
        const number = (state: MessageView["state"]) => of(state)?.count ?? 0;
        return {
          channel,
          served: this.#outbox.served(channel),
          queued: number("queued"),
          sent: number("sent"),
          dead: number("dead"),
          cancelled: number("cancelled"),
          oldestQueuedAt: this.#at(of("queued")?.oldestMs ?? null),
        };
      }),
      disabled: [...this.#outbox.file.disabled().keys()],
      privacy: {
        contactDays: this.#contactDays,
        contacts: records,
        oldestAt: this.#at(oldestMs),
        optedOut,
        unreadable,
        lastPurgeAt: this.#at(Number.isFinite(purged) ? purged : null),
      },
    };
  }

  #view({ id, channel, to, state, body, attempts, createdAtMs, nextAtMs, detail, delivery }: StoredRow): MessageView {
    return {
      ...{ id, channel, to, state, attempts, detail, delivery },
      about: aboutOf(body),
      createdAt: isoWithOffset(createdAtMs, this.#timezone),
      nextAt: state === "queued" ? this.#at(nextAtMs) : null,
    };
  }

  #at(ms: number | null): string | null {
    return ms === null ? null : isoWithOffset(ms, this.#timezone);
  }
}

/** A word for what it is about: texts may hold what a person wrote. */
function aboutOf(body: unknown): string {
  const known = (body ?? {}) as { type?: unknown; reminderOf?: unknown; askOf?: unknown };
  if (typeof known.askOf === "string") return "rating.asked";
  if (typeof known.type === "string") return known.type;
  return typeof known.reminderOf === "string" ? "appointment.reminded" : "";
}
