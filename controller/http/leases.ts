// One tab at a time works a window: the first to claim it holds it, as long as it says so again.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { LeaseBody, LeaseView } from "../contract/access.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** A tab that was closed without a word is forgotten after this; a living one renews three times in it. */
export const LEASE_MS = 15_000;

interface Lease {
  readonly tabId: string;
  readonly untilMs: number;
}

/** In memory: after a restart the first tab that renews holds the window again. */
export const leaseRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const leases = new Map<string, Lease>();
    const { clock, settings } = ports.sources;
    app.post(
      "/windows/:id/lease",
      {
        ...may("window"),
        schema: {
          tags: ["windows"],
          params: IdParams,
          body: LeaseBody,
          response: answers(200, LeaseView, "Whether this tab works the window; the others only look on"),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { tabId, release = false } = request.body;
        if (!settings.windows.some((window) => window.id === id)) return sendProblem(reply, "WINDOW_UNKNOWN");
        const nowMs = clock.nowMs();
        const lease = leases.get(id);
        const others = lease !== undefined && lease.untilMs > nowMs && lease.tabId !== tabId;
        if (others) return reply.send({ held: false });
        if (release) leases.delete(id);
        else leases.set(id, { tabId, untilMs: nowMs + LEASE_MS });
        return reply.send({ held: !release });
      },
    );
  };
