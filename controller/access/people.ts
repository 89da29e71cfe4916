// Signing in and out, and the accounts themselves.
import type { AccountView, SessionView } from "../contract/access.ts";
import { rightsOfStaff, type StaffRole } from "../contract/roles.ts";
import type { AccessFact, AccountChange } from "../domain/access-events.ts";
import type { Caller, Doorway, Principal } from "../http/access-port.ts";
import { type AccessStore, hashOf, newRowId, newSecret, type SessionRow } from "./access-store.ts";
import type { Directory } from "./directory.ts";
import { ACCOUNT_TRIES, ADDRESS_TRIES, addressKey, type LockOut, nameKey } from "./lock-out.ts";
import { isGoodPassword, type Passwords } from "./passwords.ts";
import type { SetUpCode } from "./setup-code.ts";

/** A console nobody touched for so long is signed out. A page with a live view counts as touched. */
export const SESSION_IDLE_MS = 10 * 3_600_000;
/** However busy: once a day everybody signs in anew. */
export const SESSION_MS_MAX = 16 * 3_600_000;
/** How exactly it is known when a session was last seen. */
export const SEEN_EVERY_MS = 60_000;
/** Longest name of an account outside the configuration; the same as in the contract. */
const ACCOUNT_ID = /^[a-z0-9][a-z0-9._-]{0,39}$/;
/** Whoever sets the hall up is to get its devices going as well. */
const FIRST_ROLES: readonly StaffRole[] = ["manager", "technician"];

export interface PeopleOptions {
  readonly store: AccessStore;
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly lockOut: LockOut;
  readonly setUpCode: SetUpCode;
  readonly nowMs: () => number;
  readonly timeText: (atMs: number) => string;
  readonly note: (fact: AccessFact, actor: string) => Promise<unknown>;
  /** Somebody may have lost a right. */
  readonly changed: () => void;
}

/** A session that was begun: its secret goes into the cookie and is kept nowhere. */
export interface Begun {
  readonly secret: string;
  readonly principal: Principal;
}

const yes = <T>(value: T): Doorway<T> => ({ ok: true, value });
const no = (code: Extract<Doorway<never>, { ok: false }>["code"], retrySeconds?: number): Doorway<never> =>
  retrySeconds === undefined ? { ok: false, code } : { ok: false, code, retrySeconds };

/** `staff:s01`, `token:…`; the machine itself has no name. */
export const actorNamed = ({ kind, id }: Principal): string => (id === null ? "api" : `${kind}:${id}`);

export class People {
  readonly #with: PeopleOptions;

  constructor(options: PeopleOptions) {
    this.#with = options;
  }

  /** Whoever this session belongs to; null when it has ended. */
  principalOf(secret: string): Principal | null {
    const { store, directory, nowMs } = this.#with;
    const row = store.session(hashOf(secret));
    if (row === null || this.#isOver(row)) return null;
    const account = store.account(row.staff_id);
    if (account === null || account.disabled !== 0) return null;
    if (nowMs() - row.seen_ms > SEEN_EVERY_MS) store.touchSession(row.hash, nowMs());
    const rights = rightsOfStaff(directory.rolesOf(row.staff_id, account));
    return { kind: "staff", id: row.staff_id, rights };
  }

  #isOver(row: SessionRow): boolean {
    const now = this.#with.nowMs();
    return now - row.seen_ms > SESSION_IDLE_MS || now - row.created_ms > SESSION_MS_MAX;
  }

  /** Managers who can sign in. */
  managers(): string[] {
    const { store, directory } = this.#with;
    return store
      .accounts()
      .filter((row) => row.disabled === 0 && directory.rolesOf(row.staff_id, row).includes("manager"))
      .map(({ staff_id }) => staff_id);
  }

  async setUp(caller: Caller, asked: { code: string; username: string; password: string }): Promise<Doorway<Begun>> {
    const { lockOut, setUpCode, directory, store, note } = this.#with;
    if (this.managers().length > 0) return no("SET_UP_DONE");
    const wait = this.#guess([[addressKey(caller.address), ACCOUNT_TRIES]]);
    if (wait !== null) return wait;
    if (!setUpCode.isRight(asked.code)) return no("SIGN_IN_REFUSED");
    lockOut.forget(addressKey(caller.address));
    const staffId = directory.idOf(asked.username.trim());
    if (!directory.isConfigured(staffId) && !ACCOUNT_ID.test(staffId)) return no("ACCOUNT_UNKNOWN");
    const hash = await this.#hashed(asked.password, staffId, asked.username);
    if (!hash.ok) return hash;
    // Two set-ups at once: the second finds the first one's account.
    if (this.managers().length > 0) return no("SET_UP_DONE");
    const roles = [...new Set([...FIRST_ROLES, ...directory.rolesOf(staffId, null)])];
    await note(changed(staffId, "created", roles), `staff:${staffId}`);
    store.together(() => {
      if (store.account(staffId) === null) store.putAccount(staffId, hash.value, roles);
      else {
        store.setPassword(staffId, hash.value);
        store.setRoles(staffId, roles);
        store.setDisabled(staffId, false);
      }
    });
    setUpCode.used();
    return yes(this.#begin(staffId));
  }

  async signIn(caller: Caller, asked: { username: string; password: string }): Promise<Doorway<Begun>> {
    const { lockOut, directory, store, passwords, note } = this.#with;
    const staffId = directory.idOf(asked.username.trim());
    const name = nameKey(staffId);
    const address = addressKey(caller.address);
    if (passwords.busy) return no("REQUESTS_TOO_MANY", 2);
    const wait = this.#guess([
      [name, ACCOUNT_TRIES],
      [address, ADDRESS_TRIES],
    ]);
    if (wait !== null) return wait;
    const account = store.account(staffId);
    const right = await passwords.isRight(asked.password, account?.password ?? null);
    const roles = directory.rolesOf(staffId, account);
    // Looked at again: it may have been switched off while the password was being checked.
    if (!right || store.account(staffId)?.disabled !== 0 || roles.length === 0) {
      await this.#noteLock(name, account === null ? null : staffId);
      await this.#noteLock(address, null);
      return no("SIGN_IN_REFUSED");
    }
    lockOut.forget(name);
    await note({ type: "account.signed-in", data: { staffId, roles } }, `staff:${staffId}`);
    return yes(this.#begin(staffId));
  }

  /** A new secret every time: one that was put into the browser before signs nobody in. */
  #begin(staffId: string): Begun {
    const { store, nowMs, directory } = this.#with;
    const secret = newSecret();
    const now = nowMs();
    store.together(() => {
      store.dropSessions(now - SESSION_IDLE_MS, now - SESSION_MS_MAX);
      store.putSession(hashOf(secret), newRowId("s"), staffId, now);
      store.noteSignIn(staffId, now);
    });
    const rights = rightsOfStaff(directory.rolesOf(staffId, store.account(staffId)));
    return { secret, principal: { kind: "staff", id: staffId, rights } };
  }

  /** Counts a guess; a refusal while one of the keys waits. */
  #guess(keys: readonly (readonly [string, number])[]): Doorway<never> | null {
    const { lockOut, nowMs } = this.#with;
    const until = Math.max(0, ...keys.map(([key]) => lockOut.untilMs(key) ?? 0));
    if (until > 0) return no("SIGN_IN_LOCKED", Math.ceil((until - nowMs()) / 1000));
    for (const [key, max] of keys) lockOut.tried(key, max);
    return null;
  }

  async #noteLock(key: string, staffId: string | null): Promise<void> {
    const untilMs = this.#with.lockOut.untilMs(key);
    if (untilMs === null || (staffId === null && key.startsWith("name:"))) return;
    await this.#with.note({ type: "account.locked", data: { staffId, untilMs } }, "system");
  }

  /** Ends the session of this secret. */
  async signOut(secret: string | null): Promise<void> {
    const { store, note } = this.#with;
    const row = secret === null ? null : store.session(hashOf(secret));
    if (row === null) return;
    store.endSession(row.id);
    this.#with.changed();
    await note(
      { type: "account.signed-out", data: { staffId: row.staff_id, reason: "signed-out" } },
      `staff:${row.staff_id}`,
    );
  }

  async changePassword(caller: Caller, asked: { old: string; new: string }): Promise<Doorway<Begun>> {
    const { store, passwords } = this.#with;
    const { id: staffId, kind } = caller.principal;
    const account = kind === "staff" && staffId !== null ? store.account(staffId) : null;
    if (account === null || staffId === null) return no("ACCOUNT_UNKNOWN");
    const wait = this.#guess([[nameKey(staffId), ACCOUNT_TRIES]]);
    if (wait !== null) return wait;
    if (!(await passwords.isRight(asked.old, account.password))) return no("SIGN_IN_REFUSED");
    this.#with.lockOut.forget(nameKey(staffId));
    const done = await this.#newPassword(caller, staffId, asked.new);
    // Whoever knew the old one is out everywhere; the one who changed it goes on under a new secret.
    return done.ok ? yes(this.#begin(staffId)) : done;
  }

  async create(
    caller: Caller,
    asked: { staffId: string; password: string; roles?: readonly StaffRole[] },
  ): Promise<Doorway<AccountView>> {
    const { store, directory, note } = this.#with;
    const staffId = directory.isConfigured(asked.staffId) ? asked.staffId : directory.idOf(asked.staffId);
    if (store.account(staffId) !== null) return no("ACCOUNT_EXISTS");
    if (asked.roles === undefined && !directory.isConfigured(staffId)) return no("ACCOUNT_UNKNOWN");
    const hash = await this.#hashed(asked.password, staffId, directory.personOf(staffId).username);
    if (!hash.ok) return hash;
    if (store.account(staffId) !== null) return no("ACCOUNT_EXISTS");
    const roles = asked.roles ?? directory.rolesOf(staffId, null);
    await note(changed(staffId, "created", roles), actorNamed(caller.principal));
    store.putAccount(staffId, hash.value, asked.roles ?? null);
    return yes(this.#view(staffId));
  }

  async resetPassword(caller: Caller, staffId: string, password: string): Promise<Doorway<AccountView>> {
    if (this.#with.store.account(staffId) === null) return no("ACCOUNT_UNKNOWN");
    const done = await this.#newPassword(caller, staffId, password);
    if (!done.ok) return done;
    this.#with.lockOut.forget(nameKey(staffId));
    return yes(this.#view(staffId));
  }

  async #newPassword(caller: Caller, staffId: string, password: string): Promise<Doorway<null>> {
    const { store, note } = this.#with;
    const hash = await this.#hashed(password, staffId, this.#with.directory.personOf(staffId).username);
    if (!hash.ok) return hash;
    store.together(() => {
      store.setPassword(staffId, hash.value);
      store.endSessionsOf(staffId, null);
    });
    this.#with.changed();
    await note(changed(staffId, "password", this.#roles(staffId)), actorNamed(caller.principal));
    return yes(null);
  }

  async #hashed(password: string, ...names: string[]): Promise<Doorway<string>> {
    const { passwords } = this.#with;
    if (!isGoodPassword(password, names)) return no("PASSWORD_WEAK");
    if (passwords.busy) return no("REQUESTS_TOO_MANY", 2);
    return yes(await passwords.hash(password));
  }

  async setRoles(caller: Caller, staffId: string, roles: readonly StaffRole[] | null): Promise<Doorway<AccountView>> {
    const { store } = this.#with;
    return this.#change(caller, staffId, "roles", () => store.setRoles(staffId, roles));
  }

  async setDisabled(caller: Caller, staffId: string, disabled: boolean): Promise<Doorway<AccountView>> {
    const { store } = this.#with;
    return this.#change(caller, staffId, disabled ? "disabled" : "enabled", () => {
      store.setDisabled(staffId, disabled);
      if (disabled) store.endSessionsOf(staffId, null);
    });
  }

  /** Not done when it would leave the hall without anybody who manages accounts. */
  async #change(
    caller: Caller,
    staffId: string,
    change: AccountChange,
    apply: () => void,
  ): Promise<Doorway<AccountView>> {
    const { store, note } = this.#with;
    if (store.account(staffId) === null) return no("ACCOUNT_UNKNOWN");
    const before = this.managers().length;
    try {
      store.together(() => {
        apply();
        if (before > 0 && this.managers().length === 0) throw new LastManager();
      });
    } catch (error) {
      if (error instanceof LastManager) return no("LAST_MANAGER");
      throw error;
    }
    this.#with.changed();
    await note(changed(staffId, change, this.#roles(staffId)), actorNamed(caller.principal));
    return yes(this.#view(staffId));
  }

  #roles(staffId: string): readonly StaffRole[] {
    return this.#with.directory.rolesOf(staffId, this.#with.store.account(staffId));
  }

  /** Everybody of the configuration, and accounts beside it. */
  accounts(): AccountView[] {
    const { store, directory } = this.#with;
    const ids = new Set([
      ...directory.staff.map(({ staffId }) => staffId),
      ...store.accounts().map(({ staff_id }) => staff_id),
    ]);
    return [...ids].map((staffId) => this.#view(staffId));
  }

  #view(staffId: string): AccountView {
    const { store, directory, lockOut, timeText } = this.#with;
    const account = store.account(staffId);
    const until = lockOut.untilMs(nameKey(staffId));
    const last = account?.last_sign_in_ms ?? null;
    return {
      ...directory.personOf(staffId),
      roles: [...directory.rolesOf(staffId, account)],
      hasPassword: account !== null,
      disabled: account !== null && account.disabled !== 0,
      lockedUntil: until === null ? null : timeText(until),
      lastSignInAt: last === null ? null : timeText(last),
    };
  }

  sessions(ownSecret: string | null): SessionView[] {
    const { store, timeText } = this.#with;
    const own = ownSecret === null ? null : hashOf(ownSecret);
    return store
      .sessions()
      .filter((row) => !this.#isOver(row))
      .map((row) => ({
        id: row.id,
        staffId: row.staff_id,
        createdAt: timeText(row.created_ms),
        seenAt: timeText(row.seen_ms),
        own: row.hash === own,
      }));
  }

  async endSession(caller: Caller, id: string): Promise<Doorway<null>> {
    const { store, note } = this.#with;
    const row = store.endSession(id);
    if (row === null) return no("SESSION_UNKNOWN");
    this.#with.changed();
    const data = { staffId: row.staff_id, reason: "ended" };
    await note({ type: "account.signed-out", data }, actorNamed(caller.principal));
    return yes(null);
  }
}

class LastManager extends Error {}

function changed(staffId: string, change: AccountChange, roles: readonly StaffRole[]): AccessFact {
  return { type: "account.changed", data: { staffId, change, roles } };
}
