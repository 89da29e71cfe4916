// What leaves the hall for somebody outside: messages that survive a restart, and the addresses they go to.

/** `sms` by modem or gateway, `webhook` to a city's systems, `upload` to a province, `push` to a phone. */
export type MessageChannel = "sms" | "webhook" | "upload" | "push";

/** One message to one receiver. */
export interface OutboxMessage {
  /** Unique for ever and made from what it is about, e.g. `reminder:a_…`: putting it twice sends it once. */
  readonly id: string;
  readonly channel: MessageChannel;
  /** Never an address of a person: the name of a configured receiver, or `contact:<ref>` in the vault. */
  readonly to: string;
  /** What the sender of the channel understands. No personal data. */
  readonly body: unknown;
  /** Not sent before. */
  readonly notBeforeMs?: number;
  /** Given up after this. */
  readonly expiresAtMs?: number;
}

export type OutboxState = "queued" | "sent" | "dead" | "cancelled";

export interface OutboxRow extends OutboxMessage {
  readonly state: OutboxState;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nextAtMs: number;
  /** What the newest attempt came to. */
  readonly detail: string;
}

/** What became of one attempt. `retry: false` makes it a dead letter at once. */
export type Sent =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly retry: boolean; readonly detail: string };

/** Sends the messages of one channel. */
export interface MessageSender {
  readonly channel: MessageChannel;
  readonly attemptsMax: number;
  send(message: OutboxMessage): Promise<Sent>;
}

/** Told when a message has ended. */
export type OutboxListener = (row: OutboxRow) => void;

/** A durable queue beside the log; what is due is decided from the log, so nothing is forgotten or sent twice. */
export interface Outbox {
  put(messages: readonly OutboxMessage[]): void;
  /** Those still queued; returns how many. */
  cancel(ids: readonly string[]): number;
  list(query: {
    readonly channel?: MessageChannel;
    readonly state?: OutboxState;
    readonly limit: number;
  }): readonly OutboxRow[];
  get(id: string): OutboxRow | null;
  /** Queues a dead letter again. */
  replay(id: string): boolean;
  onEnded(listener: OutboxListener): void;
}

/** What is known of a person, apart from the log, encrypted at rest, purged by rule (`rating-rules.md` §8, privacy). */
export interface Contact {
  readonly name?: string;
  readonly phone?: string;
  readonly idNumber?: string;
}

/** Personal data under a reference that says nothing: `ticket:<id>`, `appointment:<id>`, `case:<id>`. */
export interface Vault {
  put(ref: string, contact: Contact): void;
  get(ref: string): Contact | null;
  /** The newest stored under any of these. */
  first(refs: readonly string[]): Contact | null;
  forget(ref: string): boolean;
  /** Numbers that asked not to be written to, as keyed hashes. */
  optOut(phone: string): void;
  optedOut(phone: string): boolean;
}
