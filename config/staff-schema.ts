// Members of staff: who they are at a window, and what they may do on the pages.
import { Type } from "typebox";

/** The names of `controller/contract/roles.ts`; a test holds them equal. */
export const ROLE_NAMES = ["window", "guide", "supervisor", "manager", "technician", "auditor"] as const;

/** What a person may do once signed in, and the name typed to sign in (missing: the number). */
export const staffAccess = {
  roles: Type.Array(
    Type.Unsafe<(typeof ROLE_NAMES)[number]>(Type.Union(ROLE_NAMES.map((role) => Type.Literal(role)))),
    {
      default: ["window"],
      minItems: 1,
      uniqueItems: true,
    },
  ),
  username: Type.Optional(Type.String({ minLength: 1, maxLength: 60, pattern: "^\\S+$" })),
};
