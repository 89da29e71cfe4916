// Facts about who may come in. They change no queue; they are in the log so that it can be proved.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment } from "./decision.ts";
import { type EventType, event } from "./events.ts";
import type { Folds } from "./fold-table.ts";

/** What became of an account. */
export type AccountChange = "created" | "password" | "disabled" | "enabled" | "roles";

/** Ids and roles alone: no name, no address of a machine, no word that was typed. */
export interface AccessEventData {
  "account.signed-in": { readonly staffId: string; readonly roles: readonly string[] };
  /** `signed-out` by the person, `ended` by a manager or a new password. */
  "account.signed-out": { readonly staffId: string; readonly reason: string };
  /** After too many wrong passwords. `staffId` null: for an address from which many names were tried. */
  "account.locked": { readonly staffId: string | null; readonly untilMs: number };
  "account.changed": { readonly staffId: string; readonly change: AccountChange; readonly roles: readonly string[] };
  /** A page was let in as a kiosk, board, pad or player; `replaces`: it took another one's place. */
  "device-page.paired": {
    readonly deviceId: string;
    readonly role: string;
    readonly place: string | null;
    readonly replaces: string | null;
  };
  "device-page.revoked": { readonly deviceId: string; readonly role: string; readonly place: string | null };
  "token.created": {
    readonly tokenId: string;
    readonly rights: readonly string[];
    readonly expiresAtMs: number | null;
  };
  "token.revoked": { readonly tokenId: string };
}

/** One of these facts, as the doorkeeper reports it. */
export type AccessFact = {
  [T in keyof AccessEventData]: { readonly type: T; readonly data: AccessEventData[T] };
}[keyof AccessEventData];

/** It has happened; the hall writes it down. */
export interface AccessCommand {
  readonly type: "note-access";
  readonly fact: AccessFact;
}

/** Writes the fact down. */
export function noteAccess(_at: Moment, { fact }: Extract<Command, { type: "note-access" }>): Decision {
  return accept([event(fact.type, fact.data)]);
}

const nothing = () => undefined;

/** Who may come in is no part of the hall's state. */
export const ACCESS_FOLDS = {
  "account.signed-in": nothing,
  "account.signed-out": nothing,
  "account.locked": nothing,
  "account.changed": nothing,
  "device-page.paired": nothing,
  "device-page.revoked": nothing,
  "token.created": nothing,
  "token.revoked": nothing,
} satisfies Partial<Folds<EventType>>;
