// Turns one recorded day into timed arrivals and departures. Pure: no clock, no I/O.

/** Service types of the recordings, in the order in which they are dealt out to a hall's services. */
const TYPE_ORDER = ["PS", "PE", "NE", "NW", "IN", "TT"] as const;
const COLUMNS = ["day", "arrive_s", "type", "priority", "outcome", "wait_s", "service_s"] as const;
/** A recorded day may end after midnight, but not a second day later. */
const DAY_S_MAX = 2 * 24 * 3600;
/** For people who left in the recording and reach a window here, when nobody of their type was served. */
const SERVICE_S_DEFAULT = 120;
/** More lines than any hall has visitors in a year: the file is something else. */
const LINES_MAX = 2_000_000;

export type ReplayPriority = 0 | 1 | 2;

/** One line of the recording. */
export interface RecordedPerson {
  readonly day: number;
  readonly arriveS: number;
  readonly type: string;
  readonly priority: ReplayPriority;
  readonly left: boolean;
  readonly waitS: number;
  readonly serviceS: number;
}

export interface ArriveAction {
  readonly do: "arrive";
  /** Milliseconds after the start of the replay, at its speed. */
  readonly atMs: number;
  readonly person: number;
  readonly serviceId: string;
  readonly priority: ReplayPriority;
  /** How long the case takes at a window, at the replay's speed. */
  readonly serviceMs: number;
}

export interface LeaveAction {
  readonly do: "leave";
  readonly atMs: number;
  readonly person: number;
}

export type ReplayAction = ArriveAction | LeaveAction;

export interface PlanOptions {
  /** Day of the file; the first one when absent. */
  readonly day?: number | undefined;
  /** 60: a minute of the recording takes a second. */
  readonly speed: number;
  /** Ids of the hall's services, in its own order. */
  readonly services: readonly string[];
  /** Begin at this second after midnight; at the first arrival when absent. */
  readonly fromS?: number | undefined;
}

export interface ReplayPlan {
  readonly day: number;
  readonly speed: number;
  /** Second after midnight at which the replay begins. */
  readonly startS: number;
  /** In order of time; an arrival stands before the departure of the same person. */
  readonly actions: readonly ReplayAction[];
  readonly people: number;
  /** Lines that are no arrivals. Nothing is left out in silence. */
  readonly badLines: readonly number[];
}

/**
 * Plans the replay of one day.
 * @throws RangeError for a file, day, speed or hall that gives nothing to replay
 */
export function planReplay(csv: string, options: PlanOptions): ReplayPlan {
  const { speed, services } = options;
  if (!(Number.isFinite(speed) && speed > 0)) throw new RangeError(`speed ${speed}: more than 0`);
  if (services.length === 0) throw new RangeError("the hall has no services");
  const { people, badLines } = readRecording(csv);
  const day = options.day ?? people[0]?.day;
  const ofDay = people.filter((person) => person.day === day).sort((a, b) => a.arriveS - b.arriveS);
  const first = ofDay[0];
  if (day === undefined || first === undefined) throw new RangeError(dayMissing(people, options.day));
  const startS = options.fromS ?? first.arriveS;
  const coming = ofDay.filter((person) => person.arriveS >= startS);
  if (coming.length === 0) throw new RangeError(`day ${day}: nobody comes after second ${startS}`);
  const usual = usualServiceS(ofDay);
  const toMs = (seconds: number): number => Math.round((seconds * 1000) / speed);
  const actions = coming.flatMap((person, index): ReplayAction[] => {
    const serviceS = person.left ? (usual.get(person.type) ?? SERVICE_S_DEFAULT) : person.serviceS;
    const arrive: ReplayAction = {
      do: "arrive",
      atMs: toMs(person.arriveS - startS),
      person: index,
      serviceId: serviceFor(person.type, services),
      priority: person.priority,
      serviceMs: toMs(serviceS),
    };
    if (!person.left) return [arrive];
    return [arrive, { do: "leave", atMs: toMs(person.arriveS + person.waitS - startS), person: index }];
  });
  // The sort is stable: somebody who left at once still arrives first.
  actions.sort((a, b) => a.atMs - b.atMs);
  return { day, speed, startS, actions, people: coming.length, badLines };
}

/** "09:15": the time of day of the recording. */
export function clockTime(seconds: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(seconds / 3600) % 24)}:${pad(Math.floor(seconds / 60) % 60)}`;
}

/** The lines of a recording; columns are found by their names, so that further ones do no harm. */
export function readRecording(csv: string): { people: RecordedPerson[]; badLines: number[] } {
  const lines = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.length > LINES_MAX) throw new RangeError(`more than ${LINES_MAX} lines`);
  const header = (lines[0] ?? "").split(",").map((name) => name.trim());
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new RangeError(`not a recorded day: column ${missing.join(", ")} missing`);
  const people: RecordedPerson[] = [];
  const badLines: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const fields = line.split(",");
    const person = personOf((name) => (fields[header.indexOf(name)] ?? "").trim());
    if (person === null) badLines.push(index + 1);
    else people.push(person);
  }
  return { people, badLines };
}

function personOf(field: (name: (typeof COLUMNS)[number]) => string): RecordedPerson | null {
  const whole = (name: (typeof COLUMNS)[number]): number => (/^\d{1,9}$/.test(field(name)) ? Number(field(name)) : -1);
  const [day, arriveS, priority] = [whole("day"), whole("arrive_s"), whole("priority")];
  const [waitS, serviceS, outcome] = [whole("wait_s"), whole("service_s"), field("outcome")];
  if (Math.min(day, arriveS, waitS, serviceS) < 0 || arriveS >= DAY_S_MAX) return null;
  if (priority !== 0 && priority !== 1 && priority !== 2) return null;
  if ((outcome !== "served" && outcome !== "left") || field("type") === "") return null;
  return { day, arriveS, type: field("type"), priority, left: outcome === "left", waitS, serviceS };
}

/** Types in their known order go to the services in order, round and round; an unknown type to the last one. */
function serviceFor(type: string, services: readonly string[]): string {
  const place = (TYPE_ORDER as readonly string[]).indexOf(type);
  const index = place < 0 ? services.length - 1 : place % services.length;
  const service = services[index];
  if (service === undefined) throw new RangeError("the hall has no services");
  return service;
}

/** Median service time per type, of the people who were served. */
function usualServiceS(people: readonly RecordedPerson[]): Map<string, number> {
  const byType = new Map<string, number[]>();
  for (const person of people) {
    if (!person.left) byType.set(person.type, [...(byType.get(person.type) ?? []), person.serviceS]);
  }
  const median = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? SERVICE_S_DEFAULT;
  return new Map([...byType].map(([type, values]) => [type, median(values)]));
}

function dayMissing(people: readonly RecordedPerson[], day: number | undefined): string {
  const days = [...new Set(people.map((person) => person.day))].sort((a, b) => a - b);
  return day === undefined ? "the file has no arrivals" : `day ${day}: the file has ${days.join(", ") || "none"}`;
}
