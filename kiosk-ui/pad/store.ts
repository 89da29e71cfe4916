// One touch is stored at once, for the case it was meant for, exactly once, whatever the network does.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { OptionsView, PadLanguageView } from "../../controller/contract/ratings.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Live } from "../shared/live.ts";
import { type After, dimensionsOf, marked, type PadLevel, toggled } from "./after-view.ts";
import { isStored, type PadShown, padShown, type Touch } from "./view.ts";

export interface PadDeps {
  readonly windowId: string;
  readonly live: Live<"pad">;
  readonly nowMs: ReadonlySignal<number>;
  /** The option lists; missing: reasons are not asked for on this tablet. */
  readonly options?: ReadonlySignal<OptionsView | null>;
  newKey(): string;
  post(path: string, body: unknown, options: SendOptions): Promise<Answer<unknown>>;
}

/** A tablet that is cut off keeps a touch this long before it says that it could not be delivered. */
const KEEP_TOUCH_MS = 10 * 60_000;

export class PadStore {
  readonly touch = signal<Touch>({ name: "none" });
  readonly shown = computed<PadShown | null>(() => this.#shown());
  /** Of the person before the pad; the next one begins with Chinese and English again. */
  readonly #spoken = signal<{ readonly about: string; readonly code: string } | null>(null);
  readonly languages = computed<readonly PadLanguageView[]>(() => this.#deps.options?.value?.pad?.languages ?? []);
  readonly pack = computed<PadLanguageView | null>(() => {
    const spoken = this.#spoken.value;
    if (spoken === null || spoken.about !== this.#about.value) return null;
    return this.languages.value.find(({ code }) => code === spoken.code) ?? null;
  });
  /** Whose turn at the pad it is: the case asked about, also while it is being thanked. */
  readonly #about = computed<string>(() => {
    const { shown, touch } = { shown: this.shown.value, touch: this.touch.value };
    if (shown?.name === "invited") return shown.caseId;
    return shown === null || shown.name === "idle" || touch.name === "none" ? "" : touch.caseId;
  });
  readonly #deps: PadDeps;

  constructor(deps: PadDeps) {
    this.#deps = deps;
  }

  /** The touch. A second one while the first is under way is not a second rating. */
  async rate(caseId: string, level: number, stage: 1 | 2 = 2): Promise<void> {
    if (this.touch.value.name === "sending") return;
    const about = { caseId, ...(stage === 1 ? ({ stage } as const) : {}) };
    this.touch.value = { name: "sending", ...about, unanswered: false };
    const answer = await this.#deliver(about, level);
    const atMs = this.#deps.nowMs.value;
    this.touch.value =
      !answer.ok && !isStored(answer)
        ? { name: "refused", ...about, code: answer.code, atMs }
        : { name: "stored", ...about, atMs, after: afterOf(answer, level, atMs, stage) };
  }

  /** Another level within seconds: both touches stay in the log. The same one again is no change. */
  async change(level: PadLevel): Promise<void> {
    const { caseId, after } = this.#saidTo();
    if (after === null || after.level === level) return;
    this.#say({ ...after, level, chosen: [] });
    const body = { ratingId: after.ratingId, level };
    const answer = await this.#deps.post(`/cases/${caseId}/rating/correct`, body, this.#once());
    // Too late by the hall's clock: what was said first stands, and is shown again.
    if (!answer.ok) this.#say(after);
  }

  /** Null: Chinese and English. */
  speak(code: string | null): void {
    const about = this.#about.value;
    this.#spoken.value = code === null || about === "" ? null : { about, code };
  }

  toggle(code: string): void {
    const { after } = this.#saidTo();
    if (after !== null) this.#say(toggled(after, code));
  }

  skip(): void {
    const { after } = this.#saidTo();
    if (after !== null) this.#say({ ...after, done: true });
  }

  /** The mark is stored already; if this is lost or refused, thanks are due all the same. */
  async sendReasons(): Promise<void> {
    const { caseId, after } = this.#saidTo();
    if (after === null || after.chosen.length === 0) return;
    this.#goOn(after);
    const body = { ratingId: after.ratingId, reasons: [...after.chosen] };
    await this.#deps.post(`/cases/${caseId}/rating/reasons`, body, this.#once());
  }

  /** From the reasons on to the marks, with reasons or without. */
  toMarks(): void {
    const { after } = this.#saidTo();
    if (after === null) return;
    if (after.chosen.length > 0) void this.sendReasons();
    else this.#goOn(after);
  }

  mark(code: string, level: PadLevel): void {
    const { after } = this.#saidTo();
    if (after !== null) this.#say(marked(after, code, level));
  }

  async sendMarks(): Promise<void> {
    const { caseId, after } = this.#saidTo();
    const dimensions = after?.marks ?? {};
    if (after === null || Object.keys(dimensions).length === 0) return;
    this.#say({ ...after, done: true });
    const body = { ratingId: after.ratingId, dimensions };
    await this.#deps.post(`/cases/${caseId}/rating/marks`, body, this.#once());
  }

  /** Whoever goes on is offered the marks of the list; a list without dimensions ends here. */
  #goOn(after: After): void {
    const has = dimensionsOf(this.#deps.options?.value ?? null).length > 0;
    this.#say(has ? { ...after, marksAtMs: this.#deps.nowMs.value } : { ...after, done: true });
  }

  #saidTo(): { readonly caseId: string; readonly after: After | null } {
    const touch = this.touch.value;
    return touch.name === "stored" ? { caseId: touch.caseId, after: touch.after ?? null } : { caseId: "", after: null };
  }

  #say(after: After): void {
    const touch = this.touch.value;
    if (touch.name === "stored" && touch.after?.ratingId === after.ratingId) this.touch.value = { ...touch, after };
  }

  #once(): SendOptions {
    return { key: this.#deps.newKey(), giveUpMs: 0 };
  }

  /**
   * The first try goes to the window, whose open invitation is on this screen. When it is not answered the window may
   * have moved on to another person meanwhile: later tries name the case, so a late touch can never rate a stranger's.
   */
  async #deliver(about: { caseId: string; stage?: 1 }, level: number): Promise<Answer<unknown>> {
    const { caseId, ...stage } = about;
    if (this.#deps.live.link.value === "live") {
      const path = `/windows/${encodeURIComponent(this.#deps.windowId)}/rating`;
      const first = await this.#deps.post(path, { level, ...stage }, { key: this.#deps.newKey(), giveUpMs: 0 });
      if (first.ok || first.code !== "NO_ANSWER") return first;
    }
    this.touch.value = { name: "sending", ...about, unanswered: true };
    const body = { ...about, level, channel: "window_pad" };
    return this.#deps.post("/ratings", body, { key: this.#deps.newKey(), giveUpMs: KEEP_TOUCH_MS });
  }

  #shown(): PadShown | null {
    const { live, nowMs } = this.#deps;
    const view = live.view.value;
    if (view === null) return null;
    return padShown({
      view,
      touch: this.touch.value,
      linkLive: live.link.value === "live",
      hallNowMs: live.hallNowMs(),
      nowMs: nowMs.value,
      options: this.#deps.options?.value ?? null,
    });
  }
}

/** An answer that was lost on the way names no rating: then nothing may be said to it here. */
function afterOf(answer: Answer<unknown>, level: number, atMs: number, stage: 1 | 2): After | null {
  const id = answer.ok ? (answer.value as { readonly id?: unknown } | null)?.id : undefined;
  if (typeof id !== "string") return null;
  const after = { ratingId: id, level: level as PadLevel, storedAtMs: atMs, chosen: [], done: false };
  return stage === 1 ? { ...after, acceptance: true } : after;
}
