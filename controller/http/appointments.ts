// Appointments: slots, booking, cancelling, check-in, lists, and bookings taken over from a file.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { BookBody, CheckInBody, EmptyBody } from "../contract/bodies.ts";
import { AppointmentView, SlotsView } from "../contract/kiosk.ts";
import { TicketView } from "../contract/views.ts";
import { appointmentOf } from "../domain/appointments.ts";
import { CARD_GONE } from "../domain/offer-commands.ts";
import { serviceOf } from "../domain/settings-lookup.ts";
import { localDay } from "../domain/time.ts";
import { appointmentView, appointmentViews, slotsView } from "../views/appointments.ts";
import { importRoute } from "./appointment-import.ts";
import { personOn, personToday } from "./cards.ts";
import { refusedGuess } from "./code-guard.ts";
import { keepNumber } from "./contact.ts";
import { actorOf, look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf, IdParams, LIST_MAX, ReportQuery, SlotsQuery } from "./queries.ts";
import { may } from "./rights.ts";
import { subjectTicket } from "./tickets.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

const CheckedInView = Type.Object({ ticket: TicketView, appointment: AppointmentView });

/** Answers with the appointment itself. */
const theAppointment =
  (status: number): Render =>
  (context, { subject }) => {
    const found = appointmentOf(context.state, subject?.appointmentId ?? "");
    return { status, body: found === undefined ? null : appointmentView(context, found) };
  };

export const appointmentRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    reading(ports, app as App);
    writing(ports, app as App);
    await app.register(importRoute(ports));
  };

function reading(ports: Ports, app: App): void {
  const today = () => localDay(ports.sources.clock.nowMs(), ports.sources.settings.timezone);
  app.get(
    "/slots",
    {
      ...may("kiosk", "staff", "token"),
      schema: { tags: ["appointments"], querystring: SlotsQuery, response: answers(200, SlotsView, "Times to book") },
    },
    async (request, reply) => {
      const { serviceId, date } = request.query;
      const day = date === undefined ? today() : dayOf(date);
      if (day === null) return sendProblem(reply, "DAY_INVALID");
      const service = serviceOf(ports.sources.settings, serviceId);
      if (service === undefined) return sendProblem(reply, "SERVICE_UNKNOWN");
      return look(ports, reply, (context) => slotsView(context, service, day), "SERVICE_NOT_BOOKABLE");
    },
  );
  app.get(
    "/appointments",
    {
      ...may("guide", "supervisor"),
      schema: {
        tags: ["appointments"],
        querystring: ReportQuery,
        response: answers(200, Type.Array(AppointmentView), "Those of a day, in order of time"),
      },
    },
    async (request, reply) => {
      const { date } = request.query;
      const day = date === undefined ? today() : dayOf(date);
      if (day === null) return sendProblem(reply, "DAY_INVALID");
      return look(ports, reply, (context) => appointmentViews(context, day, LIST_MAX));
    },
  );
  app.get(
    "/appointments/:id",
    {
      ...may("kiosk", "guide", "supervisor"),
      schema: { tags: ["appointments"], params: IdParams, response: answers(200, AppointmentView, "By id or code") },
    },
    async (request, reply) => {
      const { id } = request.params;
      const isRight = await ports.hall.read((state) => appointmentOf(state, id) !== undefined);
      if (await refusedGuess(ports, request, reply, { kioskId: null, isRight })) return reply;
      return look(
        ports,
        reply,
        (context) => {
          const found = appointmentOf(context.state, id);
          return found === undefined ? null : appointmentView(context, found);
        },
        "APPOINTMENT_UNKNOWN",
      );
    },
  );
}

function writing(ports: Ports, app: App): void {
  const { kiosks } = ports.sources.settings;
  const actorAt = (kioskId: string | null) => (kioskId === null ? "api" : actorOf("kiosk", kioskId, kiosks));
  app.post(
    "/appointments",
    {
      ...may("kiosk", "guide", "supervisor"),
      schema: { tags: ["appointments"], body: BookBody, response: answers(201, AppointmentView, "Booked") },
    },
    async (request, reply) => {
      const { serviceId, date, time, language = null, needs = [], cardHandle, kioskId = null } = request.body;
      const day = dayOf(date);
      if (day === null) return sendProblem(reply, "DAY_INVALID");
      const { phone } = request.body;
      if (phone !== undefined && ports.contacts?.isNumber(phone) === false) return sendProblem(reply, "PHONE_INVALID");
      const person = personOn(ports, cardHandle ?? null, day, kioskId);
      return write(ports, request, reply, {
        command: { type: "book-appointment", serviceId, day, time, language, needs, person },
        actor: actorAt(kioskId),
        render: (context, accepted) => {
          if (phone !== undefined) keepNumber(ports, context.state, accepted.subject?.appointmentId, phone);
          return theAppointment(201)(context, accepted);
        },
      });
    },
  );
  app.post(
    "/appointments/:id/cancel",
    {
      ...may("kiosk", "guide", "supervisor"),
      schema: {
        tags: ["appointments"],
        params: IdParams,
        body: EmptyBody,
        response: answers(200, AppointmentView, "Cancelled"),
      },
    },
    (request, reply) =>
      write(ports, request, reply, {
        command: { type: "cancel-appointment", appointment: request.params.id },
        actor: "api",
        render: theAppointment(200),
      }),
  );
  app.post(
    "/appointments/check-in",
    {
      ...may("kiosk", "guide", "supervisor"),
      schema: {
        tags: ["appointments"],
        body: CheckInBody,
        response: answers(201, CheckedInView, "Here, with a number"),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const { kioskId = null, largePrint = false } = body;
      const by =
        "code" in body ? { code: body.code } : { person: personToday(ports, body.cardHandle, kioskId) ?? CARD_GONE };
      if ("code" in by) {
        const { code } = by;
        const isRight = await ports.hall.read((state) => appointmentOf(state, code) !== undefined);
        if (await refusedGuess(ports, request, reply, { kioskId, isRight })) return reply;
      }
      return write(ports, request, reply, {
        command: { type: "check-in", by, kioskId, largePrint },
        actor: actorAt(kioskId),
        render: (context, accepted) => {
          const { body: appointment } = theAppointment(201)(context, accepted);
          return { status: 201, body: { ticket: subjectTicket(context, accepted), appointment } };
        },
      });
    },
  );
}
