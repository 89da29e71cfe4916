// Who is let in: resolves each request to somebody, and keeps accounts, paired devices and tokens.
import type { IncomingMessage } from "node:http";
import type { MeView, NewTokenView, PairedDevicesView, PairedDeviceView, TokenView } from "../contract/access.ts";
import {
  DEVICE_ROLES,
  type DeviceRole,
  type Right,
  rightsOfDevice,
  rightsOfStaff,
  rightsOfToken,
  STAFF_ROLES,
  type StaffRole,
} from "../contract/roles.ts";
import type { AccessFact } from "../domain/access-events.ts";
import type { AccessPort, Admitted, Caller, Doorway, Principal } from "../http/access-port.ts";
import { isFromHere, KEY_HEADER, keyMatcher } from "../http/technician-gate.ts";
import { TokenBuckets } from "../http/token-buckets.ts";
import { type AccessStore, type DeviceRow, hashOf, newRowId, newSecret, type TokenRow } from "./access-store.ts";
import type { Cookies } from "./cookies.ts";
import type { Directory } from "./directory.ts";
import { Pairings } from "./pairings.ts";
import { actorNamed, type Begun, type People, SEEN_EVERY_MS } from "./people.ts";

/** A page may ask for a few codes; one that asks for ever is slowed down. */
const CODES_PER_ADDRESS = { burst: 10, perSecond: 1 / 20 };
/** Typing codes: far from a million guesses. */
const GUESSES_PER_PERSON = { burst: 10, perSecond: 1 / 10 };
const DAY_MS = 86_400_000;

/** Somebody at the machine itself, where the hall trusts it. */
export const AT_THE_MACHINE: Principal = {
  kind: "loopback",
  id: null,
  rights: new Set<Right>(["public", "staff", "token", ...STAFF_ROLES, ...DEVICE_ROLES]),
};
const WITH_THE_KEY: Principal = {
  kind: "token",
  id: "technician-key",
  rights: new Set<Right>([...rightsOfStaff(["technician"])]),
};

/** Where a device of each role can stand. */
export type Places = PairedDevicesView["places"];

export interface DoorkeeperOptions {
  readonly store: AccessStore;
  readonly people: People;
  readonly directory: Directory;
  readonly cookies: Cookies;
  readonly places: Places;
  readonly trustLoopback: boolean;
  readonly technicianKey: string;
  readonly nowMs: () => number;
  readonly timeText: (atMs: number) => string;
  readonly note: (fact: AccessFact, actor: string) => Promise<unknown>;
  /** Somebody may have lost a right. */
  readonly changed: () => void;
}

const yes = <T>(value: T): Doorway<T> => ({ ok: true, value });

export class Doorkeeper implements AccessPort {
  readonly #with: DoorkeeperOptions;
  readonly #hasKey: (request: IncomingMessage) => boolean;
  readonly #pairings: Pairings;
  readonly #codes = new TokenBuckets(CODES_PER_ADDRESS);
  readonly #guesses = new TokenBuckets(GUESSES_PER_PERSON);

  constructor(options: DoorkeeperOptions) {
    this.#with = options;
    this.#hasKey = keyMatcher(options.technicianKey);
    this.#pairings = new Pairings(options.nowMs);
  }

  principalsOf(request: IncomingMessage): readonly Principal[] {
    const { cookies, people, trustLoopback } = this.#with;
    const found: Principal[] = [];
    const { authorization } = request.headers;
    if (authorization !== undefined) add(found, this.#tokenOf(authorization));
    if (request.headers.cookie !== undefined) {
      const session = cookies.read(request, "session");
      if (session !== null) add(found, people.principalOf(session));
      const device = cookies.read(request, "device");
      if (device !== null) add(found, this.#deviceOf(device));
    }
    if (request.headers[KEY_HEADER] !== undefined && this.#hasKey(request)) found.push(WITH_THE_KEY);
    if (trustLoopback && isFromHere(request)) found.push(AT_THE_MACHINE);
    return found;
  }

  #tokenOf(authorization: string): Principal | null {
    const secret = /^Bearer ([A-Za-z0-9_-]{20,64})$/i.exec(authorization)?.[1];
    if (secret === undefined) return null;
    const { store, nowMs } = this.#with;
    const row = store.token(hashOf(secret));
    if (row === null || (row.expires_ms !== null && row.expires_ms <= nowMs())) return null;
    if (nowMs() - (row.used_ms ?? 0) > SEEN_EVERY_MS) store.touchToken(row.hash, nowMs());
    return { kind: "token", id: row.passing !== 0 ? "command-line" : row.id, rights: rightsOfToken(rightsIn(row)) };
  }

  #deviceOf(secret: string): Principal | null {
    const { store, nowMs } = this.#with;
    const row = store.device(hashOf(secret));
    if (row === null) return null;
    if (nowMs() - (row.seen_ms ?? 0) > SEEN_EVERY_MS) store.touchDevice(row.hash, nowMs());
    return { kind: "device", id: row.id, rights: rightsOfDevice(row.role), role: row.role, place: row.place };
  }

  me({ principal, request }: Caller): MeView {
    const { directory, people, trustLoopback } = this.#with;
    // A public route answers whoever is most personal; a page wants to know all it may do.
    const rights = new Set(this.principalsOf(request).flatMap((one) => [...one.rights]));
    for (const right of principal.rights) rights.add(right);
    return {
      kind: principal.kind,
      id: principal.id,
      name: principal.kind === "staff" && principal.id !== null ? directory.personOf(principal.id).name : null,
      rights: [...rights],
      place: principal.place ?? null,
      setUpNeeded: !trustLoopback && people.managers().length === 0,
    };
  }

  renewed(request: IncomingMessage): string | null {
    const { cookies, store } = this.#with;
    const secret = cookies.read(request, "device");
    return secret === null || store.device(hashOf(secret)) === null ? null : cookies.line("device", secret);
  }

  // People.

  async setUp(caller: Caller, body: { code: string; username: string; password: string }) {
    return this.#admitted(caller, await this.#with.people.setUp(caller, body));
  }

  async signIn(caller: Caller, body: { username: string; password: string }) {
    return this.#admitted(caller, await this.#with.people.signIn(caller, body));
  }

  async changePassword(caller: Caller, body: { old: string; new: string }) {
    return this.#admitted(caller, await this.#with.people.changePassword(caller, body));
  }

  /** Whatever session the browser had before ends here. */
  async #admitted(caller: Caller, begun: Doorway<Begun>): Promise<Doorway<Admitted>> {
    if (!begun.ok) return begun;
    const { people, cookies } = this.#with;
    await people.signOut(cookies.read(caller.request, "session"));
    const { principal, secret } = begun.value;
    const me = { ...this.me({ ...caller, principal }), rights: [...principal.rights] };
    return yes({ me, cookie: cookies.line("session", secret) });
  }

  async signOut({ request }: Caller): Promise<string> {
    const { people, cookies } = this.#with;
    await people.signOut(cookies.read(request, "session"));
    return cookies.line("session", null);
  }

  accounts() {
    return this.#with.people.accounts();
  }
  createAccount(caller: Caller, body: { staffId: string; password: string; roles?: readonly StaffRole[] }) {
    return this.#with.people.create(caller, body);
  }
  resetPassword(caller: Caller, staffId: string, password: string) {
    return this.#with.people.resetPassword(caller, staffId, password);
  }
  setRoles(caller: Caller, staffId: string, roles: readonly StaffRole[] | null) {
    return this.#with.people.setRoles(caller, staffId, roles);
  }
  setDisabled(caller: Caller, staffId: string, disabled: boolean) {
    return this.#with.people.setDisabled(caller, staffId, disabled);
  }
  sessions({ request }: Caller) {
    return this.#with.people.sessions(this.#with.cookies.read(request, "session"));
  }
  endSession(caller: Caller, id: string) {
    return this.#with.people.endSession(caller, id);
  }

  // Devices.

  beginPairing({ address }: Caller, { role, place = null }: { role: DeviceRole; place?: string | null }) {
    const retrySeconds = this.#codes.take(address, this.#with.nowMs());
    if (retrySeconds > 0) return { ok: false, code: "REQUESTS_TOO_MANY", retrySeconds } as const;
    const begun = this.#pairings.begin(role, place);
    if (begun === null) return { ok: false, code: "REQUESTS_TOO_MANY", retrySeconds: 60 } as const;
    const { secret, code, expiresMs } = begun;
    return yes({ secret, code, expiresAt: this.#with.timeText(expiresMs) });
  }

  claimPairing(_caller: Caller, secret: string) {
    const found = this.#pairings.claim(secret);
    if (found === null) return { ok: false, code: "PAIRING_UNKNOWN" } as const;
    if (found.grant === null) return yes({ view: { state: "waiting" as const }, cookie: null });
    return yes({ view: { state: "paired" as const }, cookie: this.#with.cookies.line("device", found.grant) });
  }

  async approvePairing(
    caller: Caller,
    body: { code: string; role: DeviceRole; place?: string | null; label?: string },
  ): Promise<Doorway<PairedDeviceView>> {
    const { code, role, place = null, label = "" } = body;
    if (!this.#canStand(role, place)) return { ok: false, code: "PLACE_UNKNOWN" };
    return this.#letIn(caller, code, { role, place, label }, null);
  }

  /** Another page takes over: same role, same place; the one before is out. */
  async swapDevice(caller: Caller, id: string, code: string): Promise<Doorway<PairedDeviceView>> {
    const old = this.#with.store.deviceById(id);
    if (old === null) return { ok: false, code: "PAIRED_DEVICE_UNKNOWN" };
    return this.#letIn(caller, code, old, old.id);
  }

  #canStand(role: DeviceRole, place: string | null): boolean {
    // A kiosk and a pad act for one place; a board and a player may belong to the whole hall.
    if (place === null) return role === "board" || role === "player";
    return this.#with.places[role].some(({ id }) => id === place);
  }

  async #letIn(
    caller: Caller,
    code: string,
    { role, place, label }: Pick<DeviceRow, "role" | "place" | "label">,
    replaces: string | null,
  ): Promise<Doorway<PairedDeviceView>> {
    const { store, nowMs, note } = this.#with;
    const retrySeconds = this.#guesses.take(actorNamed(caller.principal), nowMs());
    if (retrySeconds > 0) return { ok: false, code: "REQUESTS_TOO_MANY", retrySeconds };
    if (!this.#pairings.isShown(code)) return { ok: false, code: "PAIRING_UNKNOWN" };
    const secret = newSecret();
    const id = newRowId("d");
    await note(
      { type: "device-page.paired", data: { deviceId: id, role, place, replaces } },
      actorNamed(caller.principal),
    );
    // The page's time may have run out while the log was being written.
    if (!this.#pairings.grant(code, secret)) return { ok: false, code: "PAIRING_UNKNOWN" };
    const row = { hash: hashOf(secret), id, role, place, label, paired_ms: nowMs(), seen_ms: null };
    store.together(() => {
      if (replaces !== null) store.dropDevice(replaces);
      store.putDevice(row);
    });
    this.#with.changed();
    return yes(this.#deviceView(row));
  }

  async revokeDevice(caller: Caller, id: string): Promise<Doorway<null>> {
    const { store, note, changed } = this.#with;
    const row = store.dropDevice(id);
    if (row === null) return { ok: false, code: "PAIRED_DEVICE_UNKNOWN" };
    changed();
    const data = { deviceId: id, role: row.role, place: row.place };
    await note({ type: "device-page.revoked", data }, actorNamed(caller.principal));
    return yes(null);
  }

  #deviceView({ id, role, place, label, paired_ms, seen_ms }: DeviceRow): PairedDeviceView {
    const { timeText } = this.#with;
    const seenAt = seen_ms === null ? null : timeText(seen_ms);
    return { id, role, place, label, pairedAt: timeText(paired_ms), seenAt };
  }

  devices(): PairedDevicesView {
    const { store, places, timeText } = this.#with;
    return {
      devices: store.devices().map((row) => this.#deviceView(row)),
      waiting: this.#pairings
        .waiting()
        .map(({ role, place, expiresMs }) => ({ role, place, expiresAt: timeText(expiresMs) })),
      places,
    };
  }

  // Tokens.

  async createToken(
    caller: Caller,
    { label, rights, days }: { label: string; rights: readonly (StaffRole | DeviceRole)[]; days?: number },
  ): Promise<Doorway<NewTokenView>> {
    const { store, nowMs, note } = this.#with;
    const id = newRowId("k");
    const token = newSecret();
    const expires_ms = days === undefined ? null : nowMs() + days * DAY_MS;
    const data = { tokenId: id, rights, expiresAtMs: expires_ms };
    await note({ type: "token.created", data }, actorNamed(caller.principal));
    const times = { created_ms: nowMs(), expires_ms, used_ms: null, passing: 0 };
    const row = { hash: hashOf(token), id, label, rights: JSON.stringify(rights), ...times };
    store.putToken(row);
    return yes({ ...this.#tokenView(row), token });
  }

  #tokenView(row: TokenRow): TokenView {
    const { timeText } = this.#with;
    const orNull = (atMs: number | null) => (atMs === null ? null : timeText(atMs));
    return {
      id: row.id,
      label: row.label,
      rights: rightsIn(row),
      createdAt: timeText(row.created_ms),
      expiresAt: orNull(row.expires_ms),
      usedAt: orNull(row.used_ms),
    };
  }

  tokens(): TokenView[] {
    const { store } = this.#with;
    return store.tokens().map((row) => this.#tokenView(row));
  }

  async revokeToken(caller: Caller, id: string): Promise<Doorway<null>> {
    const { store, note, changed } = this.#with;
    if (store.dropToken(id) === null) return { ok: false, code: "TOKEN_UNKNOWN" };
    changed();
    await note({ type: "token.revoked", data: { tokenId: id } }, actorNamed(caller.principal));
    return yes(null);
  }
}

const rightsIn = ({ rights }: TokenRow) => JSON.parse(rights) as (StaffRole | DeviceRole)[];

function add(list: Principal[], one: Principal | null): void {
  if (one !== null) list.push(one);
}
