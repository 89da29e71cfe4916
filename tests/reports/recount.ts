// The figures once more, straight from the rows of the log, in another way than the service counts them: each ticket's
// events are listed, an undo cuts the list back, and what stands at the end is counted.
import { openDatabase } from "../../controller/store/sqlite.ts";

// biome-ignore lint/suspicious/noExplicitAny: events are read here as an outside program reads them.
type Data = any;
interface Logged {
  seq: number;
  at: number;
  day: string;
  type: string;
  data: Data;
}

/** One thing that counts, and whom it concerns. */
export interface Fact {
  day: string;
  hour: number;
  what: string;
  service?: string | undefined;
  window?: string | undefined;
  staff?: string | undefined;
  kind?: string | undefined;
  kiosk?: string | undefined;
  channel?: string | undefined;
  device?: string | undefined;
  /** A time in ms, or 1. */
  value: number;
}

const hourOf = (timezone: string) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone });
  return (at: number, day: string) => (date.format(at) === day ? Number(format.format(at)) : 23);
};

/** Whether a moment lies in extended hours. */
export type Extended = (at: number) => boolean;

/** Reads the whole log and lists everything that counts. */
export function factsOf(path: string, timezone: string, extended: Extended = () => false): Fact[] {
  const db = openDatabase(path, { readonly: true });
  const rows = db.prepare("SELECT seq, at_ms AS at, type, data FROM events ORDER BY seq").all() as Logged[];
  db.close();
  const hour = hourOf(timezone);
  const facts: Fact[] = [];
  const lists = new Map<string, Logged[]>();
  const issues = new Map<string, Logged>();
  const ratings = new Map<string, Logged>();
  const asked = new Map<string, number | null>();
  const atWindow = new Map<string, string | null>();
  const recalls = new Map<number, Fact>();
  const ways = new Map<string, Asking[]>();
  const flagged = new Set<string>();
  const flag = (caseId: string, isFlagged: boolean) => (isFlagged ? flagged.add(caseId) : flagged.delete(caseId));
  const kinds = new Map<string, string>();
  let day = "";
  for (const row of rows) {
    row.data = JSON.parse(row.data);
    const { data, type } = row;
    if (type === "day.started") {
      day = data.day;
      for (const window of data.snapshot.windows) atWindow.set(window.id, window.staffId);
    }
    row.day = day;
    const desk = () => ({ window: data.windowId as string, staff: atWindow.get(data.windowId) ?? undefined });
    const fact = (what: string, more: Partial<Fact>): Fact => {
      const made = { day, hour: hour(row.at, day), what, value: 1, ...more };
      facts.push(made);
      return made;
    };
    if (type === "window.opened") atWindow.set(data.windowId, data.staffId);
    if (type === "staff.signed-in") atWindow.set(data.windowId, data.staffId);
    if (type === "staff.signed-out" || type === "window.closed") atWindow.set(data.windowId, null);
    if (type === "window.paused") fact("pauses", desk());
    if (type === "ticket.issued") issues.set(data.ticketId, row);
    if (type === "ticket.recalled") recalls.set(row.seq, fact("recalls", desk()));
    if (type === "rating.recorded") ratings.set(data.caseId, row);
    if (type === "rating.corrected") (ratings.get(data.caseId) as Logged).data.level = data.level;
    if (type === "rating.refused") fact("ratingsRefused", { window: data.windowId ?? undefined });
    if (type === "case.time-flagged") flag(data.caseId, data.flagged);
    if (type === "ticket.upgraded" && kinds.get(data.ticketId) !== "appointment")
      kinds.set(data.ticketId, data.priority);
    if (type === "appointment.checked-in") kinds.set(data.ticketId, "appointment");
    if (type === "rating.invited") asked.set(data.caseId, row.at);
    noteAsking(ways, row);
    if (type === "action.undone") {
      fact("undone", desk());
      const recalled = recalls.get(data.undoneSeq);
      if (recalled !== undefined) recalled.value = 0;
      for (const ticket of data.tickets) {
        const list = lists.get(ticket.id) ?? [];
        lists.set(
          ticket.id,
          list.filter(({ seq }) => seq <= ticket.lastSeq),
        );
      }
      for (const one of data.cases) {
        asked.set(one.id, one.invitedAtMs);
        flag(one.id, one.timeFlagged === true);
      }
    } else if (typeof data.ticketId === "string") {
      const list = lists.get(data.ticketId) ?? [];
      list.push(row);
      lists.set(data.ticketId, list);
    }
  }
  for (const [ticketId, issue] of issues) {
    const kind = kinds.get(ticketId) ?? issue.data.priority ?? "walk-in";
    facts.push(...ofTicket(issue, kind, lists.get(ticketId) ?? [], { ratings, asked, ways, flagged, extended, hour }));
  }
  return facts;
}

/** Asked otherwise than at the pad: by which way, which time, and whether it came to nothing. */
interface Asking {
  way: string;
  attempt: number;
  at: number;
  lost: boolean;
}

function noteAsking(ways: Map<string, Asking[]>, { type, at, data }: Logged): void {
  const list = ways.get(data.caseId) ?? [];
  const { channel: way, attempt } = data;
  if (type === "rating.asked" && data.stage === 2) list.push({ way, attempt, at, lost: false });
  else if (type === "callback.attempted" && data.kind !== "loop") {
    list.push({ way: "phone", attempt, at, lost: data.result !== "rated" && data.result !== "declined" });
  } else if (type === "rating.ask-ended" && data.stage === 2) {
    for (const one of list) {
      if (one.way === way && one.attempt === attempt) one.lost = data.outcome !== "delivered";
    }
  } else return;
  ways.set(data.caseId, list);
}

interface Known {
  ratings: Map<string, Logged>;
  asked: Map<string, number | null>;
  ways: Map<string, Asking[]>;
  flagged: ReadonlySet<string>;
  extended: Extended;
  hour: (at: number, day: string) => number;
}

interface Call {
  row: Logged;
  lastAt: number;
  arrivedAt: number | null;
  reported: boolean;
  outcome: string | null;
}

function ofTicket(issue: Logged, kind: string, list: readonly Logged[], known: Known): Fact[] {
  const facts: Fact[] = [];
  const calls: Call[] = [];
  const ended = (outcome: string) => {
    const last = calls.at(-1);
    if (last !== undefined && last.outcome === null) last.outcome = outcome;
  };
  let state = "waiting";
  let heldMs = 0;
  let heldAt: number | null = null;
  let opened: Logged | null = null;
  for (const row of list) {
    const last = calls.at(-1);
    const { at, type, data } = row;
    if (type === "ticket.called") {
      calls.push({ row, lastAt: at, arrivedAt: null, reported: false, outcome: null });
      state = "called";
    } else if (type === "ticket.recalled" && last !== undefined) last.lastAt = at;
    else if (type === "ticket.arrived" && last !== undefined) {
      last.arrivedAt = at;
      last.reported = !data.inferred;
    } else if (type === "ticket.missed") {
      ended("missed");
      state = "missed";
    } else if (type === "ticket.returned") state = "waiting";
    else if (type === "ticket.transferred") {
      ended("transferred");
      state = "waiting";
    } else if (type === "ticket.held") heldAt = at;
    else if (type === "ticket.resumed" && heldAt !== null) {
      heldMs += at - heldAt;
      heldAt = null;
    } else if (["ticket.finished", "ticket.left", "ticket.voided"].includes(type)) {
      state = type.slice(7);
      ended(state);
    } else if (type === "case.opened") {
      opened = row;
      heldMs = 0;
      heldAt = null;
    } else if (type === "case.finished" && opened !== null) {
      if (heldAt !== null) heldMs += at - heldAt;
      facts.push(...ofCase(opened, row, heldMs, kind, known));
    }
  }
  const put = (what: string, row: Logged, at: number, where: Partial<Fact>, value = 1) => {
    facts.push({ day: row.day, hour: known.hour(at, row.day), what, kind, value, ...where });
  };
  const from = { service: issue.data.serviceId, kiosk: issue.data.kioskId ?? undefined };
  const absent = calls.at(-1)?.outcome === "missed" && (state === "missed" || state === "left");
  put("issued", issue, issue.at, from);
  put(kind === "appointment" ? "appointments" : kind === "walk-in" ? "walkIns" : "priorities", issue, issue.at, from);
  if (absent) put("noShow", issue, issue.at, from);
  else if (state === "left") put("abandoned", issue, issue.at, from);
  else if (state === "voided") put("voided", issue, issue.at, from);
  for (const call of calls) {
    const { data } = call.row;
    const where = { service: data.serviceId, window: data.windowId, staff: data.staffId ?? undefined };
    put("called", call.row, call.lastAt, where);
    if (call.arrivedAt !== null) put("served", call.row, call.lastAt, where);
    if (call.outcome === "missed" || call.outcome === "transferred") put(call.outcome, call.row, call.lastAt, where);
    if (call === calls.at(-1)) put("wait", call.row, call.lastAt, where, call.lastAt - issue.at);
    if (call.reported) put("way", call.row, call.lastAt, where, (call.arrivedAt ?? 0) - call.lastAt);
  }
  return facts;
}

function ofCase(opened: Logged, finished: Logged, heldMs: number, kind: string, known: Known): Fact[] {
  const { data } = finished;
  const { day, at } = finished;
  const tookMs = at - opened.at;
  const where = { service: data.serviceId, window: data.windowId, staff: data.staffId ?? undefined, kind };
  const facts: Fact[] = [];
  const put = (what: string, value = 1, channel?: string) =>
    facts.push({ day, hour: known.hour(at, day), what, value, ...where, channel });
  put("finished");
  if (known.extended(at)) put("extended");
  if (known.flagged.has(data.caseId)) put("timeFlagged");
  else put("service", tookMs - heldMs);
  const { limitMinutes } = opened.data;
  if (limitMinutes !== null) {
    put("limited");
    if (tookMs > limitMinutes * 60_000) put("late");
    if (tookMs < limitMinutes * 60_000) put("early");
  }
  const rating = known.ratings.get(data.caseId);
  const way = firstWay(data.caseId, known);
  if (way !== null) {
    put("asked", 1, way);
    put(`asked ${way}`, 1, way);
  }
  if (rating === undefined) return facts;
  const { origin, level, channel } = rating.data;
  if (origin === "active") {
    put("active", 1, channel);
    put(`level${level}`, 1, channel);
    put(`by ${channel}`, 1, channel);
  } else put(origin === "default" ? "defaults" : "imported");
  return facts;
}

/** By which way the person was asked first; whoever rated unasked was asked by the way of the rating. */
function firstWay(caseId: string, { asked, ways, ratings }: Known): string | null {
  const first = (ways.get(caseId) ?? []).find(({ lost }) => !lost);
  const invitedAt = asked.get(caseId) ?? null;
  if (invitedAt !== null && (first === undefined || invitedAt <= first.at)) return "window_pad";
  if (first !== undefined) return first.way === "page" ? "mobile" : first.way;
  const rating = ratings.get(caseId);
  return rating?.data.origin === "active" ? rating.data.channel : null;
}

/** Nearest rank over the exact times, in minutes. */
export function exactly(times: readonly number[], share: number): number | null {
  const sorted = [...times].sort((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return found === undefined ? null : found / 60_000;
}
