// Turns what happened into what screens show: renders the views that are watched and can have changed, nothing else.
import { Hub, type HubClock, type Rendered, type Topic } from "../display-server/hub.ts";
import type { ViewData, ViewName } from "./contract/views.ts";
import type { EventType, LoggedEvent } from "./domain/events.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { Case, HallState, Ticket } from "./domain/types.ts";
import { hallView, zoneOf } from "./views/board.ts";
import type { ViewContext } from "./views/context.ts";
import { deskView } from "./views/desk.ts";
import { kioskView } from "./views/kiosk.ts";
import { managerView } from "./views/overview.ts";
import { contextOf, type ViewSources } from "./views/sources.ts";
import { ticketPageView } from "./views/tickets.ts";
import { padView, windowConsoleView } from "./views/windows.ts";

/** What this needs of the hall. */
export interface LiveHall {
  /** Last event that a power cut can no longer take back. */
  readonly durableSeq: number;
  /** Last event folded, durable or about to be. */
  readonly seq?: number;
  /** Computes now, resolves once everything it could have seen is durable. */
  read<T>(look: (state: HallState) => T): Promise<T>;
}

export interface LiveOptions {
  readonly hall: LiveHall;
  readonly sources: ViewSources;
  readonly clock: HubClock;
  /** A ticket that is no longer in the hall, with its case, by id or token. */
  readonly past?: (idOrToken: string) => { readonly ticket: Ticket; readonly pastCase: Case | null } | null;
  readonly defer?: (run: () => void) => void;
}

/** Views of one batch, rendered from its state, to be sent after its sync. */
export interface CapturedViews {
  readonly seq: number;
  readonly views: readonly { readonly key: string; readonly view: Rendered }[];
  /** A view that could not be made; the others go out all the same. */
  readonly fault: { readonly cause: unknown; readonly key: string } | null;
}

type Impact = "none" | "later" | "now";

/** A busy view is rendered at most this often, except for what concerns it directly. */
const GAP_MS: Readonly<Record<ViewName, number>> = {
  hall: 100,
  window: 150,
  pad: 150,
  manager: 250,
  desk: 250,
  kiosk: 250,
  ticket: 1_000,
  // Made by announcements, not by events.
  sound: 0,
};
/** Waited minutes and estimates grow older without any event. */
const REFRESH_MS = 15_000;
const STALE_CHECK_MS = 50;
/** Renderings per turn of the loop beyond those that are due at once. */
const RENDERS_PER_TURN_MAX = 4;
/** Views that show no passing of time. */
const TIMELESS: ReadonlySet<string> = new Set(["hall", "pad", "sound"]);

export class Live {
  readonly hub: Hub;
  /** JSON texts made, for tests and `/metrics`. */
  serialisations = 0;
  readonly #hall: LiveHall;
  readonly #sources: ViewSources;
  readonly #clock: HubClock;
  readonly #defer: (run: () => void) => void;
  readonly #past: NonNullable<LiveOptions["past"]>;
  #staleTimer: { cancel(): void } | null = null;
  #refreshTimer: { cancel(): void } | null = null;
  #stopped = false;

  constructor(options: LiveOptions) {
    this.#hall = options.hall;
    this.#sources = options.sources;
    this.#clock = options.clock;
    this.#past = options.past ?? (() => null);
    this.#defer = options.defer ?? ((run) => void setImmediate(run));
    this.hub = new Hub({
      clock: options.clock,
      timeText: (atMs) => isoWithOffset(atMs, this.#sources.settings.timezone),
      load: (key) => this.#load(key),
      defer: this.#defer,
      // Between a decision and its devices no screen takes the loop.
      hold: () => (options.hall.seq ?? 0) > options.hall.durableSeq,
    });
  }

  start(): void {
    this.hub.advance(this.#hall.durableSeq);
    this.hub.start();
    this.#refreshTimer = this.#clock.after(REFRESH_MS, () => this.#refreshAll());
  }

  stop(): void {
    this.#stopped = true;
    this.#staleTimer?.cancel();
    this.#refreshTimer?.cancel();
    this.hub.stop();
  }

  /** The topic behind a view and id, or null when there is no such view. A ticket is found by id or by token. */
  topicOf(view: string, id: string | null): string | null {
    if (view === "manager" || view === "desk" || (view === "hall" && id === null)) return view;
    if (view === "hall") return zoneOf(this.#sources.settings, id) === undefined ? null : `hall:${id}`;
    if (id === null) return null;
    if (view === "sound") return this.#sources.sound?.zoneView(id) == null ? null : `sound:${id}`;
    const { settings, index } = this.#sources;
    if (view === "window" || view === "pad") {
      return settings.windows.some((window) => window.id === id) ? `${view}:${id}` : null;
    }
    if (view === "kiosk") return settings.kiosks.some((kiosk) => kiosk.id === id) ? `kiosk:${id}` : null;
    if (view !== "ticket") return null;
    const ticketId = index.ticketIdByToken.get(id) ?? id;
    const known = index.ticketIds.has(ticketId) || this.#past(ticketId) !== null;
    return known ? `ticket:${ticketId}` : null;
  }

  /** Runs when a batch closes: `state` is exactly that batch. */
  capture(state: HallState, events: readonly LoggedEvent[]): CapturedViews {
    for (const event of events) this.#sources.index.fold(event);
    const nowMs = this.#clock.monotonicMs();
    const context = contextOf(this.#sources, state);
    const views: { key: string; view: Rendered }[] = [];
    let fault: CapturedViews["fault"] = null;
    let spare = RENDERS_PER_TURN_MAX;
    for (const topic of this.hub.topics()) {
      const impact = impactOf(topic, events);
      if (impact === "none") continue;
      const due = nowMs - topic.renderedAtMs >= GAP_MS[topic.view as ViewName];
      if (impact === "later" && (!due || spare === 0)) {
        topic.stale = true;
        continue;
      }
      if (impact === "later") spare -= 1;
      let view: Rendered | null;
      try {
        view = this.#render(context, topic.key);
      } catch (cause) {
        fault = { cause, key: topic.key };
        continue;
      }
      if (view === null) continue;
      topic.stale = false;
      topic.renderedAtMs = nowMs;
      views.push({ key: topic.key, view });
    }
    this.#watchStale();
    return { seq: state.seq, views, fault };
  }

  /** Runs after the batch's sync, behind the devices. */
  publish(captured: CapturedViews): void {
    this.hub.advance(captured.seq);
    for (const { key, view } of captured.views) this.hub.publish(key, view);
    const { fault } = captured;
    if (fault !== null) throw new Error(`The view ${fault.key} could not be made`, { cause: fault.cause });
  }

  /** Something that is no event has changed what this view shows. */
  touch(key: string): void {
    const topic = this.hub.topic(key);
    if (topic === undefined || this.#stopped) return;
    topic.stale = true;
    if (GAP_MS[topic.view as ViewName] > 0 || topic.loading) this.#watchStale();
    else this.hub.refresh(key);
  }

  #load(key: string): Promise<Rendered | null> {
    const topic = this.hub.topic(key);
    if (topic !== undefined) topic.renderedAtMs = this.#clock.monotonicMs();
    return this.#hall.read((state) => this.#render(contextOf(this.#sources, state), key));
  }

  #render(context: ViewContext, key: string): Rendered | null {
    const data = viewData(context, key, this.#past);
    if (data === null) return null;
    this.serialisations += 1;
    return { seq: context.state.seq, data: JSON.stringify(data) };
  }

  #watchStale(): void {
    if (this.#staleTimer !== null || this.#stopped) return;
    for (const topic of this.hub.topics()) {
      if (!topic.stale) continue;
      this.#staleTimer = this.#clock.after(STALE_CHECK_MS, () => this.#renderStale());
      return;
    }
  }

  /** Renders what is overdue, a few per turn of the loop. */
  #renderStale(): void {
    this.#staleTimer?.cancel();
    this.#staleTimer = null;
    if (this.#stopped) return;
    const nowMs = this.#clock.monotonicMs();
    let spare = RENDERS_PER_TURN_MAX;
    for (const topic of this.hub.topics()) {
      if (!topic.stale || topic.loading || nowMs - topic.renderedAtMs < GAP_MS[topic.view as ViewName]) continue;
      if (spare === 0) {
        this.#defer(() => this.#renderStale());
        return;
      }
      spare -= 1;
      this.hub.refresh(topic.key);
    }
    this.#watchStale();
  }

  #refreshAll(): void {
    if (this.#stopped) return;
    this.#refreshTimer = this.#clock.after(REFRESH_MS, () => this.#refreshAll());
    for (const topic of this.hub.topics()) if (!TIMELESS.has(topic.view)) topic.stale = true;
    this.#renderStale();
  }
}

/** The content of a view by its topic, or null when what it shows is gone. */
export function viewData(
  context: ViewContext,
  key: string,
  past: NonNullable<LiveOptions["past"]>,
): ViewData[ViewName] | null {
  const mark = key.indexOf(":");
  const view = mark < 0 ? key : key.slice(0, mark);
  const id = mark < 0 ? "" : key.slice(mark + 1);
  switch (view) {
    case "hall":
      return hallView(context, mark < 0 ? null : id);
    case "manager":
      return managerView(context);
    case "desk":
      return deskView(context);
    case "window":
      return windowConsoleView(context, id);
    case "pad":
      return padView(context, id);
    case "kiosk":
      return kioskView(context, id);
    case "sound":
      return context.sound?.zoneView(id) ?? null;
    case "ticket": {
      const ticket = context.state.tickets.get(id);
      if (ticket !== undefined) return ticketPageView(context, ticket);
      const found = past(id);
      return found === null ? null : ticketPageView(context, found.ticket, found.pastCase);
    }
    default:
      return null;
  }
}

/** Facts that change a hall board at once; a new or departed number only changes a count. */
const BOARD_NOW: ReadonlySet<EventType> = new Set([
  "day.started",
  "ticket.called",
  "ticket.recalled",
  "ticket.arrived",
  "ticket.admitted",
  "ticket.missed",
  "ticket.returned",
  "ticket.held",
  "ticket.resumed",
  "ticket.transferred",
  "ticket.form-given",
  "ticket.finished",
  "ticket.voided",
  "window.opened",
  "window.paused",
  "window.resumed",
  "window.closed",
  "staff.signed-in",
  "staff.signed-out",
  "action.undone",
  "ticket.upgraded",
  "ticket.merged",
  "notice.posted",
  "notice.withdrawn",
  "window.assigned",
  "window.assignment-ended",
]);
const PAD_LATER = /^device\.(online|offline|faulted|removed|out-of-service|back-in-service)$/;
/** What else a kiosk offers by: its printer, helpers, closed services, free slots. */
const KIOSK_LATER = /^(device|alarm|service|appointment|numbers|day)\./;
const BOARD_LATER: ReadonlySet<EventType> = new Set(["ticket.issued", "ticket.left", "ticket.yielded"]);

/** What a batch means for a view: nothing, a rendering soon, or one with this batch. */
function impactOf(topic: Topic, events: readonly LoggedEvent[]): Impact {
  let impact: Impact = "none";
  for (const event of events) {
    const one = impactOfOne(topic, event);
    if (one === "now") return "now";
    if (one === "later") impact = "later";
  }
  return impact;
}

function impactOfOne(topic: Topic, event: LoggedEvent): Impact {
  const { type } = event;
  if (type === "day.started") return "now";
  const onBoard: Impact = BOARD_NOW.has(type) ? "now" : BOARD_LATER.has(type) ? "later" : "none";
  const data = event.data as { windowId?: string | null; toWindowId?: string | null; ticketId?: string };
  switch (topic.view) {
    case "hall":
      return onBoard;
    case "window":
      if (concerns(topic, data.windowId) || concerns(topic, data.toWindowId)) return "now";
      // Help is wanted somewhere: every desk sees it at once.
      if (type.startsWith("emergency.")) return "now";
      return onBoard !== "none" || type.startsWith("device.") ? "later" : "none";
    case "pad":
      if (concerns(topic, data.windowId)) return "now";
      // Its own pad may be out, or back: then the page takes its place, or no longer.
      return PAD_LATER.test(type) ? "later" : "none";
    case "ticket":
      if (concerns(topic, data.ticketId)) return "now";
      if (type === "action.undone" && event.data.tickets.some((ticket) => concerns(topic, ticket.id))) return "now";
      // A rating names its ticket; everything else that moves the queue moves the place in it.
      return onBoard === "none" ? "none" : "later";
    case "kiosk":
      return onBoard !== "none" || KIOSK_LATER.test(type) ? "later" : "none";
    default:
      return "later";
  }
}

function concerns(topic: Topic, id: string | null | undefined): boolean {
  return id !== null && id !== undefined && topic.key === `${topic.view}:${id}`;
}
