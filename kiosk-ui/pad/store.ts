// One touch is stored at once, for the case it was meant for, exactly once, whatever the network does.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { OptionsView } from "../../controller/contract/ratings.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Live } from "../shared/live.ts";
import { type After, type PadLevel, toggled } from "./after-view.ts";
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
  readonly #deps: PadDeps;

  constructor(deps: PadDeps) {
    this.#deps = deps;
  }

  /** The touch. A second one while the first is under way is not a second rating. */
  async rate(caseId: string, level: number): Promise<void> {
    if (this.touch.value.name === "sending") return;
    this.touch.value = { name: "sending", caseId, unanswered: false };
    const answer = await this.#deliver(caseId, level);
    const atMs = this.#deps.nowMs.value;
    this.touch.value =
      !answer.ok && !isStored(answer)
        ? { name: "refused", caseId, code: answer.code, atMs }
        : { name: "stored", caseId, atMs, after: afterOf(answer, level, atMs) };
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
    this.#say({ ...after, done: true });
    const body = { ratingId: after.ratingId, reasons: [...after.chosen] };
    await this.#deps.post(`/cases/${caseId}/rating/reasons`, body, this.#once());
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
  async #deliver(caseId: string, level: number): Promise<Answer<unknown>> {
    if (this.#deps.live.link.value === "live") {
      const path = `/windows/${encodeURIComponent(this.#deps.windowId)}/rating`;
      const first = await this.#deps.post(path, { level }, { key: this.#deps.newKey(), giveUpMs: 0 });
      if (first.ok || first.code !== "NO_ANSWER") return first;
    }
    this.touch.value = { name: "sending", caseId, unanswered: true };
    const body = { caseId, level, channel: "window_pad" };
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
function afterOf(answer: Answer<unknown>, level: number, atMs: number): After | null {
  const id = answer.ok ? (answer.value as { readonly id?: unknown } | null)?.id : undefined;
  if (typeof id !== "string") return null;
  return { ratingId: id, level: level as PadLevel, storedAtMs: atMs, chosen: [], done: false };
}
