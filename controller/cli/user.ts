// `user add|list|reset-password|disable|enable`: accounts from the command line.
import { randomBytes } from "node:crypto";
import type { AccountView } from "../contract/access.ts";
import { STAFF_ROLES, type StaffRole } from "../contract/roles.ts";
import { AccessUsageError, type DeskOptions, runErrand } from "./access-desk.ts";

/** 16 letters: far beyond guessing, and short enough to be typed once. */
const PASSWORD_BYTES = 12;

export const USER_USAGE =
  "user list | user add ID [ROLE,ROLE] | user reset-password ID | user disable ID | user enable ID";

export interface UserCommand extends DeskOptions {
  readonly words: readonly string[];
  /** What came on standard input; empty: a password is made and shown this once. */
  readonly typed: string;
}

/** What was done, for people and for programs. */
export interface UserReport {
  readonly accounts: readonly AccountView[];
  /** Made here; null when it was given or none was needed. */
  readonly password: string | null;
}

export async function userCommand(command: UserCommand): Promise<UserReport> {
  const [what, staffId, more, extra] = command.words;
  if (extra !== undefined || (more !== undefined && what !== "add")) throw new AccessUsageError(USER_USAGE);
  if (what === "list" && staffId === undefined) {
    const accounts = await runErrand<AccountView[]>(command, {
      method: "GET",
      path: "/accounts",
      direct: (port) => ({ ok: true, value: port.accounts() }),
    });
    return { accounts, password: null };
  }
  if (staffId === undefined) throw new AccessUsageError(USER_USAGE);
  const path = `/accounts/${encodeURIComponent(staffId)}`;
  const one = async (
    errand: Parameters<typeof runErrand<AccountView>>[1],
    password: string | null,
  ): Promise<UserReport> => ({ accounts: [await runErrand(command, errand)], password });
  const given = command.typed.trim();
  const password = given === "" ? randomBytes(PASSWORD_BYTES).toString("base64url") : given;
  const shown = given === "" ? password : null;
  switch (what) {
    case "add": {
      const roles = rolesIn(more);
      const body = { staffId, password, ...(roles === undefined ? {} : { roles }) };
      const direct = { direct: (port: Port, caller: Who) => port.createAccount(caller, body) };
      return one({ method: "POST", path: "/accounts", body, ...direct }, shown);
    }
    case "reset-password": {
      const direct = { direct: (port: Port, caller: Who) => port.resetPassword(caller, staffId, password) };
      return one({ method: "POST", path: `${path}/password`, body: { password }, ...direct }, shown);
    }
    case "disable":
    case "enable": {
      const disabled = what === "disable";
      const direct = { direct: (port: Port, caller: Who) => port.setDisabled(caller, staffId, disabled) };
      return one({ method: "POST", path: `${path}/${what}`, body: {}, ...direct }, null);
    }
    default:
      throw new AccessUsageError(USER_USAGE);
  }
}

type Direct = Parameters<typeof runErrand<AccountView>>[1]["direct"];
type Port = Parameters<Direct>[0];
type Who = Parameters<Direct>[1];

function rolesIn(text: string | undefined): StaffRole[] | undefined {
  if (text === undefined) return undefined;
  const roles = text.split(",").map((one) => one.trim());
  const strange = roles.find((role) => !(STAFF_ROLES as readonly string[]).includes(role));
  if (strange !== undefined)
    throw new AccessUsageError(`there is no role "${strange}"; there are: ${STAFF_ROLES.join(", ")}`);
  return roles as StaffRole[];
}

/** For people. */
export function userWords({ accounts, password }: UserReport): string {
  const rows = accounts.map(({ staffId, username, roles, hasPassword, disabled }) => {
    const state = !hasPassword ? "无账号 no account" : disabled ? "停用 off" : "可登录 on";
    return `${staffId.padEnd(12)} ${username.padEnd(16)} ${roles.join(",").padEnd(24)} ${state}`;
  });
  if (password !== null) rows.push(`密码（只显示这一次） password (shown this once): ${password}`);
  return rows.join("\n");
}
