// Bookings from another system: a small CSV file, each row booked or refused by itself.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { IMPORT_CHARS_MAX } from "../contract/bodies.ts";
import { ImportView } from "../contract/kiosk.ts";
import type { Command } from "../domain/commands.ts";
import { appointmentView } from "../views/appointments.ts";
import { contextOf } from "../views/sources.ts";
import { requestKey, rowKey } from "./exchange.ts";
import type { Answer, Ports } from "./ports.ts";
import { refusalAnswer, sendProblem } from "./problems.ts";
import { answers, dayOf } from "./queries.ts";
import { may } from "./rights.ts";

export const ROWS_MAX = 400;
export const COLUMNS = ["service", "date", "time", "language", "needs"] as const;
const NEEDED = ["service", "date", "time"] as const;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** One row of the file by its heading. */
export type ImportRow = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

/** Rows by their heading; fields hold no commas and no quotes. Null: the heading is not understood. */
export function importRows(text: string): ImportRow[] | null {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const heading = (lines.shift() ?? "").split(",").map((name) => name.trim().toLowerCase());
  const isKnown = heading.every((name) => (COLUMNS as readonly string[]).includes(name));
  if (!isKnown || new Set(heading).size !== heading.length || NEEDED.some((name) => !heading.includes(name)))
    return null;
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const fields = line.split(",");
      return Object.fromEntries(heading.map((name, i) => [name, fields[i]?.trim() ?? ""]));
    });
}

/** The booking a row asks for, or what is wrong with it. */
export function commandOf({
  service = "",
  date = "",
  time = "",
  language = "",
  needs = "",
}: ImportRow): Command | string {
  const day = dayOf(date);
  if (day === null) return `date 须为 YYYY-MM-DD · a date is written YYYY-MM-DD`;
  if (!CLOCK.test(time)) return `time 须为 HH:MM · a time is written HH:MM`;
  return {
    type: "book-appointment",
    serviceId: service,
    day,
    time,
    language: language === "" ? null : language,
    needs: needs === "" ? [] : needs.split(";").map((need) => need.trim()),
    person: null,
  };
}

interface Outcome {
  readonly ok: boolean;
  readonly code: string | null;
  readonly refusal: string | null;
  readonly detail: string;
}

function outcomeOf({ body, status }: Answer): Outcome {
  const known = body as { code?: string; detail?: string } | null;
  if (status === 201) return { ok: true, code: known?.code ?? null, refusal: null, detail: "" };
  return { ok: false, code: null, refusal: known?.code ?? null, detail: known?.detail ?? "" };
}

export const importRoute =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    // This call alone takes a file; everything else is JSON.
    app.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, text, done) => done(null, text));
    app.post(
      "/appointments/import",
      {
        ...may("manager"),
        schema: {
          tags: ["appointments"],
          body: Type.String({ minLength: 1, maxLength: IMPORT_CHARS_MAX }),
          response: answers(200, ImportView, "Row by row"),
        },
      },
      async (request, reply) => {
        const key = requestKey(request);
        if (key === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
        const rows = importRows(request.body);
        if (rows === null) return sendProblem(reply, "BODY_INVALID", `heading: ${COLUMNS.join(",")}`);
        if (rows.length > ROWS_MAX) return sendProblem(reply, "BODY_INVALID", `at most ${ROWS_MAX} rows`);
        // Decided in order, synced together: rows of one file cost one wait for the disk.
        const outcomes = await Promise.all(rows.map((row, i) => booked(ports, row, rowKey(key, i + 1))));
        const report = outcomes.map((outcome, i) => ({ row: i + 1, ...outcome }));
        const count = report.filter(({ ok }) => ok).length;
        return reply.send({ booked: count, refused: report.length - count, rows: report });
      },
    );
  };

async function booked(ports: Ports, row: ImportRow, idempotency: ReturnType<typeof rowKey>): Promise<Outcome> {
  const command = commandOf(row);
  if (typeof command === "string") return { ok: false, code: null, refusal: "BODY_INVALID", detail: command };
  const answer = await ports.hall.submit(command, {
    actor: "api",
    idempotency,
    render: (state, decision) => {
      if (!decision.ok) return refusalAnswer(decision);
      const found = state.offer.appointments.get(decision.subject?.appointmentId ?? "");
      const body = found === undefined ? null : appointmentView(contextOf(ports.sources, state), found);
      return { status: 201, body };
    },
  });
  return outcomeOf(answer);
}
