// Who somebody is, as the routes see it: asked once per request, by the headers alone.
import type { IncomingMessage } from "node:http";
import type {
  AccountView,
  ClaimView,
  MeView,
  NewTokenView,
  PairedDevicesView,
  PairedDeviceView,
  PairingView,
  SessionView,
  TokenView,
} from "../contract/access.ts";
import type { ContractCode } from "../contract/refusals.ts";
import type { DeviceRole, Right, StaffRole } from "../contract/roles.ts";

/** Who asks. `loopback`: a program on the machine itself, where the hall trusts it. */
export interface Principal {
  readonly kind: "staff" | "device" | "token" | "loopback" | "nobody";
  /** Staff id, paired device or token; null for nobody and for the machine itself. */
  readonly id: string | null;
  readonly rights: ReadonlySet<Right>;
  /** Of a paired device: what it is and where it stands. */
  readonly role?: DeviceRole;
  readonly place?: string | null;
}

export const NOBODY: Principal = { kind: "nobody", id: null, rights: new Set(["public"]) };

/** A door that said no: the code, and for how long to wait where that helps. */
export interface DoorRefusal {
  readonly ok: false;
  readonly code: ContractCode;
  readonly retrySeconds?: number;
}

export type Doorway<T> = { readonly ok: true; readonly value: T } | DoorRefusal;

/** What a browser is to keep: a whole `Set-Cookie` line. */
export interface Admitted {
  readonly me: MeView;
  readonly cookie: string;
}

/** Who asks for something of the doorkeeper: for limits, and for what is theirs. */
export interface Caller {
  readonly request: IncomingMessage;
  readonly address: string;
  readonly principal: Principal;
}

/** Accounts, sessions, paired devices, tokens. */
export interface AccessPort {
  /** Everybody this request speaks for, the most personal first; empty: nobody. */
  principalsOf(request: IncomingMessage): readonly Principal[];
  me(caller: Caller): MeView;
  /** A cookie that lasts on, for a device that has been here long; null: nothing to renew. */
  renewed(request: IncomingMessage): string | null;
  setUp(caller: Caller, body: { code: string; username: string; password: string }): Promise<Doorway<Admitted>>;
  signIn(caller: Caller, body: { username: string; password: string }): Promise<Doorway<Admitted>>;
  /** The cookie that takes the browser's away. */
  signOut(caller: Caller): Promise<string>;
  changePassword(caller: Caller, body: { old: string; new: string }): Promise<Doorway<Admitted>>;
  accounts(): AccountView[];
  createAccount(
    caller: Caller,
    body: { staffId: string; password: string; roles?: readonly StaffRole[] },
  ): Promise<Doorway<AccountView>>;
  resetPassword(caller: Caller, staffId: string, password: string): Promise<Doorway<AccountView>>;
  setRoles(caller: Caller, staffId: string, roles: readonly StaffRole[] | null): Promise<Doorway<AccountView>>;
  setDisabled(caller: Caller, staffId: string, disabled: boolean): Promise<Doorway<AccountView>>;
  sessions(caller: Caller): SessionView[];
  endSession(caller: Caller, id: string): Promise<Doorway<null>>;
  beginPairing(caller: Caller, body: { role: DeviceRole; place?: string | null }): Doorway<PairingView>;
  /** The cookie comes with the answer that says "paired". */
  claimPairing(caller: Caller, secret: string): Doorway<{ view: ClaimView; cookie: string | null }>;
  approvePairing(
    caller: Caller,
    body: { code: string; role: DeviceRole; place?: string | null; label?: string },
  ): Promise<Doorway<PairedDeviceView>>;
  swapDevice(caller: Caller, id: string, code: string): Promise<Doorway<PairedDeviceView>>;
  revokeDevice(caller: Caller, id: string): Promise<Doorway<null>>;
  devices(): PairedDevicesView;
  createToken(
    caller: Caller,
    body: { label: string; rights: readonly (StaffRole | DeviceRole)[]; days?: number },
  ): Promise<Doorway<NewTokenView>>;
  tokens(): TokenView[];
  revokeToken(caller: Caller, id: string): Promise<Doorway<null>>;
}
