// "What happened at 10:42?": a day folded to a moment, in slices so that the hall goes on meanwhile.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { ReplayAnswer, ReplayDays } from "../contract/replay.ts";
import { isoWithOffset, wallTime } from "../domain/time.ts";
import { daySeries } from "../views/floor.ts";
import { managerView } from "../views/overview.ts";
import { DayReplay } from "../views/replay.ts";
import { storyLine } from "../views/story.ts";
import type { EventRow, Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf } from "./queries.ts";
import { may } from "./rights.ts";

/** Events folded in one turn of the loop. */
const SLICE_EVENTS = 200;
/** Days kept folded; each holds one day's tickets. */
const REPLAYS_MAX = 2;
/** Events told beyond the moment. */
const NEXT_EVENTS = 10;
const DAYS_MAX = 400;

const mayReplay = may("manager", "auditor");
const Query = Type.Object(
  {
    date: Type.String({ maxLength: 10, description: "YYYY-MM-DD" }),
    at: Type.Optional(Type.String({ pattern: "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$", description: "HH:MM[:SS]" })),
  },
  { additionalProperties: false },
);
const TicketQuery = Type.Object(
  { date: Type.String({ maxLength: 10 }), number: Type.String({ minLength: 1, maxLength: 16 }) },
  { additionalProperties: false },
);

interface Kept {
  readonly day: string;
  readonly from: number;
  readonly replay: DayReplay;
  atMs: number;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Folds days, one question after the other, and keeps the newest ones for the next step forward. */
class Replays {
  readonly #ports: Ports;
  #kept: Kept[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Null: the log has no such day. */
  at(day: string, atMs: number | null) {
    const asked = this.#last.then(() => this.#at(day, atMs));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  async #at(day: string, asked: number | null) {
    const { records, sources, devices, hall } = this.#ports;
    const range = await hall.query(() => records.rangeOfDay(day));
    if (range === null) return null;
    const bounds = await this.#bounds(range);
    // A day of which no moment is asked is told at its end.
    const atMs = Math.min(Math.max(asked ?? bounds.toMs, bounds.fromMs), bounds.toMs);
    const kept = this.#start(day, range.from, atMs);
    const next = await this.#advance(kept, atMs, range.to);
    const context = kept.replay.context(atMs, devices.list());
    const { timezone } = sources.settings;
    return {
      day,
      at: isoWithOffset(atMs, timezone),
      from: isoWithOffset(bounds.fromMs, timezone),
      to: isoWithOffset(bounds.toMs, timezone),
      seq: kept.replay.seq,
      view: managerView(context),
      series: daySeries(context),
      next: next.map((row) => storyLine(context, row)),
    };
  }

  /** First and last moment of a day, the last one at most now. */
  async #bounds({ from, to }: { from: number; to: number }): Promise<{ fromMs: number; toMs: number }> {
    const { hall, log, sources } = this.#ports;
    return hall.query(() => {
      const [first] = log.eventsAfter(from - 1, 1);
      const last = to === Number.MAX_SAFE_INTEGER ? undefined : log.eventsAfter(to - 2, 1)[0];
      const nowMs = sources.clock.nowMs();
      return { fromMs: first?.atMs ?? nowMs, toMs: last?.atMs ?? nowMs };
    });
  }

  /** One that has not gone too far yet, or a new one. */
  #start(day: string, from: number, atMs: number): Kept {
    const found = this.#kept.find((kept) => kept.day === day && kept.from === from && kept.atMs <= atMs);
    const kept = found ?? { day, from, replay: new DayReplay(this.#ports.sources.settings, from), atMs: 0 };
    const others = this.#kept.filter((other) => other !== kept && other.day !== day);
    this.#kept = [kept, ...others].slice(0, REPLAYS_MAX);
    return kept;
  }

  /** Takes everything up to the moment; what comes right after it is told. */
  async #advance(kept: Kept, atMs: number, to: number): Promise<EventRow[]> {
    const { hall, log } = this.#ports;
    kept.atMs = atMs;
    for (;;) {
      const rows = await hall.query(() => log.eventsAfter(kept.replay.seq, SLICE_EVENTS));
      const ofDay = rows.filter(({ seq }) => seq < to);
      const due = ofDay.findIndex((row) => row.atMs > atMs);
      for (const row of due < 0 ? ofDay : ofDay.slice(0, due)) kept.replay.take(row);
      if (due >= 0) return ofDay.slice(due, due + NEXT_EVENTS);
      if (ofDay.length < SLICE_EVENTS) return [];
      await nextTurn();
    }
  }
}

export const replayRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const replays = new Replays(ports);
    app.get(
      "/replay/days",
      {
        ...mayReplay,
        schema: { tags: ["replay"], response: answers(200, ReplayDays, "Days in the log, newest first") },
      },
      async (_request, reply) => {
        const days = await ports.hall.query(() => ports.records.days());
        return reply.send(days.reverse().slice(0, DAYS_MAX));
      },
    );
    app.get(
      "/replay",
      {
        ...mayReplay,
        schema: { tags: ["replay"], querystring: Query, response: answers(200, ReplayAnswer, "The page as it was") },
      },
      async (request, reply) => {
        const { timezone } = ports.sources.settings;
        const day = dayOf(request.query.date);
        if (day === null) return sendProblem(reply, "DAY_INVALID", `date=${request.query.date}`);
        const { at } = request.query;
        const atMs = at === undefined ? null : momentOf(day, at, timezone);
        const answer = await replays.at(day, atMs);
        if (answer === null) return sendProblem(reply, "DAY_INVALID", `the log has no ${day}`);
        return reply.send(answer);
      },
    );
    app.get(
      "/replay/ticket",
      {
        ...mayReplay,
        schema: {
          tags: ["replay"],
          querystring: TicketQuery,
          response: answers(200, Type.Object({ ticketId: Type.String() }), "The ticket of a day by its number"),
        },
      },
      async (request, reply) => {
        const { date, number } = request.query;
        const day = dayOf(date);
        if (day === null) return sendProblem(reply, "DAY_INVALID", `date=${date}`);
        const ticketId = await ports.hall.query(() => ports.records.ticketIdOf(day, number.toUpperCase()));
        return ticketId === null ? sendProblem(reply, "TICKET_UNKNOWN", number) : reply.send({ ticketId });
      },
    );
  };

/** Wall time of the hall; of an hour that comes twice the first. */
function momentOf(day: string, at: string, timezone: string): number {
  const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3, 5));
  const seconds = Number(at.slice(6, 8) || "0");
  return wallTime(day, minutes, timezone).atMs + seconds * 1000;
}
