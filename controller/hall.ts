// The hall's single writer: decides and folds at once, makes a turn's events durable together, and only then speaks.
import type { Command, DecideContext, Decision } from "./domain/commands.ts";
import type { LoggedEvent } from "./domain/events.ts";
import type { HallSettings, HallState } from "./domain/types.ts";
import { busy, type FaultPoint, GroupCommit, outcomeUnknown, type Waiter } from "./group-commit.ts";
import { HallError, type HallErrorCode } from "./hall-error.ts";
import { mayBeLogged } from "./store/chain.ts";
import type { EventStore, KeptAnswer } from "./store/event-store.ts";

/** The pure rules the hall runs by. */
export interface Rules {
  readonly newState: (settings: HallSettings) => HallState;
  readonly fold: (state: HallState, event: LoggedEvent) => void;
  readonly decide: (state: HallState, command: Command, context: DecideContext) => Decision;
  /** The time a decision is logged at: never behind the newest event, whatever the wall clock does. */
  readonly decideTimeMs: (state: HallState, nowMs: number) => number;
}

export interface HallOptions {
  readonly settings: HallSettings;
  readonly store: EventStore;
  readonly rules: Rules;
  readonly nowMs: () => number;
  readonly newId: DecideContext["newId"];
  readonly newToken: DecideContext["newToken"];
  readonly toldWait?: DecideContext["toldWait"];
  /** The log can no longer be trusted to take anything: end the process. Called once. */
  readonly onFatal: (error: unknown) => void;
  /** A view or a device plan threw; the others were served. */
  readonly onObserverError: (error: unknown) => void;
  /** Requests waiting for one batch. */
  readonly pendingMax?: number;
  /** Runs something after the present turn of the loop; `setImmediate` unless a simulation brings its own. */
  readonly defer?: (run: () => void) => void;
  readonly faultPoint?: (label: FaultPoint) => void;
  /** Told the events of the day as they are read at the start, so that the log is read once for everybody. */
  readonly loaded?: (event: LoggedEvent) => void;
}

/** What a keyed request is answered with, now and at every repeat. `body` is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Idempotency {
  readonly key: string;
  /** Tells the same request from another that reuses the key, e.g. a hash of route and body. */
  readonly fingerprint: string;
}

export interface Submission<T> {
  /** `kind:id`, short and printable. */
  readonly actor: string;
  /** Made right after the fold, so that it shows this decision's own outcome and nobody else's. Return copies only. */
  readonly render: (state: HallState, decision: Decision) => T;
}

/** Somebody who shows the state or acts on it. Devices register before screens: publishing keeps that order. */
export interface Observer<C> {
  /** The state is exactly that after `events`; keep no reference to it. */
  readonly capture: (state: HallState, events: readonly LoggedEvent[]) => C;
  /** Runs when `events` are durable. */
  readonly publish: (captured: C) => void;
}

const PENDING_MAX = 10_000;
/** Kept with a null body when a command took effect but its answer could not be made. */
const UNRENDERED_STATUS = 500;

export class Hall {
  readonly #options: HallOptions;
  readonly #store: EventStore;
  readonly #commits: GroupCommit;
  readonly #observers: Observer<unknown>[] = [];
  readonly #underWay = new Map<string, { readonly fingerprint: string; readonly answer: Promise<Answer> }>();
  #state: HallState;
  #phase: "running" | "stopping" | "failed" = "running";
  #stopped: Promise<void> | null = null;
  /** Why the last append found no room; the next command probes before anything is decided. */
  #noRoom: HallErrorCode | null = null;
  #durableSeq: number;
  /** Within a decision, its fold and its answer. */
  #deciding = false;

  constructor(options: HallOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#state = this.#refolded(options.loaded);
    this.#durableSeq = options.store.head.seq;
    this.#commits = new GroupCommit({
      store: options.store,
      waitersMax: options.pendingMax ?? PENDING_MAX,
      defer: options.defer ?? ((run) => void setImmediate(run)),
      faultPoint: options.faultPoint ?? (() => undefined),
      committed: (events) => this.#captured(events),
      rollBack: (code) => {
        this.#state = this.#refolded();
        this.#noRoom = code;
      },
      failed: (error) => {
        this.#phase = "failed";
        options.onFatal(error);
      },
    });
  }

  /** The last event folded, durable or about to be. */
  get seq(): number {
    return this.#state.seq;
  }

  /** The last event that a power cut can no longer take back. */
  get durableSeq(): number {
    return this.#durableSeq;
  }

  /** Whether new commands are taken; with the reason why not. */
  get condition(): "ok" | "stopping" | "failed" | HallErrorCode {
    return this.#phase === "running" ? (this.#noRoom ?? "ok") : this.#phase;
  }

  /**
   * Decides a command now, in order of arrival, and resolves with `render`'s result once it is durable.
   * A refusal by the rules is a result like any other; what the hall itself cannot take rejects with `HallError`.
   * With `idempotency` the result is stored with the events, and a repeat gets it again without a second effect.
   */
  submit<T>(command: Command, submission: Submission<T> & { readonly idempotency?: undefined }): Promise<T>;
  submit<T extends Answer>(
    command: Command,
    submission: Submission<T> & { readonly idempotency?: Idempotency | undefined },
  ): Promise<T>;
  submit<T>(
    command: Command,
    submission: Submission<T> & { readonly idempotency?: Idempotency | undefined },
  ): Promise<unknown> {
    this.#options.faultPoint?.("received");
    if (this.#phase === "stopping") return Promise.reject(new HallError("HALL_STOPPING", "The service is stopping"));
    if (this.#phase === "failed") return Promise.reject(outcomeUnknown(null));
    const { idempotency } = submission;
    if (idempotency === undefined) return this.#decided(command, submission, null);
    const earlier = this.#earlierAnswer(idempotency);
    if (earlier !== null) return earlier;
    // The overloads make sure of it: keyed results are answers.
    const answer = this.#decided(command, submission as Submission<Answer>, idempotency);
    this.#remember(idempotency, answer);
    return answer;
  }

  /** `ask` of the state as it is now, told once everything it could have seen is durable. Return copies only. */
  read<T>(ask: (state: HallState) => T): Promise<T> {
    const now = tried(() => ask(this.#state));
    return this.#told(
      (waiter) => this.#commits.afterAll(waiter),
      now,
      () => tried(() => ask(this.#state)),
    );
  }

  /** A question to the stored records; what they hold now is told once it is durable. */
  query<T>(ask: () => T): Promise<T> {
    const now = tried(ask);
    return this.#told(
      (waiter) => this.#commits.afterCommitted(waiter),
      now,
      () => tried(ask),
    );
  }

  /** Registers the fleet or a view; returns how to take it away again. */
  observe<C>(observer: Observer<C>): () => void {
    const entry = observer as Observer<unknown>;
    this.#observers.push(entry);
    return () => {
      const at = this.#observers.indexOf(entry);
      if (at >= 0) this.#observers.splice(at, 1);
    };
  }

  /** Refuses what comes from now on, finishes what was accepted, closes the log. */
  stop(): Promise<void> {
    this.#stopped ??= new Promise((resolve, reject) => {
      if (this.#phase === "running") this.#phase = "stopping";
      this.#commits.whenIdle(() => {
        try {
          this.#store.close();
          if (this.#phase === "failed") reject(outcomeUnknown(null));
          else resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return this.#stopped;
  }

  #refolded(loaded?: (event: LoggedEvent) => void): HallState {
    const { rules, settings } = this.#options;
    const state = rules.newState(settings);
    for (const event of this.#store.loadSinceDayStart()) {
      rules.fold(state, event);
      loaded?.(event);
    }
    const { seq } = this.#store.head;
    if (state.seq !== seq) throw new Error(`The fold ends at event ${state.seq}, the log at ${seq}`);
    return state;
  }

  /** Nothing is decided that could not be kept: memory must not run ahead of a full disk. */
  #refusal(): HallError | null {
    if (this.#commits.full) return busy();
    if (this.#noRoom === null) return null;
    try {
      if (!this.#store.probe()) return new HallError(this.#noRoom, "The disk takes nothing at present");
    } catch (error) {
      this.#commits.fail(error);
      return outcomeUnknown(error);
    }
    this.#noRoom = null;
    return null;
  }

  #earlierAnswer({ key, fingerprint }: Idempotency): Promise<Answer> | null {
    const reused = () => new HallError("IDEMPOTENCY_KEY_REUSED", "The key belongs to a different request");
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) {
      return underWay.fingerprint === fingerprint ? underWay.answer : Promise.reject(reused());
    }
    const kept = this.#store.keptAnswer(key);
    if (kept === null) return null;
    if (kept.fingerprint !== fingerprint) return Promise.reject(reused());
    const body: unknown = JSON.parse(kept.body);
    if (kept.status === UNRENDERED_STATUS && body === null) return Promise.reject(unrendered(null));
    return Promise.resolve({ status: kept.status, body });
  }

  #remember({ key, fingerprint }: Idempotency, answer: Promise<Answer>): void {
    this.#underWay.set(key, { fingerprint, answer });
    const forget = () => void this.#underWay.delete(key);
    answer.then(forget, forget);
  }

  /** Asked for while another command's answer is made, the hall is still at that one's events: these come after. */
  #decided<T>(command: Command, submission: Submission<T>, idempotency: Idempotency | null): Promise<T> {
    if (this.#deciding) return Promise.resolve().then(() => this.#decided(command, submission, idempotency));
    this.#deciding = true;
    try {
      return this.#decidedNow(command, submission, idempotency);
    } finally {
      this.#deciding = false;
    }
  }

  #decidedNow<T>(command: Command, submission: Submission<T>, idempotency: Idempotency | null): Promise<T> {
    const refusal = this.#refusal();
    if (refusal !== null) return Promise.reject(refusal);
    const { rules, newId, newToken, toldWait } = this.#options;
    const decided = tried(() => {
      if (!mayBeLogged(submission.actor)) throw new Error("An actor is a short printable text");
      // The rules see the wall clock as it is; what is logged never runs backwards.
      const nowMs = this.#options.nowMs();
      const atMs = rules.decideTimeMs(this.#state, nowMs);
      // Pure: if it throws, nothing has happened, and the others of the batch go on.
      return { atMs, decision: rules.decide(this.#state, command, { nowMs, newId, newToken, toldWait }) };
    });
    if (!decided.ok) {
      return Promise.reject(new HallError("INTERNAL", "The command could not be decided", { cause: decided.error }));
    }
    this.#options.faultPoint?.("decided");
    const { atMs, decision } = decided.value;
    const folded = tried(() => this.#fold(decision, atMs, submission.actor));
    if (!folded.ok) {
      // A fold must take what its own rules decided; memory is now in an unknown state.
      this.#commits.fail(folded.error);
      return Promise.reject(outcomeUnknown(folded.error));
    }
    const result = tried(() => submission.render(this.#state, decision));
    const kept = idempotency === null ? null : keptAnswer(idempotency, result as Tried<unknown>, atMs);
    this.#commits.add(folded.value, kept);
    const told: Tried<T> = result.ok ? result : { ok: false, error: unrendered(result.error) };
    return this.#told((waiter) => this.#commits.afterAll(waiter), told, null);
  }

  #fold(decision: Decision, atMs: number, actor: string): LoggedEvent[] {
    return decision.events.map((decided) => {
      const event: LoggedEvent = { ...decided, seq: this.#state.seq + 1, atMs, actor };
      this.#options.rules.fold(this.#state, event);
      if (this.#state.seq !== event.seq) throw new Error(`The fold left seq at ${this.#state.seq}, not ${event.seq}`);
      return event;
    });
  }

  /** Tells a result when `after` says so. Rolled back, a question is asked again and a command is refused. */
  #told<T>(after: (waiter: Waiter) => void, result: Tried<T>, again: (() => Tried<T>) | null): Promise<T> {
    if (this.#phase === "failed") return Promise.reject(outcomeUnknown(null));
    return new Promise((resolve, reject) => {
      const tell = (known: Tried<T>) => (known.ok ? resolve(known.value) : reject(known.error));
      after({
        settle: () => tell(result),
        fail: reject,
        rolledBack: (error) => (again === null ? reject(error) : tell(again())),
      });
    });
  }

  #captured(events: readonly LoggedEvent[]): () => void {
    const seq = this.#state.seq;
    const publishers = this.#observers.map((observer) => {
      const captured = tried(() => observer.capture(this.#state, events));
      return () => {
        if (!captured.ok) throw captured.error;
        observer.publish(captured.value);
      };
    });
    return () => {
      this.#durableSeq = seq;
      for (const publish of publishers) {
        const published = tried(publish);
        if (!published.ok) this.#options.onObserverError(published.error);
      }
    };
  }
}

type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function tried<T>(run: () => T): Tried<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, error };
  }
}

function unrendered(cause: unknown): HallError {
  return new HallError("INTERNAL", "The command took effect, but its answer could not be made", { cause });
}

/** The effect is real. A repeat of the key must not have a second one, so even a failed answer is kept. */
function keptAnswer({ key, fingerprint }: Idempotency, result: Tried<unknown>, atMs: number): KeptAnswer {
  if (!result.ok) return { key, fingerprint, status: UNRENDERED_STATUS, body: "null", atMs };
  const { status, body } = result.value as Answer;
  return { key, fingerprint, status, body: JSON.stringify(body ?? null), atMs };
}
