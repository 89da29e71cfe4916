// What writes at a window answer with, and who stands behind them.
import { windowOf } from "../domain/settings-lookup.ts";
import { caseView } from "../views/cases.ts";
import { windowView } from "../views/windows.ts";
import { actorOf, type Render } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { subjectTicket } from "./tickets.ts";

/** Answers with the ticket the write was about. */
export const theTicket: Render = (context, accepted) => ({
  status: 200,
  body: { ticket: subjectTicket(context, accepted) },
});

/** Answers with the case the write was about. */
export const theCase: Render = (context, accepted) => {
  const record = context.state.cases.get(accepted.subject?.caseId ?? "");
  return { status: 200, body: { case: record === undefined ? null : caseView(context, record) } };
};

/** Who stands behind a write at a window: the signed-in member of staff, or the window itself. */
export function actorAt(ports: Ports, windowId: string): string {
  const staffId = ports.sources.index.staffAt.get(windowId);
  if (staffId !== undefined) return `staff:${staffId}`;
  return actorOf("window", windowId, ports.sources.settings.windows);
}

/** Answers with the window the route names. */
export const theWindow =
  (windowId: string): Render =>
  (context) => {
    const settings = windowOf(context.state.settings, windowId);
    return { status: 200, body: settings === undefined ? null : windowView(context, settings) };
  };
