// Who may do what: the roles of people and of paired devices. Every route and every view names who may use it.

/** Roles of people, as the configuration and the accounts name them. */
export const STAFF_ROLES = ["window", "guide", "supervisor", "manager", "technician", "auditor"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What a paired device is: least rights, no person behind it. */
export const DEVICE_ROLES = ["kiosk", "board", "pad", "player"] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];

/** `public`: anybody who reaches the service. `staff`: any person with an account. `token`: a program with a key. */
export type Right = "public" | "staff" | StaffRole | DeviceRole;
