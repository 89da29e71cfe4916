// Notices to phones whose page is closed: only where the hall has a trusted address and its configuration says so.
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import type { Hall } from "../hall.ts";
import type { PushPort } from "../http/ports.ts";
import type { Posted, Posting } from "../messages/http-post.ts";
import type { LogConsumer, Taken } from "../messages/log-follower.ts";
import type { OutboxMessage } from "../messages/ports.ts";
import type { Messages } from "../messages/start.ts";
import type { StoredEvent } from "../store/event-store.ts";
import { isOpen, noticeOf, placeOf, soonAhead } from "./notices.ts";
import { type PushBody, PushSender, TTL_SECONDS } from "./sender.ts";
import { areKeys, isPushAddress } from "./subscription.ts";
import { pushRef, Subscriptions } from "./subscriptions.ts";
import { vapidKeys } from "./vapid-keys.ts";
import type { PushKind } from "./words.ts";

/** The queue is looked at this long after something happened, for all phones together. */
const LOOK_MS = 1_000;
const TTL_MS = TTL_SECONDS * 1_000;
const ENDS: ReadonlySet<string> = new Set(["ticket.finished", "ticket.left", "ticket.voided"]);
/** After these a call is no longer one. */
const TAKEN_UP: ReadonlySet<string> = new Set([
  ...["ticket.arrived", "ticket.missed", "ticket.held", "ticket.transferred", "ticket.form-given"],
]);

export interface PushOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly hall: Pick<Hall, "read" | "observe">;
  readonly messages: Pick<Messages, "outbox" | "vault" | "serve" | "follow">;
  readonly log: { warn(fields: object, message: string): void };
  /** How it is posted; for tests, whose push service is inside. */
  readonly post?: (posting: Posting) => Promise<Posted>;
}

/** Before the vault closes. */
export interface Push {
  readonly port: PushPort;
  stop(): void;
}

/** A phone takes notices from a trusted address alone. */
export function isPushOn({ server, messages }: Config): boolean {
  return messages.push !== undefined && server.publicUrl?.startsWith("https://") === true;
}

/** Null: this hall sends no notices. */
export function startPush(options: PushOptions): Push | null {
  const { push } = options.config.messages;
  return push === undefined || !isPushOn(options.config) ? null : new PushRoom(options, push);
}

type PushConfig = NonNullable<Config["messages"]["push"]>;

class PushRoom implements Push {
  readonly port: PushPort;
  readonly #options: PushOptions;
  readonly #subscriptions: Subscriptions;
  /** Calls that were put and not taken up yet, by ticket. */
  readonly #calls = new Map<string, string[]>();
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: PushOptions, { subject, hosts }: PushConfig) {
    const { dataDir, clock, hall, messages } = options;
    this.#options = options;
    const subscriptions = new Subscriptions(messages.vault, () => Math.floor(clock.nowMs()));
    this.#subscriptions = subscriptions;
    const keys = vapidKeys(dataDir);
    this.port = {
      key: keys.publicKey,
      isAddress: ({ endpoint, keys: own }) => isPushAddress(hosts, endpoint) && areKeys(own),
      markOf: (ticketId) => subscriptions.markOf(ticketId),
      keep: (ticketId, subscription) => this.#kept(ticketId, subscription),
      forget: (ticketId) => this.#forgotten(ticketId),
    };
    messages.serve(
      new PushSender({
        ...{ subject, hosts, keys, subscriptions },
        notice: (body, language) => hall.read((state) => noticeOf(state, body, language)),
        ...(options.post === undefined ? {} : { post: options.post }),
      }),
    );
    messages.follow(this.#consumer());
    hall.observe({ capture: () => null, publish: () => this.#poke() });
    this.#sweep();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #kept(ticketId: string, subscription: Parameters<PushPort["keep"]>[1]): ReturnType<PushPort["keep"]> {
    // Who asks when it is soon already reads so on the page.
    const place = await this.#options.hall.read((state) => {
      const ticket = state.tickets.get(ticketId);
      if (ticket === undefined || !isOpen(state, ticketId)) return null;
      return soonAhead(state, ticket) === null ? "" : placeOf(ticket);
    });
    if (place === null || this.#stopped) return "ended";
    return this.#subscriptions.keep(ticketId, subscription, place) ? "kept" : "full";
  }

  #forgotten(ticketId: string): void {
    this.#subscriptions.forget(ticketId);
    this.#calls.delete(ticketId);
  }

  #message(id: string, kind: PushKind, ticketId: string, atMs: number): OutboxMessage {
    const body: PushBody = { type: `push.${kind}`, ticketId };
    return { id, channel: "push", to: `contact:${pushRef(ticketId)}`, body, expiresAtMs: atMs + TTL_MS };
  }

  #consumer(): LogConsumer {
    return { name: "push", take: (event) => this.#take(event) };
  }

  #take({ seq, type, atMs, data }: StoredEvent): Taken | null {
    if (type === "day.started") this.#sweep();
    const undone = type === "action.undone" ? (data as { tickets: readonly { id: string }[] }).tickets : [];
    if (undone.length > 0) return this.#undone(seq, atMs, undone);
    const { ticketId } = data as { ticketId?: unknown };
    if (typeof ticketId !== "string" || !this.#subscriptions.has(ticketId)) return null;
    if (type === "ticket.called" || type === "ticket.recalled") {
      const id = `push:turn:${ticketId}:${seq}`;
      this.#calls.set(ticketId, [...(this.#calls.get(ticketId) ?? []).slice(-1), id]);
      return { put: [this.#message(id, "turn", ticketId, atMs)] };
    }
    const ends = ENDS.has(type);
    if (!ends && !TAKEN_UP.has(type)) return null;
    const cancel = this.#calls.get(ticketId) ?? [];
    if (ends) this.#forgotten(ticketId);
    else this.#calls.delete(ticketId);
    return { cancel };
  }

  /** A call taken back is not sent any more; whoever was told of it already is told of that, too. */
  #undone(seq: number, atMs: number, tickets: readonly { readonly id: string }[]): Taken | null {
    const put: OutboxMessage[] = [];
    const cancel: string[] = [];
    for (const { id } of tickets) {
      const calls = this.#calls.get(id) ?? [];
      this.#calls.delete(id);
      cancel.push(...calls);
      const wasTold = calls.some((call) => this.#options.messages.outbox.get(call)?.state === "sent");
      if (wasTold && this.#subscriptions.has(id))
        put.push(this.#message(`push:withdrawn:${id}:${seq}`, "withdrawn", id, atMs));
    }
    return put.length + cancel.length === 0 ? null : { put, cancel };
  }

  #poke(): void {
    if (this.#stopped || this.#timer !== null || this.#subscriptions.ticketIds.length === 0) return;
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      this.#timer = null;
      this.#inTurn(() => this.#look());
    });
  }

  /** Who has come so far; a message put twice is sent once. */
  async #look(): Promise<void> {
    const { hall, messages, clock } = this.#options;
    const soon = await hall.read((state) =>
      this.#subscriptions.ticketIds.flatMap((ticketId) => {
        const ticket = state.tickets.get(ticketId);
        if (ticket === undefined) return [];
        const place = placeOf(ticket);
        const told = this.#subscriptions.soonFor(ticketId) === place;
        return told || soonAhead(state, ticket) === null ? [] : [{ ticketId, place }];
      }),
    );
    if (this.#stopped) return;
    const nowMs = Math.floor(clock.nowMs());
    messages.outbox.put(
      soon.map(({ ticketId, place }) => this.#message(`push:soon:${ticketId}:${place}`, "soon", ticketId, nowMs)),
    );
    for (const { ticketId, place } of soon) this.#subscriptions.noteSoon(ticketId, place);
  }

  /** Addresses of tickets that are no more. */
  #sweep(): void {
    this.#inTurn(async () => {
      const gone = await this.#options.hall.read((state) =>
        this.#subscriptions.ticketIds.filter((ticketId) => !isOpen(state, ticketId)),
      );
      if (!this.#stopped) for (const ticketId of gone) this.#forgotten(ticketId);
    });
  }

  #inTurn(step: () => Promise<void>): void {
    step().catch((error: unknown) =>
      this.#options.log.warn({ error: String(error) }, "手机通知暂时无法处理 notices to phones are looked at later"),
    );
  }
}
