// Replays a recorded day in the running hall: people take numbers over HTTP, clerks press simulated keys.
import { realClock, type SimClock, seededRandom } from "./lib.ts";
import { type ClerkPorts, type PressDevice, ReplayClerk, type ReplayWindow } from "./replay-clerk.ts";
import { type Board, Complaints, fieldOf, HallClient, type HallFetch, textOf } from "./replay-hall.ts";
import { type ArriveAction, clockTime, type PlanOptions, planReplay, type ReplayPlan } from "./replay-plan.ts";

/** How often the clerks look up. */
const POLL_MS = 250;
/** While the hall does not answer. */
const POLL_FAILED_MS = 1_000;
const REPORT_S = 15 * 60;
/** Requests under way at one time; people beyond that find the kiosk busy and are counted. */
const IN_FLIGHT_MAX = 64;
/** Faster than this the printer would still be printing when the day is over: numbers are given without paper. */
const PAPER_SPEED_MAX = 10;
/** After the last arrival the clerks work on for so long, in the time of the recording and at least in real time. */
const DRAIN_S = 3_600;
const DRAIN_MS_MIN = 120_000;
/** When no kiosk names the hall's classes; first called first. */
const CLASSES_DEFAULT = ["elderly", "disabled"] as const;
/** The person was called before losing patience: nothing went wrong. */
const CALLED_FIRST: readonly string[] = ["TICKET_NOT_WAITING", "TICKET_ENDED", "TICKET_ALREADY_CALLED"];

/** What happened in a replay. */
export interface ReplayTotals {
  readonly people: number;
  readonly arrived: number;
  readonly issued: number;
  readonly left: number;
  /** People who would have left, but were called before. */
  readonly calledFirst: number;
  readonly called: number;
  readonly served: number;
  /** Grades pressed; which of them count is the hall's business. */
  readonly rated: number;
  readonly waiting: number;
  /** Refusals, failures and lost keys by name. */
  readonly complaints: Readonly<Record<string, number>>;
}

export interface ReplayOptions extends Omit<PlanOptions, "services"> {
  readonly csv: string;
  /** Where the hall answers, such as `http://127.0.0.1:8080`. */
  readonly hall: string;
  /** Windows that are worked through their simulated keypads. */
  readonly windows: readonly ReplayWindow[];
  readonly press: PressDevice;
  readonly clock?: SimClock | undefined;
  readonly fetch?: HallFetch | undefined;
  readonly random?: (() => number) | undefined;
  readonly log?: ((line: string) => void) | undefined;
  /** Ends the replay early; the totals up to then are the answer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Plays the day to its end. What the hall refuses or fails at is counted, printed and never thrown.
 * @throws RangeError at once, for a file, day or speed that gives nothing to replay
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayTotals> {
  const { csv, day, speed, fromS, signal } = options;
  planReplay(csv, { day, speed, fromS, services: ["any"] });
  const clock = options.clock ?? realClock;
  const hall = new HallClient(options.hall, options.fetch ?? ((url, init) => fetch(url, init)));
  const log = options.log ?? ((line: string) => console.log(line));
  let services: string[] = [];
  for (let asked = 0; services.length === 0 && signal?.aborted !== true; asked++) {
    services = (await hall.services()) ?? [];
    if (services.length > 0) break;
    if (asked % 10 === 0) log(`回放等待大厅服务 replay waits for the hall at ${options.hall}`);
    await pause(clock, POLL_FAILED_MS, signal);
  }
  const plan = planReplay(csv, { day, speed, fromS, services: services.length > 0 ? services : ["any"] });
  const replay = new Replay(plan, hall, { ...options, clock, log });
  return await replay.run();
}

/** Waits, or returns early when the replay is ended. */
function pause(clock: SimClock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal?.addEventListener("abort", done);
  });
}

type Ready = ReplayOptions & { readonly clock: SimClock; readonly log: (line: string) => void };
type Count = "arrived" | "issued" | "left" | "calledFirst" | "called" | "served" | "rated";

class Replay {
  readonly #plan: ReplayPlan;
  readonly #hall: HallClient;
  readonly #options: Ready;
  readonly #clerks: readonly ReplayClerk[];
  readonly #complaints = new Complaints();
  readonly #counts: Record<Count, number> = {
    arrived: 0,
    issued: 0,
    left: 0,
    calledFirst: 0,
    called: 0,
    served: 0,
    rated: 0,
  };
  /** Ticket id of each person under way: somebody may leave while the number is still being given. */
  readonly #tickets = new Map<number, Promise<string | null>>();
  readonly #serviceMs = new Map<string, number>();
  readonly #startMs: number;
  #kiosk: string | null = null;
  #classes: readonly string[] = CLASSES_DEFAULT;
  #inFlight = 0;
  #next = 0;
  #waiting = 0;
  /** The last board was asked for after everybody had come, and showed nothing left to do. */
  #quiet = false;
  #reportedS = 0;

  constructor(plan: ReplayPlan, hall: HallClient, options: Ready) {
    this.#plan = plan;
    this.#hall = hall;
    this.#options = options;
    this.#startMs = options.clock.now();
    const ports: ClerkPorts = {
      clock: options.clock,
      random: options.random ?? seededRandom(plan.day),
      press: options.press,
      speed: plan.speed,
      serviceMs: (number) => this.#serviceMs.get(number) ?? null,
      count: (what) => this.#countClerk(what),
    };
    this.#clerks = options.windows.map((window) => new ReplayClerk(window, ports));
  }

  async run(): Promise<ReplayTotals> {
    const { log, clock, signal } = this.#options;
    this.#announce();
    await this.#learnHall();
    while (signal?.aborted !== true && !this.#done()) {
      this.#act();
      const seen = await this.#look();
      this.#report();
      const dueMs = this.#plan.actions[this.#next]?.atMs ?? Number.POSITIVE_INFINITY;
      const untilNextMs = Math.max(0, this.#startMs + dueMs - clock.now());
      await pause(clock, seen ? Math.min(POLL_MS, untilNextMs) : POLL_FAILED_MS, signal);
    }
    for (const clerk of this.#clerks) clerk.stop();
    await Promise.allSettled(this.#tickets.values());
    log(`回放结束 replay over: ${this.#line()}`);
    for (const [what, count] of Object.entries(this.#complaints.counts)) log(`  ${what}: ${count}`);
    return this.#totals();
  }

  #announce(): void {
    const { day, people, startS, speed, badLines } = this.#plan;
    this.#options.log(
      `回放第${day}天 replay of day ${day}: ${people} 人次 people, 自 from ${clockTime(startS)}, ` +
        `速度 speed ×${speed}, ${this.#clerks.length} 个窗口 windows`,
    );
    if (badLines.length === 0) return;
    this.#options.log(`无法识别的行 unreadable lines: ${badLines.length} (${badLines.slice(0, 10).join(", ")})`);
  }

  get #elapsedMs(): number {
    return this.#options.clock.now() - this.#startMs;
  }

  get #actedAll(): boolean {
    return this.#next >= this.#plan.actions.length;
  }

  /** Everybody has come, and everybody has gone or the clerks have worked long enough. */
  #done(): boolean {
    if (!this.#actedAll || this.#inFlight > 0) return false;
    if (this.#quiet) return true;
    const lastMs = this.#plan.actions.at(-1)?.atMs ?? 0;
    return this.#elapsedMs - lastMs > Math.max(DRAIN_MS_MIN, (DRAIN_S * 1000) / this.#plan.speed);
  }

  async #learnHall(): Promise<void> {
    const board = await this.#hall.board();
    if (!("windows" in board)) return;
    const kiosk = board.kiosks[0] ?? null;
    if (this.#plan.speed <= PAPER_SPEED_MAX) this.#kiosk = kiosk;
    this.#classes = (kiosk === null ? null : await this.#hall.priorityClasses(kiosk)) ?? CLASSES_DEFAULT;
  }

  /** Performs every action that is due. */
  #act(): void {
    for (;;) {
      const action = this.#plan.actions[this.#next];
      if (action === undefined || action.atMs > this.#elapsedMs) return;
      this.#next++;
      if (action.do === "arrive") this.#arrive(action);
      else void this.#leave(action.person);
    }
  }

  #arrive(action: ArriveAction): void {
    this.#counts.arrived++;
    if (this.#inFlight >= IN_FLIGHT_MAX) {
      this.#complaints.add("kiosk-busy");
      return;
    }
    this.#waiting++;
    this.#tickets.set(action.person, this.#issue(action));
  }

  async #issue({ serviceId, priority, serviceMs }: ArriveAction): Promise<string | null> {
    // Priority 2 goes first, as does the hall's first class.
    const wanted = priority === 0 ? undefined : (this.#classes[2 - priority] ?? this.#classes.at(-1));
    const answer = await this.#busy(
      this.#hall.ask("POST", "/tickets", {
        serviceId,
        ...(wanted === undefined ? {} : { priority: wanted }),
        ...(this.#kiosk === null ? {} : { kioskId: this.#kiosk }),
      }),
    );
    if (!answer.ok) {
      this.#complaints.add(answer.what);
      return null;
    }
    this.#counts.issued++;
    const number = textOf(fieldOf(answer.body, "number"));
    if (number !== null) this.#serviceMs.set(number, serviceMs);
    return textOf(fieldOf(answer.body, "id"));
  }

  async #leave(person: number): Promise<void> {
    const ticketId = await this.#tickets.get(person);
    this.#tickets.delete(person);
    if (ticketId === null || ticketId === undefined) return;
    const answer = await this.#busy(this.#hall.ask("POST", `/tickets/${encodeURIComponent(ticketId)}/leave`));
    if (answer.ok) this.#counts.left++;
    else if (answer.code !== null && CALLED_FIRST.includes(answer.code)) this.#counts.calledFirst++;
    else this.#complaints.add(answer.what);
  }

  async #busy<T>(request: Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      return await request;
    } finally {
      this.#inFlight--;
    }
  }

  /** Shows the board to the clerks; false when the hall did not answer. */
  async #look(): Promise<boolean> {
    const askedAtMs = this.#options.clock.now();
    const allHere = this.#actedAll && this.#inFlight === 0;
    const board = await this.#hall.board();
    if (!("windows" in board)) {
      this.#complaints.add(board.what);
      return false;
    }
    this.#waiting = [...board.waiting.values()].reduce((sum, count) => sum + count, 0);
    this.#showTo(board, askedAtMs);
    this.#quiet = allHere && this.#waiting === 0 && this.#clerks.every((clerk) => clerk.idle);
    return true;
  }

  #showTo(board: Board, askedAtMs: number): void {
    // Two clerks must not both run for the only person who waits.
    const left = new Map(board.waiting);
    for (const clerk of this.#clerks) {
      const shown = board.windows.find(({ id }) => id === clerk.windowId);
      if (shown === undefined) continue;
      const first = shown.services.find((id) => (left.get(id) ?? 0) > 0);
      const wasIdle = clerk.idle;
      clerk.see(shown, first === undefined ? 0 : (left.get(first) ?? 0), askedAtMs);
      if (first !== undefined && wasIdle && !clerk.idle) left.set(first, (left.get(first) ?? 0) - 1);
    }
  }

  #countClerk(what: Parameters<ClerkPorts["count"]>[0]): void {
    if (what === "key-lost" || what === "press-refused") this.#complaints.add(what);
    else this.#counts[what]++;
  }

  #report(): void {
    const nowS = (this.#elapsedMs / 1000) * this.#plan.speed;
    if (nowS - this.#reportedS < REPORT_S) return;
    this.#reportedS = nowS - (nowS % REPORT_S);
    this.#options.log(`${clockTime(this.#plan.startS + this.#reportedS)} ${this.#line()}`);
  }

  #line(): string {
    const { arrived, left, served, rated } = this.#counts;
    return (
      `到达 arrived ${arrived} · 等候 waiting ${this.#waiting} · 办结 served ${served} · ` +
      `离开 left ${left} · 评价按键 grades pressed ${rated} · 问题 complaints ${this.#complaints.total}`
    );
  }

  #totals(): ReplayTotals {
    return {
      people: this.#plan.people,
      ...this.#counts,
      waiting: this.#waiting,
      complaints: this.#complaints.counts,
    };
  }
}
