// A hundred possible afternoons: the hall's own rule of dispatch run forward from the present state, seeded.
import { pickNext } from "../dispatch.ts";
import { newState } from "../fold.ts";
import { countOvertaken } from "../fold-tickets.ts";
import { addCalls, place, queueKey, unplace } from "../queue.ts";
import { closedWindow } from "../snapshot.ts";
import type { HallSettings, HallState, Ticket } from "../types.ts";
import { servicesAt } from "../window-services.ts";
import { Attendance } from "./attendance.ts";
import { drawn, exponential, normal, type Random, remaining, seeded } from "./draws.ts";
import { BARE, type Model, type ModelWindow } from "./model.ts";

/** Beyond this nobody is told minutes. */
const HORIZON_MS = 8 * 3_600_000;
/** Windows look again for tickets that are kept for a fit window. */
const LOOK_AGAIN_MS = 60_000;
/** No run is sure of the average it was given: the day may be slower or faster than the ones before. */
const DRIFT = 0.1;

/** Waits per run in ms, `runs` in a row for each ticket and then for each newcomer. */
export interface Waits {
  readonly runs: number;
  readonly ms: Float64Array;
  /** Longest waits at the moment of the outlook in ms, all services of the settings in a row for each run. */
  readonly outlook: Float64Array;
}

/** One window of one run. */
interface Server {
  readonly window: ModelWindow;
  readonly attendance: Attendance;
  /** When it calls next; infinity: when somebody comes. */
  freeAtMs: number;
  /** Has nobody to call. */
  idle: boolean;
}

/** A scratch hall for one set of settings, and the forecast in hand. */
class Run {
  readonly #model: Model;
  readonly #state: HallState;
  readonly #random: Random;
  readonly #index: ReadonlyMap<string, number>;
  readonly #waits: Waits;
  readonly #tickets: readonly Ticket[];
  readonly #guests: readonly Ticket[];
  readonly #hasNeeds: boolean;
  readonly #sortedGaps: Float64Array;
  #pace = 1;
  #left = 0;
  #seq = 0;
  #number = 0;

  constructor(model: Model, state: HallState) {
    this.#model = model;
    this.#state = state;
    this.#random = seeded(model.seed);
    this.#guests = model.newcomers.map(({ serviceId, priority }, i) => ({
      ...BARE,
      ...{ id: `?${i}`, serviceId, priority, issuedAtMs: model.atMs, arrivalMs: model.atMs },
      arrivalSeq: Number.MAX_SAFE_INTEGER - model.newcomers.length + i,
    }));
    this.#tickets = model.tickets.map((ticket) => ({ ...BARE, ...ticket }));
    const all = [...this.#tickets, ...this.#guests];
    this.#index = new Map(all.map(({ id }, i) => [id, i]));
    this.#waits = {
      runs: model.runs,
      ms: new Float64Array(all.length * model.runs).fill(HORIZON_MS),
      outlook: new Float64Array(model.outlook === undefined ? 0 : model.runs * state.settings.services.length),
    };
    this.#sortedGaps = model.gaps.slice().sort();
    this.#hasNeeds = model.tickets.some(({ needs }) => needs !== undefined && needs.length > 0);
  }

  all(): Waits {
    for (this.#number = 0; this.#number < this.#model.runs; this.#number++) this.#one();
    return this.#waits;
  }

  #reset(): void {
    const state = this.#state;
    for (const map of [state.waiting, state.lanes, state.returned, state.callsToday, state.overtakes]) map.clear();
    for (const [key, calls] of this.#model.callsToday) state.callsToday.set(key, calls);
    for (const ticket of this.#tickets) place(state, ticket);
    for (const guest of this.#guests) place(state, guest);
    for (const [key, count] of this.#model.overtakes) state.overtakes.set(key, count);
    this.#left = this.#index.size;
    this.#seq = this.#model.atMs;
  }

  #one(): void {
    const { atMs, arrivals, outlook } = this.#model;
    this.#reset();
    this.#pace = Math.exp(DRIFT * normal(this.#random));
    const servers = this.#model.windows.map((window) => this.#server(window));
    const ratePerMs = arrivals.reduce((sum, { perMs }) => sum + perMs, 0);
    const gap = () => (ratePerMs === 0 ? Number.POSITIVE_INFINITY : exponential(this.#random, 1 / ratePerMs));
    const comes = (fromMs: number) => {
      const nextMs = fromMs + gap();
      return nextMs > (outlook?.arrivalsUntilMs ?? nextMs) ? Number.POSITIVE_INFINITY : nextMs;
    };
    let comesAtMs = comes(atMs);
    while (this.#left > 0 || outlook !== undefined) {
      const server = first(servers);
      const nowMs = Math.min(server?.freeAtMs ?? Number.POSITIVE_INFINITY, comesAtMs);
      if (outlook !== undefined && nowMs > outlook.untilMs) {
        this.#look(outlook.untilMs);
        return;
      }
      if (nowMs - atMs > HORIZON_MS) return;
      if (server !== undefined && server.freeAtMs <= comesAtMs) {
        this.#serve(server, nowMs);
        continue;
      }
      const ticket = this.#comes(nowMs, ratePerMs);
      comesAtMs = comes(nowMs);
      for (const idle of servers) {
        if (!idle.idle || !this.#serves(idle.window, ticket.serviceId)) continue;
        idle.idle = false;
        idle.freeAtMs = idle.attendance.thereFrom(nowMs + drawn(this.#random, this.#model.gaps));
      }
    }
  }

  /** How long the first in each line has waited at the end of an outlook. */
  #look(untilMs: number): void {
    const { services } = this.#state.settings;
    services.forEach(({ id }, i) => {
      const first = this.#state.waiting.get(id)?.[0];
      if (first === undefined) return;
      this.#waits.outlook[this.#number * services.length + i] = Math.max(0, untilMs - first.arrivalMs);
    });
  }

  /** When the window calls the next ticket, as far as what it does now says. */
  #freeAt({ busySinceMs, serviceId, own, freeSinceMs }: ModelWindow): number {
    const { atMs, work, workOf, gaps } = this.#model;
    let freeAtMs = atMs;
    if (busySinceMs !== null && serviceId !== null) {
      const samples = work[own[serviceId] ?? workOf[serviceId] ?? 0] ?? work[0];
      freeAtMs += remaining(this.#random, samples ?? NONE, atMs - busySinceMs) + drawn(this.#random, gaps);
    } else {
      const asked = freeSinceMs === null ? 0 : atMs - freeSinceMs;
      freeAtMs += asked <= 0 ? drawn(this.#random, gaps) : remaining(this.#random, this.#sortedGaps, asked);
    }
    return freeAtMs;
  }

  #server(window: ModelWindow): Server {
    const attendance = new Attendance(this.#model, window, this.#random);
    return { window, attendance, freeAtMs: attendance.thereFrom(this.#freeAt(window)), idle: false };
  }

  #serves({ id }: ModelWindow, serviceId: string): boolean {
    return servicesAt(this.#state, id).includes(serviceId);
  }

  /** Calls whom the rule says. Who is not there any more, and who was only imagined, takes no time. */
  #serve(server: Server, nowMs: number): void {
    for (;;) {
      const pick = pickNext(this.#state, server.window.id, nowMs);
      if (pick === null) {
        server.idle = !this.#hasNeeds;
        server.freeAtMs = server.idle ? Number.POSITIVE_INFINITY : nowMs + LOOK_AGAIN_MS;
        return;
      }
      const { ticket } = pick;
      const index = this.#index.get(ticket.id);
      const queue = queueKey(ticket);
      unplace(this.#state, ticket);
      const waitedMs = nowMs - this.#model.atMs;
      if (index !== undefined) {
        this.#waits.ms[index * this.#model.runs + this.#number] = waitedMs;
        this.#left -= 1;
      }
      if (index !== undefined && index >= this.#model.tickets.length) continue;
      const stays = Math.exp(-this.#model.leavesPerMs * waitedMs);
      if (index !== undefined && this.#random() >= stays) continue;
      addCalls(this.#state, ticket.serviceId, 1);
      countOvertaken(this.#state, ticket, queue, pick.overtook);
      server.freeAtMs = server.attendance.thereFrom(nowMs + this.#takes(server.window, ticket.serviceId));
      return;
    }
  }

  #takes(window: ModelWindow, serviceId: string): number {
    const { work, workOf, missed, noShowShare, gaps } = this.#model;
    const gap = drawn(this.#random, gaps);
    if (missed.length > 0 && this.#random() < noShowShare) return drawn(this.#random, missed) + gap;
    const samples = work[window.own[serviceId] ?? workOf[serviceId] ?? 0] ?? NONE;
    return this.#pace * drawn(this.#random, samples) + gap;
  }

  /** A priority ticket that nobody has seen yet. */
  #comes(nowMs: number, ratePerMs: number): Ticket {
    const { arrivals } = this.#model;
    let mark = this.#random() * ratePerMs;
    const kind = arrivals.find(({ perMs }) => {
      mark -= perMs;
      return mark <= 0;
    });
    this.#seq += 1;
    const ticket: Ticket = {
      ...BARE,
      ...{
        id: `+${this.#seq}`,
        serviceId: kind?.serviceId ?? arrivals[0]?.serviceId ?? "",
        // Ordinary ones come in an outlook alone: nobody in line now waits for them.
        priority: kind === undefined || kind.priority === "" ? null : kind.priority,
      },
      ...{ issuedAtMs: nowMs, arrivalMs: nowMs, arrivalSeq: this.#seq },
    };
    place(this.#state, ticket);
    return ticket;
  }
}

const NONE = new Float64Array(0);

function first(servers: readonly Server[]): Server | undefined {
  let best: Server | undefined;
  for (const server of servers) if (best === undefined || server.freeAtMs < best.freeAtMs) best = server;
  return best;
}

/** A hall to simulate in, made once for the settings it runs by. */
export function scratchHall(settings: HallSettings): HallState {
  return newState(settings);
}

/** Runs the model; the scratch hall is left as it falls and may be used again. */
export function simulate(model: Model, scratch: HallState): Waits {
  for (const { id } of scratch.settings.windows) scratch.windows.set(id, closedWindow(id));
  scratch.floor.assigned.clear();
  for (const [id, services] of model.assigned) scratch.floor.assigned.set(id, services);
  for (const { id, state } of model.windows) scratch.windows.set(id, { ...closedWindow(id), state });
  return new Run(model, scratch).all();
}
