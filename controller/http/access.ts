// Signing in and out, and accounts. Answers are never kept for a repeat: they hold cookies.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import {
  AccountView,
  MeView,
  NewAccountBody,
  PasswordBody,
  ResetPasswordBody,
  RolesBody,
  SessionView,
  SetUpBody,
  SignInBody,
} from "../contract/access.ts";
import { EmptyBody } from "../contract/bodies.ts";
import { deviceAccessRoutes } from "./access-devices.ts";
import { callerOf, refuseDoor, sendDoorway } from "./access-exchange.ts";
import type { Admitted, Doorway } from "./access-port.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const tags = { tags: ["access"] };

function admit(reply: FastifyReply, doorway: Doorway<Admitted>): FastifyReply {
  if (!doorway.ok) return refuseDoor(reply, doorway);
  return reply.header("set-cookie", doorway.value.cookie).send(doorway.value.me);
}

export const accessRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(ownAccess(ports));
    await app.register(accounts(ports));
    await app.register(deviceAccessRoutes(ports));
  };

const ownAccess =
  ({ access }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const me = answers(200, MeView, "Who the caller is and what they may do");
    app.get("/access/me", { ...may("public"), schema: { ...tags, response: me } }, async (request, reply) => {
      const cookie = access.renewed(request.raw);
      if (cookie !== null) reply.header("set-cookie", cookie);
      return reply.send(access.me(callerOf(request)));
    });
    app.post(
      "/access/set-up",
      { ...may("public"), schema: { ...tags, body: SetUpBody, response: me } },
      async (request, reply) => admit(reply, await access.setUp(callerOf(request), request.body)),
    );
    app.post(
      "/access/sign-in",
      { ...may("public"), schema: { ...tags, body: SignInBody, response: me } },
      async (request, reply) => admit(reply, await access.signIn(callerOf(request), request.body)),
    );
    app.post(
      "/access/sign-out",
      { ...may("public"), schema: { ...tags, body: EmptyBody, response: { 204: Type.Null() } } },
      async (request, reply) =>
        reply
          .header("set-cookie", await access.signOut(callerOf(request)))
          .code(204)
          .send(null),
    );
    app.post(
      "/access/password",
      { ...may("staff"), schema: { ...tags, body: PasswordBody, response: me } },
      async (request, reply) => admit(reply, await access.changePassword(callerOf(request), request.body)),
    );
  };

const accounts =
  ({ access }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const account = answers(200, AccountView, "The account as it is now");
    app.get(
      "/access/accounts",
      {
        ...may("manager"),
        schema: { ...tags, response: answers(200, Type.Array(AccountView), "Staff and further accounts") },
      },
      async (_request, reply) => reply.send(access.accounts()),
    );
    app.post(
      "/access/accounts",
      { ...may("manager"), schema: { ...tags, body: NewAccountBody, response: answers(201, AccountView, "Made") } },
      async (request, reply) => sendDoorway(reply, await access.createAccount(callerOf(request), request.body), 201),
    );
    app.post(
      "/access/accounts/:id/password",
      { ...may("manager"), schema: { ...tags, params: IdParams, body: ResetPasswordBody, response: account } },
      async (request, reply) => {
        const { id } = request.params;
        return sendDoorway(reply, await access.resetPassword(callerOf(request), id, request.body.password));
      },
    );
    app.post(
      "/access/accounts/:id/roles",
      { ...may("manager"), schema: { ...tags, params: IdParams, body: RolesBody, response: account } },
      async (request, reply) =>
        sendDoorway(reply, await access.setRoles(callerOf(request), request.params.id, request.body.roles)),
    );
    for (const [word, disabled] of [["disable", true] as const, ["enable", false] as const]) {
      app.post(
        `/access/accounts/:id/${word}`,
        { ...may("manager"), schema: { ...tags, params: IdParams, body: EmptyBody, response: account } },
        async (request, reply) =>
          sendDoorway(reply, await access.setDisabled(callerOf(request), request.params.id, disabled)),
      );
    }
    app.get(
      "/access/sessions",
      { ...may("manager"), schema: { ...tags, response: answers(200, Type.Array(SessionView), "Signed in now") } },
      async (request, reply) => reply.send(access.sessions(callerOf(request))),
    );
    app.post(
      "/access/sessions/:id/end",
      { ...may("manager"), schema: { ...tags, params: IdParams, body: EmptyBody, response: { 204: Type.Null() } } },
      async (request, reply) => sendDoorway(reply, await access.endSession(callerOf(request), request.params.id), 204),
    );
  };
