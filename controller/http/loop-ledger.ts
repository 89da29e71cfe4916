// The ledger of bad ratings and complaints as table and file with its figures; results for everybody.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { LoopLedgerView, PublicLoopsView } from "../contract/loop.ts";
import { REPORT_FORMATS } from "../contract/reports.ts";
import { dayAfter } from "../domain/calendar.ts";
import type { LoopText } from "../domain/loop-types.ts";
import { localDay, localDayRange } from "../domain/time.ts";
import type { LocalDay } from "../domain/types.ts";
import { loopFiguresView, loopRow, publicLoops } from "../views/loop.ts";
import { contextOf } from "../views/sources.ts";
import { personOf } from "./loop-person.ts";
import type { LoopsPort, Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf } from "./queries.ts";
import { may } from "./rights.ts";

const Day = Type.Optional(Type.String({ maxLength: 10, description: "YYYY-MM-DD" }));
const LedgerQuery = Type.Object(
  {
    from: Day,
    to: Day,
    format: Type.Optional(Type.Unsafe<(typeof REPORT_FORMATS)[number]>({ type: "string", enum: [...REPORT_FORMATS] })),
  },
  { additionalProperties: false },
);
const DAYS_USUAL = 30;
const DAYS_MAX = 1_100;
/** What everybody may read covers so many days. */
const PUBLIC_DAYS = 90;
const DAY_MS = 86_400_000;

/** Null: no real days, the wrong way round, or too many. */
function spanOf(from: string, to: string): { readonly from: LocalDay; readonly to: LocalDay } | null {
  if (dayOf(from) === null || dayOf(to) === null || from > to) return null;
  return (Date.parse(to) - Date.parse(from)) / DAY_MS >= DAYS_MAX ? null : { from, to };
}

export const loopLedgerRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { loops } = ports;
    if (loops === undefined) return;
    const { timezone } = ports.sources.settings;
    const today = () => localDay(ports.sources.clock.nowMs(), timezone);
    app.get(
      "/loops/ledger",
      {
        ...may("supervisor", "auditor"),
        schema: {
          tags: ["loops"],
          querystring: LedgerQuery,
          response: answers(200, LoopLedgerView, "Received in the span, with the figures; a file with `format`"),
        },
      },
      async (request, reply) => {
        const { from = dayAfter(request.query.to ?? today(), -DAYS_USUAL), to = today(), format } = request.query;
        const span = spanOf(from, to);
        if (span === null) return sendProblem(reply, "SPAN_INVALID", `${from} to ${to}`);
        const view = await ledger(ports, loops, span, personOf(ports, request, undefined));
        if (format === undefined || format === "json") return reply.send(view);
        const file = await loops.file(view, format);
        return reply
          .header("content-type", file.type)
          .header("content-disposition", `attachment; filename="${file.name}"`)
          .send(Buffer.from(file.bytes));
      },
    );
    app.get(
      "/public-loops",
      {
        ...may("public"),
        schema: { tags: ["loops"], response: answers(200, PublicLoopsView, "What came of bad ratings; no names") },
      },
      async (_request, reply) => {
        const to = today();
        const from = dayAfter(to, 1 - PUBLIC_DAYS);
        const found = await received(ports, loops, { from, to });
        const view = await ports.hall.read((state) => publicLoops(contextOf(ports.sources, state), found, from, to));
        return reply.send(view);
      },
    );
  };

function received({ hall, sources }: Ports, loops: LoopsPort, { from, to }: { from: LocalDay; to: LocalDay }) {
  const { timezone } = sources.settings;
  const [fromMs, toMs] = [localDayRange(from, timezone).startMs, localDayRange(to, timezone).endMs];
  return hall.query(() => loops.between(fromMs, toMs));
}

async function ledger(
  ports: Ports,
  loops: LoopsPort,
  span: { readonly from: LocalDay; readonly to: LocalDay },
  me: string | null,
): Promise<LoopLedgerView> {
  const { hall, sources, records } = ports;
  const { timezone } = sources.settings;
  const all = await received(ports, loops, span);
  const [fromMs, toMs] = [localDayRange(span.from, timezone).startMs, localDayRange(span.to, timezone).endMs];
  const levels = await hall.query(() => loops.levels(fromMs, toMs));
  const words = (text: LoopText) => loops.words(text);
  // The figures are of all; rows about the reader are not theirs to read.
  const shown = all.filter(({ clerkId, withdrawnMs }) => withdrawnMs === null && (me === null || clerkId !== me));
  return hall.read((state) => {
    const context = contextOf(sources, state);
    const rows = shown.map((loop) => {
      const reasons = loop.caseId === null ? [] : (records.caseById(loop.caseId)?.rating?.reasons ?? []);
      return loopRow(context, loop, { me: null, words, reasons, hasContact: loops.contactRef(loop) !== null });
    });
    return { ...span, figures: loopFiguresView(all, levels), rows };
  });
}
