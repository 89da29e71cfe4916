// Who works here, by the configuration and by the accounts that were made beside it.
import type { Config } from "../../config/schema.ts";
import type { StaffRole } from "../contract/roles.ts";
import { type AccountRow, rolesIn } from "./access-store.ts";

/** A member of staff of the configuration, or an account of somebody who is not in it. */
export interface Person {
  readonly staffId: string;
  readonly name: string;
  readonly username: string;
}

const fold = (name: string): string => name.normalize("NFKC").toLowerCase();

/** Looks people up. The configuration's staff are fixed while the service runs. */
export class Directory {
  readonly #staff: Config["staff"];

  constructor(staff: Config["staff"]) {
    this.#staff = staff;
  }

  get staff(): readonly Person[] {
    return this.#staff.map(({ id }) => this.personOf(id));
  }

  isConfigured(staffId: string): boolean {
    return this.#staff.some(({ id }) => id === staffId);
  }

  personOf(staffId: string): Person {
    const found = this.#staff.find(({ id }) => id === staffId);
    if (found === undefined) return { staffId, name: staffId, username: staffId };
    return { staffId, name: found.name, username: found.username ?? found.number };
  }

  /** The staff id behind a typed name: a user name first, then a number, then an id. */
  idOf(typed: string): string {
    const name = fold(typed);
    const found =
      this.#staff.find(({ username }) => username !== undefined && fold(username) === name) ??
      this.#staff.find(({ number }) => number === name) ??
      this.#staff.find(({ id }) => fold(id) === name);
    return found?.id ?? name;
  }

  /** Roles given to the account go before those of the configuration. Nobody's: none. */
  rolesOf(staffId: string, account: AccountRow | null): readonly StaffRole[] {
    const given = account === null ? null : rolesIn(account);
    return given ?? this.#staff.find(({ id }) => id === staffId)?.roles ?? [];
  }
}
