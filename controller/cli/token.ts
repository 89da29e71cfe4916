// `token create|list|revoke`: tokens of programs from the command line.
import type { NewTokenView, TokenView } from "../contract/access.ts";
import { DEVICE_ROLES, type DeviceRole, STAFF_ROLES, type StaffRole } from "../contract/roles.ts";
import { AccessUsageError, type DeskOptions, runErrand } from "./access-desk.ts";

export const TOKEN_USAGE = "token list | token create LABEL RIGHT[,RIGHT] [DAYS] | token revoke ID";

export interface TokenCommand extends DeskOptions {
  readonly words: readonly string[];
}

/** Tokens concerned; a new one carries its secret, this once. */
export async function tokenCommand(command: TokenCommand): Promise<readonly (TokenView | NewTokenView)[]> {
  const [what, first, second, third, extra] = command.words;
  if (extra !== undefined) throw new AccessUsageError(TOKEN_USAGE);
  if (what === "list" && first === undefined) {
    return runErrand<TokenView[]>(command, {
      method: "GET",
      path: "/tokens",
      direct: (port) => ({ ok: true, value: port.tokens() }),
    });
  }
  if (what === "revoke" && first !== undefined && second === undefined) {
    await runErrand<null>(command, {
      method: "POST",
      path: `/tokens/${encodeURIComponent(first)}/revoke`,
      body: {},
      direct: (port, caller) => port.revokeToken(caller, first),
    });
    return [];
  }
  if (what !== "create" || first === undefined || second === undefined) throw new AccessUsageError(TOKEN_USAGE);
  if (third !== undefined && !/^[1-9]\d{0,2}$/.test(third)) throw new AccessUsageError(`DAYS "${third}": 1 to 999`);
  const days = third === undefined ? {} : { days: Number(third) };
  const body = { label: first, rights: rightsIn(second), ...days };
  const made = await runErrand<NewTokenView>(command, {
    method: "POST",
    path: "/tokens",
    body,
    direct: (port, caller) => port.createToken(caller, body),
  });
  return [made];
}

function rightsIn(text: string): (StaffRole | DeviceRole)[] {
  const known: readonly string[] = [...STAFF_ROLES, ...DEVICE_ROLES];
  const rights = text.split(",").map((one) => one.trim());
  const strange = rights.find((right) => !known.includes(right));
  if (strange !== undefined)
    throw new AccessUsageError(`there is no right "${strange}"; there are: ${known.join(", ")}`);
  return rights as (StaffRole | DeviceRole)[];
}

/** For people. */
export function tokenWords(tokens: readonly (TokenView | NewTokenView)[]): string {
  if (tokens.length === 0) return "ok";
  return tokens
    .map((token) => {
      const until = token.expiresAt?.slice(0, 10) ?? "-";
      const secret = "token" in token ? `\n令牌（只显示这一次） token (shown this once): ${token.token}` : "";
      return `${token.id}  ${token.rights.join(",").padEnd(24)} ${until.padEnd(11)} ${token.label}${secret}`;
    })
    .join("\n");
}
