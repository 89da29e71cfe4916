// Who is who: bodies and answers of sign-in, accounts, paired devices and tokens. No answer ever holds a password.
import { type Static, Type } from "typebox";
import { PAIRING_DIGITS, PASSWORD_CHARS_MAX } from "./access-limits.ts";
import { DEVICE_ROLES, STAFF_ROLES } from "./roles.ts";
import { Nullable, oneOf, strict } from "./schemas.ts";

/** Longest life of a token. */
export const TOKEN_DAYS_MAX = 730;

export const StaffRoleName = oneOf(STAFF_ROLES);
export const DeviceRoleName = oneOf(DEVICE_ROLES);
const TokenRight = oneOf([...STAFF_ROLES, ...DEVICE_ROLES]);

const Username = Type.String({ minLength: 1, maxLength: 60 });
/** What was typed: judged by the rule of passwords, not by the schema. */
const Typed = Type.String({ minLength: 1, maxLength: PASSWORD_CHARS_MAX });
const AccountId = Type.String({ pattern: "^[a-z0-9][a-z0-9._-]{0,39}$" });
const Place = Nullable(Type.String({ minLength: 1, maxLength: 64 }));
const PairingCode = Type.String({ pattern: `^[0-9]{${PAIRING_DIGITS}}$` });

export const SignInBody = Type.Object({ username: Username, password: Typed }, strict);
export const SetUpBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 60 }), ...SignInBody.properties },
  strict,
);
export const PasswordBody = Type.Object({ old: Typed, new: Typed }, strict);

/** Who the caller is, and whether the hall still waits for its first manager. */
export const MeView = Type.Object({
  kind: oneOf(["staff", "device", "token", "loopback", "nobody"]),
  /** Staff id, id of the paired device or of the token; null for nobody and for the machine itself. */
  id: Nullable(Type.String()),
  name: Nullable(Type.String()),
  rights: Type.Array(Type.String()),
  /** What a paired device stands at. */
  place: Nullable(Type.String()),
  /** No manager can sign in yet: the set-up code on the service's console makes the first one. */
  setUpNeeded: Type.Boolean(),
});
export type MeView = Static<typeof MeView>;

export const AccountView = Type.Object({
  staffId: Type.String(),
  name: Type.String(),
  username: Type.String(),
  roles: Type.Array(StaffRoleName),
  /** False: this member of staff cannot sign in. */
  hasPassword: Type.Boolean(),
  disabled: Type.Boolean(),
  /** Refused until then after too many wrong passwords. */
  lockedUntil: Nullable(Type.String()),
  lastSignInAt: Nullable(Type.String()),
});
export type AccountView = Static<typeof AccountView>;

export const NewAccountBody = Type.Object(
  {
    staffId: AccountId,
    password: Typed,
    /** Missing: those of the configuration. */
    roles: Type.Optional(Type.Array(StaffRoleName, { minItems: 1, uniqueItems: true })),
  },
  strict,
);
export const ResetPasswordBody = Type.Object({ password: Typed }, strict);
export const RolesBody = Type.Object(
  { roles: Nullable(Type.Array(StaffRoleName, { minItems: 1, uniqueItems: true })) },
  strict,
);

export const SessionView = Type.Object({
  id: Type.String(),
  staffId: Type.String(),
  createdAt: Type.String(),
  seenAt: Type.String(),
  /** The one this very answer is for. */
  own: Type.Boolean(),
});
export type SessionView = Static<typeof SessionView>;

export const PairingBody = Type.Object({ role: DeviceRoleName, place: Type.Optional(Place) }, strict);
/** `secret` stays with the page; `code` is for a person to read. */
export const PairingView = Type.Object({ secret: Type.String(), code: Type.String(), expiresAt: Type.String() });
export type PairingView = Static<typeof PairingView>;
export const ClaimBody = Type.Object({ secret: Type.String({ minLength: 20, maxLength: 64 }) }, strict);
export const ClaimView = Type.Object({ state: oneOf(["waiting", "paired"]) });
export type ClaimView = Static<typeof ClaimView>;
export const ApproveBody = Type.Object(
  {
    code: PairingCode,
    role: DeviceRoleName,
    place: Type.Optional(Place),
    label: Type.Optional(Type.String({ maxLength: 60 })),
  },
  strict,
);
export const SwapBody = Type.Object({ code: PairingCode }, strict);

export const PairedDeviceView = Type.Object({
  id: Type.String(),
  role: DeviceRoleName,
  /** The kiosk, window, board zone or sound zone it stands at; null: the whole hall. */
  place: Nullable(Type.String()),
  label: Type.String(),
  pairedAt: Type.String(),
  seenAt: Nullable(Type.String()),
});
export type PairedDeviceView = Static<typeof PairedDeviceView>;

const PlaceView = Type.Object({ id: Type.String(), name: Type.Record(Type.String(), Type.String()) });
export const PairedDevicesView = Type.Object({
  devices: Type.Array(PairedDeviceView),
  /** Pages that show a code now; the code itself stands on their screens alone. */
  waiting: Type.Array(Type.Object({ role: DeviceRoleName, place: Nullable(Type.String()), expiresAt: Type.String() })),
  /** Where a device of a role can stand. */
  places: Type.Object({
    kiosk: Type.Array(PlaceView),
    pad: Type.Array(PlaceView),
    board: Type.Array(PlaceView),
    player: Type.Array(PlaceView),
  }),
});
export type PairedDevicesView = Static<typeof PairedDevicesView>;

export const NewTokenBody = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 60 }),
    rights: Type.Array(TokenRight, { minItems: 1, uniqueItems: true }),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: TOKEN_DAYS_MAX })),
  },
  strict,
);
export const TokenView = Type.Object({
  id: Type.String(),
  label: Type.String(),
  rights: Type.Array(TokenRight),
  createdAt: Type.String(),
  expiresAt: Nullable(Type.String()),
  usedAt: Nullable(Type.String()),
});
export type TokenView = Static<typeof TokenView>;
/** The token itself is shown this once. */
export const NewTokenView = Type.Object({ ...TokenView.properties, token: Type.String() });
export type NewTokenView = Static<typeof NewTokenView>;

export const LeaseBody = Type.Object(
  {
    tabId: Type.String({ pattern: "^[A-Za-z0-9_-]{8,64}$" }),
    /** True: this tab gives the window up. */
    release: Type.Optional(Type.Boolean()),
  },
  strict,
);
export const LeaseView = Type.Object({ held: Type.Boolean() });
