// `/book`: appointments by phone without a script. The rules of slots are the hall's; this asks and tells.
import { hash, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { appointmentOf } from "../../domain/appointments.ts";
import { dayAfter } from "../../domain/calendar.ts";
import type { Command, RefusalCode } from "../../domain/commands.ts";
import type { HallState, ServiceSettings } from "../../domain/types.ts";
import { appointmentView, slotsView } from "../../views/appointments.ts";
import { contextOf } from "../../views/sources.ts";
import { keepNumber } from "../contact.ts";
import type { Answer, Ports } from "../ports.ts";
import { dayOf } from "../queries.ts";
import { TokenBuckets } from "../token-buckets.ts";
import {
  type BookAsk,
  type BookDay,
  type BookService,
  bookedPage,
  bookPath,
  confirmPage,
  daysPage,
  servicesPage,
  timesPage,
} from "./book-page.ts";
import type { Gate } from "./gate.ts";
import { addressOf } from "./gate.ts";
import { noticePage } from "./notice.ts";
import { type PageQuery, readingOf } from "./reading.ts";
import { BOOK_WORDS, type BookMessage } from "./words-book.ts";

/** Bookings and cancellations of one address: a family books a few, a program would book all. */
const PER_ADDRESS = { burst: 20, perSecond: 1 / 60 };
const ONCE = /^[A-Za-z0-9_-]{8,40}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const ONCE_BYTES = 12;
const HTML_TYPE = "text/html; charset=utf-8";

interface BookQuery extends PageQuery {
  readonly service?: string;
  readonly date?: string;
  readonly time?: string;
}
type Request = FastifyRequest<{ Params: { id: string }; Querystring: BookQuery }>;

function saidOf(said: unknown): BookMessage | null {
  return typeof said === "string" && Object.hasOwn(BOOK_WORDS["zh-CN"].messages, said) ? (said as BookMessage) : null;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Registers the pages; the caller has set the headers and reads forms. */
export function bookRoutes(scope: FastifyInstance, ports: Ports, gate: Gate): void {
  const { sources, hall } = ports;
  const buckets = new TokenBuckets(PER_ADDRESS);
  const nowMs = () => sources.clock.nowMs();
  const hidden = { schema: { hide: true } };
  const send = (reply: FastifyReply, page: string) => reply.type(HTML_TYPE).send(page);
  const asked = (request: Request): BookAsk => ({
    ...readingOf(request, null),
    hallName: sources.settings.name,
    said: saidOf(request.query.said),
    once: randomBytes(ONCE_BYTES).toString("base64url"),
    numberDays: ports.contacts?.wanted ? ports.contacts.days : null,
  });
  const refused = (request: Request, reply: FastifyReply, waitSeconds: number) =>
    send(reply.code(429).header("retry-after", String(waitSeconds)), noticePage("tooMany", readingOf(request, null)));

  scope.get("/book", hidden, async (request: Request, reply) => {
    const waitSeconds = gate.address(request as FastifyRequest);
    if (waitSeconds > 0) return refused(request, reply, waitSeconds);
    return send(reply, await question(ports, asked(request), request.query));
  });

  scope.get("/book/:id", hidden, async (request: Request, reply) => {
    const waitSeconds = gate.address(request as FastifyRequest);
    if (waitSeconds > 0) return refused(request, reply, waitSeconds);
    const view = await found(ports, request.params.id);
    if (view === null) return send(reply.code(404), noticePage("unknown", readingOf(request, null)));
    const { default: QRCode } = await import("qrcode");
    const qr = await QRCode.toString(view.code, { type: "svg", errorCorrectionLevel: "M", margin: 4, width: 200 });
    const service = bookable(ports).find(({ id }) => id === view.serviceId);
    return send(reply, bookedPage(asked(request), view, service === undefined ? null : shownOf(service), qr));
  });

  const form = (request: Request): URLSearchParams | null => {
    const fields = request.body instanceof URLSearchParams ? request.body : null;
    return fields !== null && ONCE.test(fields.get("once") ?? "") ? fields : null;
  };

  scope.post("/book", hidden, async (request: Request, reply) => {
    const reading = readingOf(request, null);
    const fields = form(request);
    const waitSeconds = buckets.take(addressOf(request as FastifyRequest), nowMs());
    if (waitSeconds > 0) return refused(request, reply, waitSeconds);
    const [service, date, time] = ["service", "date", "time"].map((name) => fields?.get(name) ?? "") as [
      string,
      string,
      string,
    ];
    const day = dayOf(date);
    if (fields === null || day === null || !TIME.test(time)) {
      return reply.redirect(bookPath(reading, { said: "failed" }), 303);
    }
    const phone = fields.get("phone")?.trim() ?? "";
    if (phone !== "" && ports.contacts?.isNumber(phone) === false) {
      return reply.redirect(bookPath(reading, { service, date, time, said: "bad-number" }), 303);
    }
    const { language } = reading;
    const command = { type: "book-appointment", serviceId: service, day, time, language, needs: [], person: null };
    const outcome = await submitted(ports, command as Command, fields.get("once") ?? "", (state, id) => {
      if (phone !== "") keepNumber(ports, state, id, phone);
    });
    if (outcome.id === null) {
      return reply.redirect(bookPath(reading, { service, date, said: outcome.said }), 303);
    }
    return reply.redirect(`/book/${outcome.id}?lang=${language}${reading.large ? "&big=1" : ""}`, 303);
  });

  scope.post("/book/:id/cancel", hidden, async (request: Request, reply) => {
    const { language, large } = readingOf(request, null);
    const fields = form(request);
    const waitSeconds = buckets.take(addressOf(request as FastifyRequest), nowMs());
    if (waitSeconds > 0) return refused(request, reply, waitSeconds);
    const view = await found(ports, request.params.id);
    if (view === null) return send(reply.code(404), noticePage("unknown", readingOf(request, null)));
    const command: Command = { type: "cancel-appointment", appointment: view.id };
    const once = fields?.get("once") ?? null;
    const said = once === null ? "failed" : (await submitted(ports, command, once)).said;
    return reply.redirect(`/book/${view.id}?lang=${language}${large ? "&big=1" : ""}&said=${said}`, 303);
  });

  /** By id alone: eight digits are soon tried. */
  function found(_ports: Ports, id: string) {
    return hall.read((state) => {
      const appointment = appointmentOf(state, id);
      return appointment?.id === id ? appointmentView(contextOf(sources, state), appointment) : null;
    });
  }
}

function bookable({ sources }: Ports): readonly ServiceSettings[] {
  return sources.settings.services.filter(({ appointments }) => appointments !== undefined);
}

function shownOf({ id, name, documents }: ServiceSettings): BookService {
  return { id, name, documents: documents ?? [] };
}

/** The page for what has been chosen so far; a choice that does not exist is asked for again. */
function question(ports: Ports, asked: BookAsk, query: BookQuery): Promise<string> {
  return ports.hall.read((state) => {
    const context = contextOf(ports.sources, state);
    const services = bookable(ports);
    const service = services.find(({ id }) => id === query.service);
    if (service === undefined) return servicesPage(asked, services.map(shownOf));
    const shown = shownOf(service);
    const date = dayOf(text(query.date));
    const chosen = date === null ? null : slotsView(context, service, date);
    if (chosen === null || date === null) {
      const first = slotsView(context, service, "1970-01-01");
      const days: BookDay[] = [];
      for (let day = first?.firstDay ?? ""; first !== null && day <= first.lastDay; day = dayAfter(day)) {
        const free = slotsView(context, service, day)?.slots.reduce((sum, slot) => sum + slot.free, 0) ?? 0;
        days.push({ date: day, free });
      }
      return daysPage(asked, shown, days);
    }
    const slot = chosen.slots.find(({ time, free }) => time === query.time && free > 0);
    return slot === undefined ? timesPage(asked, shown, chosen) : confirmPage(asked, shown, date, slot.time);
  });
}

const MESSAGES: Partial<Readonly<Record<RefusalCode, BookMessage>>> = {
  SLOT_FULL: "full",
  SLOT_UNKNOWN: "gone",
  SERVICE_NOT_BOOKABLE: "gone",
  APPOINTMENT_ENDED: "too-late",
};

async function submitted(
  ports: Ports,
  command: Command,
  once: string,
  done: (state: HallState, appointmentId: string | undefined) => void = () => undefined,
): Promise<{ readonly id: string | null; readonly said: BookMessage }> {
  const key = {
    key: `book-${hash("sha256", once, "hex")}`,
    fingerprint: hash("sha256", JSON.stringify(command), "hex"),
  };
  try {
    const answer = await ports.hall.submit(command, {
      actor: "citizen",
      idempotency: key,
      render: (state, decision): Answer => {
        if (!decision.ok) return { status: 200, body: { id: null, said: MESSAGES[decision.code] ?? "failed" } };
        done(state, decision.subject?.appointmentId);
        return { status: 200, body: { id: decision.subject?.appointmentId ?? null, said: "cancelled" } };
      },
    });
    return answer.body as { id: string | null; said: BookMessage };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { id: null, said: code === "IDEMPOTENCY_KEY_REUSED" ? "failed" : "busy" };
  }
}
