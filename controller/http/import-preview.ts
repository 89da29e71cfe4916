// A file of bookings looked through before it is taken over: every row with what would become of it, nothing booked.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { IMPORT_CHARS_MAX } from "../contract/bodies.ts";
import { ImportPreviewView } from "../contract/desk.ts";
import { bookAppointment } from "../domain/appointments.ts";
import type { Command } from "../domain/commands.ts";
import { serviceOf } from "../domain/settings-lookup.ts";
import { freeIn, slotsOf } from "../domain/slots.ts";
import type { HallState } from "../domain/types.ts";
import { COLUMNS, commandOf, type ImportRow, importRows, ROWS_MAX } from "./appointment-import.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

type Booking = Extract<Command, { type: "book-appointment" }>;
type Verdict = Pick<ImportPreviewView["rows"][number], "ok" | "refusal" | "detail">;

const GOOD: Verdict = { ok: true, refusal: null, detail: "" };

/** Places of a slot that the rows before have taken count as taken. */
export function previewOf(state: HallState, rows: readonly ImportRow[], nowMs: number): Verdict[] {
  const taken = new Map<string, number>();
  let drawn = 0;
  return rows.map((row) => {
    const command = commandOf(row);
    if (typeof command === "string") return { ok: false, refusal: "BODY_INVALID", detail: command };
    const at = { state, nowMs, behindMs: 0, newId: () => "preview", newToken: () => `preview-${++drawn}` };
    const decision = bookAppointment(at, command as Booking);
    if (!decision.ok) return { ok: false, refusal: decision.code, detail: decision.detail };
    const { serviceId, day, time } = command as Booking;
    const key = `${serviceId} ${day} ${time}`;
    const before = taken.get(key) ?? 0;
    if (before >= freePlaces(state, command as Booking, nowMs)) {
      return { ok: false, refusal: "SLOT_FULL", detail: `${day} ${time} 已被本文件前面的行约满 · full by rows above` };
    }
    taken.set(key, before + 1);
    return GOOD;
  });
}

function freePlaces(state: HallState, { serviceId, day, time }: Booking, nowMs: number): number {
  const service = serviceOf(state.settings, serviceId);
  const rules = service?.appointments;
  if (service === undefined || rules === undefined) return 0;
  const slot = slotsOf(state.settings, service, rules, day).find((known) => known.time === time);
  return slot === undefined ? 0 : freeIn(state, serviceId, rules, day, slot, nowMs);
}

export const importPreviewRoute =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, text, done) => done(null, text));
    app.post(
      "/appointments/import/preview",
      {
        ...may("guide", "supervisor", "manager"),
        schema: {
          tags: ["appointments"],
          body: Type.String({ minLength: 1, maxLength: IMPORT_CHARS_MAX }),
          response: answers(200, ImportPreviewView, "What each row would come to"),
        },
      },
      async (request, reply) => {
        const rows = importRows(request.body);
        if (rows === null) return sendProblem(reply, "BODY_INVALID", `heading: ${COLUMNS.join(",")}`);
        if (rows.length > ROWS_MAX) return sendProblem(reply, "BODY_INVALID", `at most ${ROWS_MAX} rows`);
        const nowMs = ports.sources.clock.nowMs();
        const verdicts = await ports.hall.read((state) => previewOf(state, rows, nowMs));
        const report = verdicts.map((verdict, i) => ({ row: i + 1, text: textOf(rows[i] ?? {}), ...verdict }));
        const good = report.filter(({ ok }) => ok).length;
        return reply.send({ good, faulty: report.length - good, rows: report });
      },
    );
  };

function textOf(row: ImportRow): string {
  return COLUMNS.map((column) => row[column] ?? "")
    .filter((field) => field !== "")
    .join(" · ");
}
