// Signed checkpoints, proofs between them, the public key: for everybody who wants to check the log from outside.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import {
  CheckpointFile,
  CheckpointsQuery,
  ConsistencyFile,
  ConsistencyQuery,
  EvidenceKeyView,
  EvidenceView,
} from "../contract/evidence.ts";
import type { NoEvidence } from "./evidence-port.ts";
import { namedActor } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const CHECKPOINTS_DEFAULT = 30;
const WHY = { busy: "EVIDENCE_BUSY", unknown: "CHECKPOINT_UNKNOWN" } as const satisfies Record<NoEvidence, string>;

export const evidenceRoutes =
  ({ evidence }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const tags = ["evidence"];
    app.get(
      "/checkpoints",
      {
        ...may("public"),
        schema: {
          tags,
          querystring: CheckpointsQuery,
          response: answers(200, Type.Array(CheckpointFile), "Recorded checkpoints, newest first"),
        },
      },
      async (request, reply) => reply.send(evidence?.list(Number(request.query.limit ?? CHECKPOINTS_DEFAULT)) ?? []),
    );
    app.get(
      "/checkpoints/newest",
      { ...may("public"), schema: { tags, response: answers(200, CheckpointFile, "The newest recorded one") } },
      async (_request, reply) => {
        const newest = evidence?.newest() ?? null;
        return newest === null ? sendProblem(reply, "CHECKPOINT_UNKNOWN") : reply.send(newest);
      },
    );
    app.get(
      "/checkpoints/consistency",
      {
        ...may("public"),
        schema: {
          tags,
          querystring: ConsistencyQuery,
          response: answers(200, ConsistencyFile, "Proof that the older log is the beginning of the newer"),
        },
      },
      async (request, reply) => {
        const proof = evidence?.consistency(Number(request.query.from), Number(request.query.to)) ?? "unknown";
        return typeof proof === "string" ? sendProblem(reply, WHY[proof]) : reply.send(proof);
      },
    );
    app.get(
      "/evidence/key",
      { ...may("public"), schema: { tags, response: answers(200, EvidenceKeyView, "The key that signs now") } },
      async (_request, reply) =>
        evidence === undefined ? sendProblem(reply, "CHECKPOINT_UNKNOWN") : reply.send(evidence.key()),
    );
    app.get(
      "/evidence",
      {
        ...may("supervisor", "auditor", "technician"),
        schema: { tags, response: answers(200, EvidenceView, "Key, newest checkpoint, how far the tree is") },
      },
      async (_request, reply) =>
        evidence === undefined ? sendProblem(reply, "CHECKPOINT_UNKNOWN") : reply.send(evidence.view()),
    );
    app.post(
      "/checkpoints",
      {
        ...may("supervisor", "auditor"),
        schema: { tags, body: EmptyBody, response: answers(201, CheckpointFile, "Signed and recorded now") },
      },
      async (request, reply) => {
        const signed = (await evidence?.sign(namedActor(request, "api"))) ?? null;
        return signed === null ? sendProblem(reply, "EVIDENCE_BUSY") : reply.code(201).send(signed);
      },
    );
    app.post(
      "/evidence/rotate-key",
      {
        ...may("manager"),
        schema: { tags, body: EmptyBody, response: answers(200, EvidenceKeyView, "The key that signs from now on") },
      },
      async (request, reply) =>
        evidence === undefined
          ? sendProblem(reply, "CHECKPOINT_UNKNOWN")
          : reply.send(await evidence.rotateKey(namedActor(request, "api"))),
    );
  };
