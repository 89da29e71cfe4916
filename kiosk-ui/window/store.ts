// What the console does: one action at a time, each with its own key; refusals in words; dialogs.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import type { Live } from "../shared/live.ts";
import { type ActionId, mustAskBeforeCall, recallWait, undoBar } from "./view.ts";

export type Dialog =
  | { readonly name: "open" }
  | { readonly name: "transfer" }
  | { readonly name: "pause" }
  | { readonly name: "call" }
  | { readonly name: "undo" }
  | { readonly name: "finish-first"; readonly call: CallTarget };

export type CallTarget = { readonly ticketId: string; readonly number: string } | { readonly number: string };

export interface ConsoleDeps {
  readonly windowId: string;
  readonly live: Live<"window">;
  newKey(): string;
  post(path: string, body: unknown, options: SendOptions): Promise<Answer<unknown>>;
}

export interface Message {
  readonly words: Both;
  readonly tone: "trouble" | "note";
}

/** A clerk waits for an answer this long before being told that there is none. */
const GIVE_UP_MS = 15_000;

/** Actions that are one post without a question. */
const PLAIN: Partial<Record<ActionId, string>> = {
  "call-next": "call-next",
  arrived: "arrived",
  finish: "invite-rating",
  missed: "missed",
  hold: "hold",
  resume: "resume",
  close: "close",
};

export class ConsoleStore {
  readonly busy = signal(false);
  readonly message = signal<Message | null>(null);
  readonly dialog = signal<Dialog | null>(null);
  readonly recalledMs = signal(0);
  readonly #deps: ConsoleDeps;

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
    if (view === null || this.busy.value) return;
    const plain = PLAIN[id];
    if (plain !== undefined) void this.send(plain, {});
    else if (id === "open") this.#open(view);
    else if (id === "recall") void this.#recall(view);
    else if (id === "undo") this.#undo(view);
    else if (id === "transfer" || id === "pause" || id === "call") this.dialog.value = { name: id };
  }

  /** Calls one ticket; with somebody at the window it asks first. */
  call(target: CallTarget): void {
    const view = this.view.value;
    if (view === null) return;
    if (mustAskBeforeCall(view)) this.dialog.value = { name: "finish-first", call: target };
    else void this.send("call", callBody(target));
  }

  /** The answer "finish and call" to that question. */
  async finishAndCall(target: CallTarget): Promise<void> {
    const calling = this.view.value?.window.activity === "calling";
    // Nobody has come yet: the called one goes to the missed list rather than being counted as served.
    if (await this.send(calling ? "missed" : "invite-rating", {})) await this.send("call", callBody(target));
  }

  /** One write at this window. True when the hall accepted it. */
  send(action: string, body: unknown): Promise<boolean> {
    return this.#post(`/windows/${encodeURIComponent(this.#deps.windowId)}/${action}`, body);
  }

  /** Puts a missed number back in line. */
  returnTicket(ticketId: string): Promise<boolean> {
    return this.#post(`/tickets/${encodeURIComponent(ticketId)}/return`, {});
  }

  async #post(path: string, body: unknown): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.message.value = null;
    this.dialog.value = null;
    const answer = await this.#deps.post(path, body, {
      key: this.#deps.newKey(),
      giveUpMs: GIVE_UP_MS,
      onUnanswered: () => {
        this.message.value = {
          words: { zh: "正在重试，不会重复操作", en: "Trying again; nothing is done twice" },
          tone: "note",
        };
      },
    });
    this.busy.value = false;
    this.message.value = this.#messageOf(answer);
    return answer.ok;
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
    else void this.send("undo", {});
  }
}

const callBody = (target: CallTarget): unknown =>
  "ticketId" in target ? { ticketId: target.ticketId } : { number: target.number.trim().toUpperCase() };
