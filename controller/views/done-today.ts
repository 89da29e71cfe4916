// Cases finished at each window today, newest first: what a console lists as done.
import type { LoggedEvent } from "../domain/events.ts";

/** Cases kept per window. */
export const DONE_KEPT_MAX = 30;

export class DoneToday {
  readonly #byWindow = new Map<string, string[]>();

  /** Ids of cases, newest first. */
  at(windowId: string): readonly string[] {
    return this.#byWindow.get(windowId) ?? [];
  }

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#byWindow.clear();
        return;
      case "case.finished":
        this.#put(event.data.windowId, event.data.caseId);
        return;
      case "action.undone": {
        const { windowId, cases, removedCaseIds } = event.data;
        const open = cases.filter(({ status }) => status === "open").map(({ id }) => id);
        const gone = new Set([...open, ...removedCaseIds]);
        const kept = this.at(windowId).filter((id) => !gone.has(id));
        this.#byWindow.set(windowId, kept);
        return;
      }
      default:
        return;
    }
  }

  #put(windowId: string, caseId: string): void {
    const rest = this.at(windowId).filter((id) => id !== caseId);
    this.#byWindow.set(windowId, [caseId, ...rest].slice(0, DONE_KEPT_MAX));
  }
}
