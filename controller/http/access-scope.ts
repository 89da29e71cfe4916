// What belongs to a paired device: its own kiosk, its own window, the papers it printed. Nothing of its neighbour's.
import type { FastifyRequest } from "fastify";
import type { HallState } from "../domain/types.ts";
import type { Ports } from "./ports.ts";

const KIOSK_ROUTES = /^\/api\/v1\/kiosks\/:id(\/|$)/;
const WINDOW_ROUTES = /^\/api\/v1\/windows\/:id(\/|$)/;
const TICKET_WRITES = /^\/api\/v1\/tickets\/:id\/(reprint|leave|return|yield|contact|contact\/forget)$/;
const CASE_ROUTES = /^\/api\/v1\/cases\/:id(\/|$)/;
const RATINGS = "/api/v1/ratings";

interface Asked {
  readonly id: string;
  readonly body: { readonly kioskId?: unknown; readonly caseId?: unknown; readonly channel?: unknown };
}

/** Whether the request keeps to the place the device was paired for. */
export async function isOwn(ports: Ports, request: FastifyRequest): Promise<boolean> {
  const { role, place = null } = request.principal;
  if (place === null) return true;
  const url = request.routeOptions.url ?? "";
  const { id = "" } = (request.params ?? {}) as { id?: string };
  const body = typeof request.body === "object" && request.body !== null ? (request.body as Asked["body"]) : {};
  if (role === "kiosk") return kioskOwns(ports, url, { id, body }, place);
  if (role === "pad") return padOwns(ports, url, { id, body }, place);
  return true;
}

async function kioskOwns(ports: Ports, url: string, { id, body }: Asked, place: string): Promise<boolean> {
  if (KIOSK_ROUTES.test(url)) return id === place;
  if (body.kioskId !== undefined && body.kioskId !== null && body.kioskId !== place) return false;
  if (url === RATINGS) return body.channel === "hall_terminal";
  if (!TICKET_WRITES.test(url)) return true;
  // Unknown tickets are refused by the rules, in their own words.
  return ports.hall.read((state) => {
    const ticket = state.tickets.get(state.ticketIdByToken.get(id) ?? id);
    return ticket === undefined || ticket.kioskId === place;
  });
}

async function padOwns(ports: Ports, url: string, { id, body }: Asked, place: string): Promise<boolean> {
  if (WINDOW_ROUTES.test(url)) return id === place;
  if (url === RATINGS) {
    if (body.channel !== "window_pad") return false;
    return ports.hall.read((state) => caseStandsAt(state, String(body.caseId), place));
  }
  if (CASE_ROUTES.test(url)) return ports.hall.read((state) => caseStandsAt(state, id, place));
  return true;
}

function caseStandsAt(state: HallState, caseId: string, windowId: string): boolean {
  const found = state.cases.get(caseId);
  return found === undefined || found.windowId === windowId;
}
