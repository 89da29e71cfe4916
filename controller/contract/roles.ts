// Who may do what: the roles of people and of paired devices. Every route and every view names who may use it.

/** Roles of people, as the configuration and the accounts name them. */
export const STAFF_ROLES = ["window", "guide", "supervisor", "manager", "technician", "auditor"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What a paired device is: least rights, no person behind it. */
export const DEVICE_ROLES = ["kiosk", "board", "pad", "player"] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];

/** `public`: anybody who reaches the service. `staff`: any person with an account. `token`: a program with a key. */
export type Right = "public" | "staff" | "token" | StaffRole | DeviceRole;

/** What a role brings with it beside itself: who answers for a hall may do what those answer for who work there. */
const IMPLIED: Readonly<Record<StaffRole, readonly StaffRole[]>> = {
  window: [],
  guide: [],
  supervisor: ["window", "guide"],
  manager: ["supervisor", "window", "guide", "auditor"],
  // Apart from the others: whoever keeps the machines running needs nobody's figures.
  technician: [],
  auditor: [],
};

/** Everything that somebody with these roles may use. Without a role: only what is public. */
export function rightsOfStaff(roles: readonly StaffRole[]): ReadonlySet<Right> {
  if (roles.length === 0) return new Set(["public"]);
  return new Set<Right>(["public", "staff", ...roles, ...roles.flatMap((role) => IMPLIED[role])]);
}

/** What a paired device may use: its own part alone. */
export function rightsOfDevice(role: DeviceRole): ReadonlySet<Right> {
  return new Set<Right>(["public", role]);
}

/** What a program with a token may use: the parts it was given. It is no person: `staff` is not among them. */
export function rightsOfToken(roles: readonly (StaffRole | DeviceRole)[]): ReadonlySet<Right> {
  const implied = roles.flatMap((role) => (role in IMPLIED ? IMPLIED[role as StaffRole] : []));
  return new Set<Right>(["public", "token", ...roles, ...implied]);
}
