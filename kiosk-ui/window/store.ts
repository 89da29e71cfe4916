// What the console does: one action at a time, each with its own key; refusals in words; dialogs.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { RETRYING } from "../shared/i18n/states.ts";
import type { Live } from "../shared/live.ts";
import { isWaitedFor, type MenuId, shouldPing, takenWords } from "./menu.ts";
import { type ActionId, mustAskBeforeCall, primaryAction, recallWait, undoBar } from "./view.ts";

export type Dialog =
  | { readonly name: "open" }
  | { readonly name: "transfer" }
  | { readonly name: "pause"; readonly reasonId?: string }
  | { readonly name: "call" }
  | { readonly name: "more" }
  | { readonly name: "next-case" }
  | { readonly name: "outcome"; readonly caseId?: string }
  | { readonly name: "walk-in" }
  | { readonly name: "bring-back" }
  | { readonly name: "marks"; readonly caseId?: string }
  | { readonly name: "note"; readonly caseId: string }
  | { readonly name: "complaint"; readonly caseId?: string }
  | { readonly name: "contact"; readonly ticketId: string; readonly number: string }
  | { readonly name: "closing" }
  | { readonly name: "emergency" }
  /** `upTo`: how many of the newest actions; missing: not chosen yet. */
  | { readonly name: "undo"; readonly upTo?: number }
  | { readonly name: "finish-first"; readonly call: CallTarget };

export type CallTarget = { readonly ticketId: string; readonly number: string } | { readonly number: string };

export interface ConsoleDeps {
  readonly windowId: string;
  readonly live: Live<"window">;
  newKey(): string;
  post(path: string, body: unknown, options: SendOptions): Promise<Answer<unknown>>;
  /** The page's own clock: the hall's is set anew by each message, and may step back. */
  readonly monotonicMs?: () => number;
  /** A soft tone; missing: none. */
  readonly ping?: () => void;
}

export interface Message {
  readonly words: Both;
  readonly tone: "trouble" | "note";
}

/** A clerk waits for an answer this long before being told that there is none. */
const GIVE_UP_MS = 15_000;
/** The second press of a double press comes within this time. */
const DOUBLE_PRESS_MS = 350;
const monotonicMs = (): number => performance.now();

/** Actions that are one post without a question. */
const PLAIN: Partial<Record<ActionId, string>> = {
  arrived: "arrived",
  missed: "missed",
  hold: "hold",
  resume: "resume",
};

const LOOKING_ON: Both = {
  zh: "本窗口已在另一个页面打开，本页只能查看",
  en: "This window is open in another tab: this one only looks on",
};

export class ConsoleStore {
  readonly busy = signal(false);
  readonly message = signal<Message | null>(null);
  readonly dialog = signal<Dialog | null>(null);
  readonly recalledMs = signal(0);
  /** Why the number at the window was called; null: not called from here. */
  readonly why = signal<{ readonly number: string; readonly why: string } | null>(null);
  /** Another tab works this window. */
  readonly readOnly = signal(false);
  /** When the next is called by itself, on the hall's clock; null: the clerk calls. */
  readonly autoCallMs = signal<number | null>(null);
  readonly #deps: ConsoleDeps;
  #freeSinceMs: number | null = null;
  #lastPrimary: { readonly id: ActionId; readonly atMs: number } | null = null;

  constructor(deps: ConsoleDeps) {
    this.#deps = deps;
  }

  get live(): Live<"window"> {
    return this.#deps.live;
  }

  get view(): ReadonlySignal<WindowConsoleView | null> {
    return this.#deps.live.view;
  }

  /** A button or its key. Keys do nothing while a dialog is open or an answer is awaited. */
  act(id: ActionId): void {
    const view = this.view.value;
    if (view === null || this.busy.value || this.#isSecondPress(view, id)) return;
    this.autoCallMs.value = null;
    const plain = PLAIN[id];
    if (plain !== undefined) void this.send(plain, {});
    else if (id === "call-next") void this.#callNext(view);
    else if (id === "finish") void this.finish("invite-rating", {});
    else if (id === "open") this.#open(view);
    else if (id === "recall") void this.#recall(view);
    else if (id === "undo") this.#undo(view);
    else if (id === "transfer" || id === "pause" || id === "call" || id === "more") this.dialog.value = { name: id };
  }

  /** A fast hall answers between the two: the second must not do what the button means only since then. */
  #isSecondPress(view: WindowConsoleView, id: ActionId): boolean {
    if (id !== primaryAction(view).id) return false;
    const [nowMs, last] = [(this.#deps.monotonicMs ?? monotonicMs)(), this.#lastPrimary];
    if (last !== null && last.id !== id && nowMs - last.atMs < DOUBLE_PRESS_MS) return true;
    this.#lastPrimary = { id, atMs: nowMs };
    return false;
  }

  /** An entry of "more". */
  choose(id: MenuId): void {
    this.autoCallMs.value = null;
    if (id === "finish-quietly") void this.finish("finish", { invite: false });
    else if (id === "resume") void this.send("resume", {});
    else if (id === "accept-case") void this.send("accept-case", {});
    else this.dialog.value = { name: id };
  }

  /** Calls one ticket; with somebody at the window it asks first. */
  call(target: CallTarget): void {
    const view = this.view.value;
    if (view === null) return;
    if (mustAskBeforeCall(view)) this.dialog.value = { name: "finish-first", call: target };
    else void this.#callOne(target);
  }

  /** The answer "finish and call" to that question. */
  async finishAndCall(target: CallTarget): Promise<void> {
    const calling = this.view.value?.window.activity === "calling";
    // Nobody has come yet: the called one goes to the missed list rather than being counted as served.
    if (await this.send(calling ? "missed" : "invite-rating", {})) await this.#callOne(target);
  }

  /** Ends the case; where the hall wants that, the next is called a little later. */
  async finish(path: string, body: unknown): Promise<void> {
    const seconds = this.view.value?.habits.autoCallSeconds ?? null;
    if ((await this.send(path, body)) && seconds !== null) {
      this.autoCallMs.value = this.#deps.live.hallNowMs() + seconds * 1000;
    }
  }

  /** One write at this window. True when the hall accepted it. */
  send(action: string, body: unknown): Promise<boolean> {
    return this.#post(`/windows/${encodeURIComponent(this.#deps.windowId)}/${action}`, body);
  }

  /** One write at another window: help is wanted there. */
  answer(windowId: string, action: "coming" | "end"): Promise<boolean> {
    const body = action === "coming" ? { windowId: this.#deps.windowId } : {};
    return this.#post(`/windows/${encodeURIComponent(windowId)}/emergency/${action}`, body);
  }

  /** Words typed by hand stay on the screen until the hall has taken them. */
  async takeDown(path: string, body: unknown, taken: (answer: unknown) => Both | null): Promise<void> {
    const answer = await this.#posted(path, body, true);
    if (answer === null || !answer.ok) return;
    this.dialog.value = null;
    const words = taken(answer.value);
    if (words !== null) this.message.value = { words, tone: "note" };
  }

  /** Puts a missed number, or one back from its form, in line. */
  returnTicket(ticketId: string): Promise<boolean> {
    return this.#post(`/tickets/${encodeURIComponent(ticketId)}/return`, {});
  }

  /** Takes back the newest so many actions, one after the other, and stops where the hall says no. */
  async undoBack(count: number, reason: string): Promise<void> {
    const steps = this.view.value?.history.slice(0, count) ?? [];
    for (const { seq } of steps) {
      if (!(await this.send("undo", { reason, seq }))) return;
    }
  }

  /** Time passes: an announced call of the next, and a nudge for a clerk who is free while somebody waits. */
  tick(): void {
    const view = this.view.value;
    if (view === null || this.readOnly.value) return;
    const nowMs = this.#deps.live.hallNowMs();
    if (this.autoCallMs.value !== null && nowMs >= this.autoCallMs.value) {
      this.autoCallMs.value = null;
      if (isWaitedFor(view) && !this.busy.value && this.dialog.value === null) void this.#callNext(view);
      return;
    }
    if (!isWaitedFor(view)) this.#freeSinceMs = null;
    else if (this.#freeSinceMs === null) this.#freeSinceMs = nowMs;
    if (!shouldPing(view, this.#freeSinceMs, nowMs)) return;
    this.#deps.ping?.();
    this.#freeSinceMs = nowMs;
  }

  async #callNext(view: WindowConsoleView): Promise<void> {
    const expected = view.next?.number ?? null;
    const answer = await this.#posted(`/windows/${encodeURIComponent(this.#deps.windowId)}/call-next`, {});
    if (answer === null || !answer.ok) return;
    const called = this.#noteWhy(answer.value);
    if (called === null || called === expected) return;
    // Somebody else was faster: the hall gave the next one, and says who has the other.
    const taken = expected === null ? null : takenWords(this.view.value ?? view, expected, null);
    if (taken === null) return;
    const words = { zh: `${taken.zh}，已呼叫 ${called}`, en: `${taken.en}; ${called} is called` };
    this.message.value = { words, tone: "note" };
  }

  /** The number called, and why the hall chose it. */
  #noteWhy(value: unknown): string | null {
    const { ticket, why } = (value ?? {}) as { ticket?: { number?: string }; why?: string | null };
    const number = ticket?.number ?? null;
    this.why.value = number === null || !why ? null : { number, why };
    return number;
  }

  async #callOne(target: CallTarget): Promise<boolean> {
    const path = `/windows/${encodeURIComponent(this.#deps.windowId)}/call`;
    const answer = await this.#posted(path, callBody(target));
    if (answer?.ok) this.#noteWhy(answer.value);
    if (answer === null || answer.ok || answer.code !== "TICKET_ALREADY_CALLED") return answer?.ok ?? false;
    const view = this.view.value;
    const taken = view === null ? null : takenWords(view, numberOf(target), view.next?.number ?? null);
    if (taken !== null) this.message.value = { words: taken, tone: "trouble" };
    return false;
  }

  async #post(path: string, body: unknown): Promise<boolean> {
    return (await this.#posted(path, body))?.ok ?? false;
  }

  /** Null: not even tried. */
  async #posted(path: string, body: unknown, keepsDialog = false): Promise<Answer<unknown> | null> {
    if (this.readOnly.value) {
      this.message.value = { words: LOOKING_ON, tone: "note" };
      return null;
    }
    if (this.busy.value) return null;
    this.busy.value = true;
    this.message.value = null;
    if (!keepsDialog) this.dialog.value = null;
    const answer = await this.#deps.post(path, body, {
      key: this.#deps.newKey(),
      giveUpMs: GIVE_UP_MS,
      onUnanswered: () => {
        this.message.value = { words: RETRYING, tone: "note" };
      },
    });
    this.busy.value = false;
    this.message.value = this.#messageOf(answer);
    return answer;
  }

  #messageOf(answer: Answer<unknown>): Message | null {
    if (!answer.ok) {
      const words = refusalWords(answer.code);
      const next = answer.code === "TICKET_ALREADY_CALLED" ? this.view.value?.next : null;
      if (!next) return { words, tone: "trouble" };
      return {
        words: { zh: `${words.zh}；下一位是 ${next.number}`, en: `${words.en}; next is ${next.number}` },
        tone: "trouble",
      };
    }
    if (answer.status === 204) return { words: { zh: "现在无人等候", en: "Nobody is waiting" }, tone: "note" };
    return null;
  }

  #open(view: WindowConsoleView): void {
    if (view.staff.length === 0) void this.send("open", {});
    else this.dialog.value = { name: "open" };
  }

  async #recall(view: WindowConsoleView): Promise<void> {
    const nowMs = this.#deps.live.hallNowMs();
    if (recallWait(view, this.recalledMs.value, nowMs) > 0) return;
    if (await this.send("recall", {})) this.recalledMs.value = this.#deps.live.hallNowMs();
  }

  #undo(view: WindowConsoleView): void {
    if (undoBar(view, this.#deps.live.hallNowMs()) === null) this.dialog.value = { name: "undo" };
    // Only the action the bar names: a second press must not take back another.
    else void this.send("undo", view.undo === null ? {} : { seq: view.undo.seq });
  }
}

const numberOf = (target: CallTarget): string => target.number.trim().toUpperCase();

const callBody = (target: CallTarget): unknown =>
  "ticketId" in target ? { ticketId: target.ticketId } : { number: numberOf(target) };
