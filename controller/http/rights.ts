// Who may call a route stands beside the route itself: `config: { may: [...] }`. A test demands it of every route.
import type { Right } from "../contract/roles.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** One of these is enough. Missing: nobody. */
    readonly may?: readonly Right[];
  }
}

/** Short for `config: { may }`, to be spread into the options of a route. */
export const may = (...rights: readonly Right[]): { readonly config: { readonly may: readonly Right[] } } => ({
  config: { may: rights },
});
