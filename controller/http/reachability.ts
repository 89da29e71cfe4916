// The technician's side of the reachability check: begin one, and see what is known.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { ReachCheckView, ReachView } from "../contract/technician.ts";
import { isoWithOffset } from "../domain/time.ts";
import { hostOf, reachOf, scanNote } from "../views/reach.ts";
import { spacedCode } from "../views/short-code.ts";
import type { Ports } from "./ports.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";
import type { ReachChecks } from "./ticket-page/check.ts";

/** `POST` and `GET /technician/reachability`. */
export const reachabilityRoutes =
  (ports: Ports, checks: ReachChecks): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { sources, hall } = ports;
    const { timezone } = sources.settings;
    app.post(
      "/technician/reachability",
      {
        ...may("technician"),
        schema: { tags: ["technician"], body: EmptyBody, response: answers(201, ReachCheckView, "Scan this") },
      },
      async (_request, reply) => {
        const { nonce, untilMs } = checks.begin(sources.clock.nowMs());
        const url = `${sources.baseUrl()}/t/check/${nonce}`;
        // Loaded when it is wanted: a start must not wait for it.
        const { default: QRCode } = await import("qrcode");
        const svg = await QRCode.toString(url, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
        return reply.code(201).send({ nonce, url, svg, until: isoWithOffset(untilMs, timezone) });
      },
    );
    app.get(
      "/technician/reachability",
      {
        ...may("technician"),
        schema: { tags: ["technician"], response: answers(200, ReachView, "What was tried, and what follows") },
      },
      async (_request, reply) => {
        const url = sources.baseUrl();
        const view = await hall.read((state) => ({
          url,
          reach: reachOf(state, url),
          note: scanNote(reachOf(state, url), state.settings.site?.wifi ?? null, spacedCode("12345678")),
          checks: state.reachability.map(({ via, host, address, atMs }) => ({
            ...{ via, host, address, at: isoWithOffset(atMs, timezone) },
            current: host === hostOf(url),
          })),
        }));
        return reply.send(view);
      },
    );
  };
