// Ratings that another system took: row by row, each once by the id it has there, never among the active ones.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { RATING_ROWS_MAX, RatingImportBody, type RatingImportRow, RatingImportView } from "../contract/ratings.ts";
import type { RatingChannel } from "../domain/types.ts";
import { namedActor, requestKey, rowKey } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { refusalAnswer, sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const COLUMNS = ["id", "case", "level", "channel", "stage", "reasons", "at"] as const;
const NEEDED = ["id", "case", "level", "channel", "at"] as const;
const CHANNELS: ReadonlySet<string> = new Set<RatingChannel>([
  ...(["window_pad", "hall_terminal", "qr", "sms", "phone", "web_pc", "mobile", "paper"] as const),
]);
const CSV_CHARS_MAX = 15_000;

/** Rows of a CSV text; null: the heading is not understood, or there are too many. */
export function ratingRows(text: string): RatingImportRow[] | null {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  const heading = (lines.shift() ?? "").split(",").map((name) => name.trim().toLowerCase());
  const isKnown = heading.every((name) => (COLUMNS as readonly string[]).includes(name));
  const lacks = NEEDED.some((name) => !heading.includes(name));
  if (!isKnown || lacks || new Set(heading).size !== heading.length || lines.length > RATING_ROWS_MAX) return null;
  return lines.map((line) => {
    const fields = line.split(",").map((field) => field.trim());
    const at = (name: (typeof COLUMNS)[number]) => fields[heading.indexOf(name)] ?? "";
    const reasons = at("reasons") === "" ? [] : at("reasons").split(";");
    return {
      ...{ id: at("id"), caseId: at("case"), level: Number(at("level")), channel: at("channel"), at: at("at") },
      ...{ stage: at("stage") === "1" ? 1 : 2, reasons },
    };
  });
}

interface Outcome {
  readonly ok: boolean;
  readonly isNew: boolean;
  readonly refusal: string | null;
  readonly detail: string;
}

export const ratingImportRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, text, done) => done(null, text));
    const query = Type.Object(
      { source: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$" })) },
      { additionalProperties: false },
    );
    app.post(
      "/ratings/import",
      {
        ...may("manager"),
        schema: {
          tags: ["ratings"],
          querystring: query,
          body: Type.Union([RatingImportBody, Type.String({ minLength: 1, maxLength: CSV_CHARS_MAX })]),
          response: answers(200, RatingImportView, "Row by row; `?source=` names the system of a CSV file"),
        },
      },
      async (request, reply) => {
        const key = requestKey(request);
        if (key === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
        const { body } = request;
        const source = typeof body === "string" ? request.query.source : body.source;
        const rows = typeof body === "string" ? ratingRows(body) : body.rows;
        if (source === undefined || rows === null) {
          const detail = `source=…; ${COLUMNS.join(",")}; ≤ ${RATING_ROWS_MAX} 行 rows`;
          return sendProblem(reply, "BODY_INVALID", detail);
        }
        const actor = namedActor(request, "api");
        const told: RatingImportView["rows"] = [];
        const tally = { stored: 0, known: 0 };
        for (const [i, row] of rows.entries()) {
          const outcome = await storeRow(ports, source, row, { actor, idempotency: rowKey(key, i) });
          if (outcome.ok) tally[outcome.isNew ? "stored" : "known"] += 1;
          told.push({ id: row.id, ok: outcome.ok, refusal: outcome.refusal, detail: outcome.detail });
        }
        return reply.send({ source, ...tally, rows: told });
      },
    );
  };

async function storeRow(
  ports: Ports,
  source: string,
  { id, caseId, level, channel, stage = 2, reasons = [], at }: RatingImportRow,
  options: { readonly actor: string; readonly idempotency: ReturnType<typeof rowKey> },
): Promise<Outcome> {
  const no = (detail: string): Outcome => ({ ok: false, isNew: false, refusal: "BODY_INVALID", detail });
  const givenAtMs = Date.parse(at);
  if (Number.isNaN(givenAtMs)) return no(`at: 时间格式有误 is no time: ${at.slice(0, 40)}`);
  if (!CHANNELS.has(channel)) return no(`channel: 没有此渠道 there is no channel ${channel.slice(0, 20)}`);
  if (id === "") return no("id: 须有原系统编号 the other system's id is needed");
  const answer = await ports.hall.submit(
    {
      ...{ type: "import-rating", caseId, source, sourceId: id, level, stage, reasons, givenAtMs },
      channel: channel as RatingChannel,
    },
    {
      ...options,
      render: (_state, decision) =>
        decision.ok ? { status: 200, body: { isNew: decision.events.length > 0 } } : refusalAnswer(decision),
    },
  );
  const body = answer.body as { isNew?: boolean; code?: string; detail?: string };
  if (answer.status === 200) return { ok: true, isNew: body.isNew === true, refusal: null, detail: "" };
  return { ok: false, isNew: false, refusal: body.code ?? null, detail: body.detail ?? "" };
}
