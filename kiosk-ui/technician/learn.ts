// The learning wizard's course: opens the line, listens press by press, proposes, checks. Survives a failed request.
import { signal } from "@preact/signals";
import type { LearnProposalView } from "../../controller/contract/technician.ts";
import { type Trouble, troubleOf } from "./api.ts";
import * as view from "./learn-view.ts";
import type { TechnicianStore } from "./store.ts";

export type Stage = "choose" | "quiet" | "press" | "proposal" | "save";
const QUIET_MS = 2_000;
const PRESS_MS = 10_000;
/** After so many times without a byte the page stops asking by itself. */
const SILENCES_MAX = 12;
export const CHECKS_MAX = 20;

export interface Check {
  readonly hex: string;
  readonly heard: readonly string[];
  readonly garbageBytes: number;
  /** What the person who pressed said of it. */
  readonly right: boolean | null;
}

export interface LessonLink {
  readonly link: Readonly<Record<string, unknown>>;
  /** It is not in the configuration yet. */
  readonly isNew: boolean;
}

export class LearnFlow {
  readonly stage = signal<Stage>("choose");
  readonly lesson = signal<view.Lesson>(view.newLesson("pad"));
  readonly link = signal<LessonLink | null>(null);
  readonly listening = signal(false);
  /** Times in a row that nothing came. */
  readonly silences = signal(0);
  readonly trouble = signal<Trouble | null>(null);
  readonly proposal = signal<LearnProposalView | null>(null);
  readonly checks = signal<readonly Check[]>([]);
  readonly #store: TechnicianStore;
  #lineId: string | null = null;
  /** Each start of listening has its number; what an older one hears is not used. */
  #turn = 0;

  constructor(store: TechnicianStore) {
    this.#store = store;
  }

  begin(kind: view.LearnKind, link: LessonLink): void {
    void this.#close();
    this.lesson.value = view.newLesson(kind);
    this.link.value = link;
    this.proposal.value = null;
    this.checks.value = [];
    this.stage.value = "quiet";
    void this.quiet();
  }

  /** Listens while nobody presses, so that what the line says by itself is not taken for a key. */
  async quiet(): Promise<void> {
    const turn = this.#start();
    const hex = await this.#listen(QUIET_MS);
    if (turn !== this.#turn) return;
    this.listening.value = false;
    if (hex === null) return;
    this.lesson.value = { ...this.lesson.value, quiet: hex === "" ? [] : [hex] };
    this.stage.value = "press";
    if (hex === "") void this.presses();
  }

  /** Listens for press after press until every key is done. */
  async presses(): Promise<void> {
    const turn = this.#start();
    while (!view.finished(this.lesson.value) && this.silences.value < SILENCES_MAX) {
      const hex = await this.#listen(PRESS_MS);
      if (turn !== this.#turn) return;
      if (hex === null) break;
      this.silences.value = hex === "" ? this.silences.value + 1 : 0;
      this.lesson.value = view.heard(this.lesson.value, hex);
    }
    this.listening.value = false;
  }

  stop(): void {
    this.#turn += 1;
    this.listening.value = false;
  }

  skip(): void {
    this.lesson.value = view.skipped(this.lesson.value);
  }

  undo(): void {
    this.lesson.value = view.undone(this.lesson.value);
    this.#resume();
  }

  redo(at: number): void {
    this.lesson.value = view.redone(this.lesson.value, at);
    this.stage.value = "press";
    this.#resume();
  }

  async propose(): Promise<void> {
    this.stop();
    const answer = await this.#store.post<LearnProposalView>(
      "/technician/learn/propose",
      view.proposeBody(this.lesson.value),
    );
    this.trouble.value = troubleOf(answer);
    if (!answer.ok) return;
    this.proposal.value = answer.value;
    this.checks.value = [];
    this.stage.value = "proposal";
    if (answer.value.ok) void this.check();
  }

  /** Shows what the profile makes of each press until the person goes on. */
  async check(): Promise<void> {
    const turn = this.#start();
    while (this.silences.value < SILENCES_MAX) {
      const hex = await this.#listen(PRESS_MS);
      if (turn !== this.#turn) return;
      if (hex === null) break;
      this.silences.value = hex === "" ? this.silences.value + 1 : 0;
      if (hex !== "" && !(await this.#judge(hex, turn))) break;
    }
    if (turn === this.#turn) this.listening.value = false;
  }

  /** The person says whether the newest press was understood rightly. */
  judged(right: boolean): void {
    this.checks.value = this.checks.value.map((check, at, all) =>
      at === all.length - 1 ? { ...check, right } : check,
    );
  }

  get confirmed(): boolean {
    return this.checks.value.some(({ right }) => right === true);
  }

  /** The line must be free before the configuration puts a device on it. */
  async toSave(): Promise<void> {
    await this.#close();
    this.stage.value = "save";
  }

  async leave(): Promise<void> {
    await this.#close();
    this.stage.value = "choose";
  }

  async #judge(hex: string, turn: number): Promise<boolean> {
    const { kind } = this.lesson.value;
    const settings = this.proposal.value?.settings ?? {};
    const answer = await this.#store.post<Omit<Check, "hex" | "right">>("/technician/learn/check", {
      kind,
      settings,
      hex,
    });
    if (turn !== this.#turn) return false;
    this.trouble.value = troubleOf(answer);
    if (!answer.ok) return false;
    this.checks.value = [...this.checks.value, { ...answer.value, hex, right: null }].slice(-CHECKS_MAX);
    return true;
  }

  #resume(): void {
    if (!this.listening.value) void this.presses();
  }

  #start(): number {
    this.#turn += 1;
    this.listening.value = true;
    this.silences.value = 0;
    this.trouble.value = null;
    return this.#turn;
  }

  /** Null: it failed, and `trouble` says why. A line that the service closed meanwhile is opened once more. */
  async #listen(ms: number): Promise<string | null> {
    for (let attempt = 0; ; attempt += 1) {
      const id = await this.#open();
      if (id === null) return null;
      const answer = await this.#store.post<{ hex: string }>("/technician/learn/listen", { id, ms });
      if (answer.ok) return answer.value.hex;
      const closed = answer.code === "LINE_NOT_OPEN";
      if (closed) this.#lineId = null;
      if (closed && attempt === 0) continue;
      this.#failed(troubleOf(answer));
      return null;
    }
  }

  async #open(): Promise<string | null> {
    if (this.#lineId !== null) return this.#lineId;
    const answer = await this.#store.post<{ id: string }>("/technician/learn/open", {
      link: this.link.value?.link ?? {},
    });
    if (!answer.ok) {
      this.#failed(troubleOf(answer));
      return null;
    }
    this.#lineId = answer.value.id;
    return this.#lineId;
  }

  #failed(trouble: Trouble | null): void {
    this.trouble.value = trouble;
    this.listening.value = false;
  }

  async #close(): Promise<void> {
    this.stop();
    const id = this.#lineId;
    this.#lineId = null;
    // Unheard, the service closes the line by itself after a while.
    if (id !== null) await this.#store.post(`/technician/learn/${encodeURIComponent(id)}/close`, {});
  }
}
