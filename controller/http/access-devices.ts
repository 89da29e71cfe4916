// Paired pages and tokens: a page shows a code, a person types it, and the page has its rights until revoked.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import {
  ApproveBody,
  ClaimBody,
  ClaimView,
  NewTokenBody,
  NewTokenView,
  PairedDevicesView,
  PairedDeviceView,
  PairingBody,
  PairingView,
  SwapBody,
  TokenView,
} from "../contract/access.ts";
import { EmptyBody } from "../contract/bodies.ts";
import { callerOf, refuseDoor, sendDoorway } from "./access-exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const tags = { tags: ["access"] };
const gone = { 204: Type.Null() };

export const deviceAccessRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(pairing(ports));
    await app.register(paired(ports));
    await app.register(tokens(ports));
  };

const pairing =
  ({ access }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/access/pairing",
      {
        ...may("public"),
        schema: { ...tags, body: PairingBody, response: answers(201, PairingView, "Show the code") },
      },
      async (request, reply) => sendDoorway(reply, access.beginPairing(callerOf(request), request.body), 201),
    );
    app.post(
      "/access/pairing/claim",
      {
        ...may("public"),
        schema: { ...tags, body: ClaimBody, response: answers(200, ClaimView, "Let in, or not yet") },
      },
      async (request, reply) => {
        const claimed = access.claimPairing(callerOf(request), request.body.secret);
        if (!claimed.ok) return refuseDoor(reply, claimed);
        const { view, cookie } = claimed.value;
        if (cookie !== null) reply.header("set-cookie", cookie);
        return reply.send(view);
      },
    );
    app.post(
      "/access/pairing/approve",
      {
        ...may("manager", "technician"),
        schema: { ...tags, body: ApproveBody, response: answers(201, PairedDeviceView, "The page is let in") },
      },
      async (request, reply) => sendDoorway(reply, await access.approvePairing(callerOf(request), request.body), 201),
    );
  };

const paired =
  ({ access }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/access/devices",
      {
        ...may("manager", "technician"),
        schema: { ...tags, response: answers(200, PairedDevicesView, "Paired pages, and those that wait") },
      },
      async (_request, reply) => reply.send(access.devices()),
    );
    app.post(
      "/access/devices/:id/swap",
      {
        ...may("manager", "technician"),
        schema: {
          ...tags,
          params: IdParams,
          body: SwapBody,
          response: answers(201, PairedDeviceView, "Another page has its role and place now"),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        return sendDoorway(reply, await access.swapDevice(callerOf(request), id, request.body.code), 201);
      },
    );
    app.post(
      "/access/devices/:id/revoke",
      { ...may("manager", "technician"), schema: { ...tags, params: IdParams, body: EmptyBody, response: gone } },
      async (request, reply) =>
        sendDoorway(reply, await access.revokeDevice(callerOf(request), request.params.id), 204),
    );
  };

const tokens =
  ({ access }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/access/tokens",
      { ...may("manager"), schema: { ...tags, response: answers(200, Type.Array(TokenView), "Without the secrets") } },
      async (_request, reply) => reply.send(access.tokens()),
    );
    app.post(
      "/access/tokens",
      {
        ...may("manager"),
        schema: { ...tags, body: NewTokenBody, response: answers(201, NewTokenView, "The token, this once") },
      },
      async (request, reply) => sendDoorway(reply, await access.createToken(callerOf(request), request.body), 201),
    );
    app.post(
      "/access/tokens/:id/revoke",
      { ...may("manager"), schema: { ...tags, params: IdParams, body: EmptyBody, response: gone } },
      async (request, reply) => sendDoorway(reply, await access.revokeToken(callerOf(request), request.params.id), 204),
    );
  };
