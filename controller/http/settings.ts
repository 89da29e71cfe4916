// The settings page's routes: the file with its fields, changes, versions, templates, labels, backups, restart.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import * as seen from "../contract/settings.ts";
import { namedActor } from "./exchange.ts";
import type { Ports, SettingsPort } from "./ports.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const tags = { tags: ["settings"] };
/** A whole file may be sent. */
const TEXT_BYTES_MAX = 2 * 1024 * 1024;
const MANAGER = { ...may("manager") };
const VersionParams = Type.Object(
  { version: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);
/** Without settings there are no routes: a house of a test may do without. */
export const settingsRoutes =
  ({ settings }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    if (settings === undefined) return;
    await app.register(reading(settings));
    await app.register(changing(settings));
  };

const reading =
  (settings: SettingsPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/settings",
      { ...MANAGER, schema: { ...tags, response: answers(200, seen.SettingsView, "The file and every setting") } },
      async (_request, reply) => reply.send(settings.view()),
    );
    app.get(
      "/settings/versions/:version",
      {
        ...MANAGER,
        schema: { ...tags, params: VersionParams, response: answers(200, seen.SettingsDiffView, "From then to now") },
      },
      async ({ params }, reply) => reply.send({ diff: settings.diffOf(params.version) }),
    );
    app.get(
      "/settings/template",
      {
        ...MANAGER,
        schema: { ...tags, querystring: seen.TemplateQuery, response: answers(200, seen.TemplateView, "A new file") },
      },
      async ({ query }, reply) => reply.send({ text: settings.template(Number(query.windows) as seen.TemplateSize) }),
    );
    app.get(
      "/settings/labels",
      { ...MANAGER, schema: { ...tags, response: answers(200, Type.Array(seen.LabelView), "Addresses with codes") } },
      async (_request, reply) => reply.send(await settings.labels()),
    );
    app.get(
      "/settings/backups",
      { ...MANAGER, schema: { ...tags, response: answers(200, seen.BackupsView, "Backups in their folder") } },
      async (_request, reply) => reply.send(settings.backups()),
    );
  };

const changing =
  (settings: SettingsPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    const change = answers(
      200,
      seen.SettingsChangeView,
      "The change; applied when asked for and nothing stands against it",
    );
    app.post(
      "/settings/change",
      { ...MANAGER, bodyLimit: TEXT_BYTES_MAX, schema: { ...tags, body: seen.SettingsChangeBody, response: change } },
      async (request, reply) => {
        const { edits, digest, apply } = request.body;
        return reply.send(await settings.change(edits, digest, apply, namedActor(request, "api")));
      },
    );
    app.post(
      "/settings/rollback",
      { ...MANAGER, schema: { ...tags, body: seen.SettingsRollbackBody, response: change } },
      async (request, reply) => {
        const { version, digest, apply } = request.body;
        return reply.send(await settings.rollback(version, digest, apply, namedActor(request, "api")));
      },
    );
    app.post(
      "/settings/backups",
      {
        ...MANAGER,
        schema: { ...tags, body: EmptyBody, response: answers(200, seen.BackupsView, "Made now, or why not") },
      },
      async (_request, reply) => reply.send(await settings.backUp()),
    );
    app.post(
      "/settings/restart",
      {
        ...MANAGER,
        schema: {
          ...tags,
          body: seen.SettingsRestartBody,
          response: answers(
            200,
            seen.SettingsRestartView,
            "Starts anew in a moment, when the hall has closed, or why not",
          ),
        },
      },
      async (request, reply) => {
        const when = request.body?.when ?? "now";
        const { go, ...view } = await settings.restart(when, namedActor(request, "api"));
        if (go !== null) reply.raw.once("finish", go);
        return reply.send(view);
      },
    );
  };
