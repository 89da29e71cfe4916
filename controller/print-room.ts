// Papers: each is started durably before its first byte and settled once; nothing is printed twice by itself.

import type { Clock } from "../drivers/kernel/clock.ts";
import type { TicketPaper } from "../drivers/kernel/model.ts";
import type { Printer } from "../drivers/kernel/print-runner.ts";
import type { WaitTeller } from "./domain/estimate.ts";
import type { PrintIntent } from "./domain/intents.ts";
import type { HallState } from "./domain/types.ts";
import type { Hall } from "./hall.ts";
import { ticketPaper } from "./ticket-paper.ts";

export interface PrintOrder {
  readonly ticketId: string;
  readonly deviceId: string;
  readonly paper: TicketPaper;
}

/** A paper that an earlier run of the service asked for and did not settle. */
export interface UnfinishedPaper {
  readonly order: PrintOrder;
  readonly started: boolean;
  readonly ageMs: number;
}

type Outcome = "printed" | "failed" | "unconfirmed";

interface Options {
  readonly hall: Hall;
  readonly clock: Clock;
  readonly printer: (deviceId: string) => Printer | undefined;
  readonly ticketUrl: (token: string) => string;
  /** Tells waits; missing: the formula alone. */
  readonly waits?: WaitTeller;
  readonly log: { warn(fields: object, message: string): void };
}

/** After a restart, a paper of which no byte had left is still printed this long after it was asked for. */
const RESUME_AGE_MS_MAX = 60_000;

export class PrintRoom {
  readonly #options: Options;
  #lastJob = 0;
  readonly #ticketOfJob = new Map<string, string>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The paper as the state of the batch words it, or null when the ticket is gone. */
  order(state: HallState, intent: PrintIntent): PrintOrder | null {
    const ticket = state.tickets.get(intent.ticketId);
    if (ticket === undefined) return null;
    const marked = { ...ticket, printAttempts: ticket.printAttempts + 1 };
    const { ticketUrl, clock, waits } = this.#options;
    const paper = ticketPaper(state, marked, ticketUrl(ticket.token), clock.nowMs(), waits);
    return { ticketId: ticket.id, deviceId: intent.deviceId, paper };
  }

  /** Papers still pending when the service starts. */
  unfinished(state: HallState): UnfinishedPaper[] {
    const papers: UnfinishedPaper[] = [];
    for (const ticket of state.tickets.values()) {
      if (ticket.print !== "pending") continue;
      const kiosk = state.settings.kiosks.find(({ id }) => id === ticket.kioskId);
      const order = this.order(state, { ticketId: ticket.id, deviceId: ticket.printer ?? kiosk?.printer ?? "" });
      const ageMs = this.#options.clock.nowMs() - ticket.issuedAtMs;
      if (order !== null) papers.push({ order, started: ticket.printAttempts > 0, ageMs });
    }
    return papers;
  }

  /** A started paper may lie in the tray: a person decides. One not started may still be printed, if it is fresh. */
  resume(papers: readonly UnfinishedPaper[]): void {
    for (const { order, started, ageMs } of papers) {
      if (started) void this.#end(order, "unconfirmed", "the service was restarted while this was printing");
      else if (ageMs <= RESUME_AGE_MS_MAX) this.print(order);
      else void this.#end(order, "failed", "the service was restarted before this was printed");
    }
  }

  /** Prints in the background; the outcome is logged by the hall. */
  print(order: PrintOrder): void {
    this.#print(order).catch((error: unknown) => {
      this.#options.log.warn({ device: order.deviceId, ticket: order.ticketId, error }, "paper not settled");
    });
  }

  /** A printer that proves an unconfirmed paper after all. */
  lateOutcome(deviceId: string, jobId: string, outcome: Outcome): void {
    const ticketId = this.#ticketOfJob.get(jobId);
    if (ticketId === undefined || outcome !== "printed") return;
    this.#ticketOfJob.delete(jobId);
    void this.#endTicket(ticketId, deviceId, outcome, "confirmed late");
  }

  async #print(order: PrintOrder): Promise<void> {
    const printer = this.#options.printer(order.deviceId);
    if (printer === undefined) {
      await this.#end(order, "failed", `there is no printer ${order.deviceId}`);
      return;
    }
    const jobId = `${order.ticketId}-${++this.#lastJob}`;
    const { outcome, detail } = await printer.print(jobId, order.paper, async () => {
      const { ticketId, deviceId } = order;
      const command = { type: "print-started", ticketId, deviceId } as const;
      await this.#options.hall.submit(command, { actor: `device:${deviceId}`, render: () => null });
    });
    if (outcome === "unconfirmed") this.#ticketOfJob.set(jobId, order.ticketId);
    await this.#end(order, outcome, detail);
  }

  #end(order: PrintOrder, outcome: Outcome, reason: string): Promise<void> {
    return this.#endTicket(order.ticketId, order.deviceId, outcome, reason);
  }

  async #endTicket(ticketId: string, deviceId: string, outcome: Outcome, reason: string): Promise<void> {
    const command = { type: "print-ended", ticketId, deviceId, outcome, reason } as const;
    await this.#options.hall.submit(command, { actor: `device:${deviceId}`, render: () => null });
  }
}
