// Who may call a route stands beside the route itself: `config: { may: [...] }`. A test demands it of every route.
import type { FastifyInstance } from "fastify";
import type { Right } from "../contract/roles.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** One of these is enough. Missing: nobody. */
    readonly may?: readonly Right[];
    /** `:id` may be the token of a ticket: whoever has the paper needs no other right. */
    readonly byTicketToken?: boolean;
  }
}

/** Short for `config: { may }`, to be spread into the options of a route. */
export const may = (...rights: readonly Right[]): { readonly config: { readonly may: readonly Right[] } } => ({
  config: { may: rights },
});

/** The same for a route on a ticket that its holder may use as well. */
export const mayOrHolds = (
  ...rights: readonly Right[]
): { readonly config: { readonly may: readonly Right[]; readonly byTicketToken: true } } => ({
  config: { may: rights, byTicketToken: true },
});

/** Every route registered in this scope from now on is for these. */
export function allMay(scope: Pick<FastifyInstance, "addHook">, ...rights: readonly Right[]): void {
  scope.addHook("onRoute", (route) => {
    route.config = { ...route.config, may: rights };
  });
}
