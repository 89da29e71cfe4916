// What the guide desk does: one search as it is typed, one ticket open, one question at a time, refusals in words.
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { DeskSearchView, DeskTicketView, DeskView } from "../../controller/contract/desk.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import { keptWords } from "../shared/ask-contact.ts";
import { COMPLAINT_TAKEN } from "../shared/complaint.ts";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { RETRYING } from "../shared/i18n/states.ts";
import type { Live } from "../shared/live.ts";
import type { Timer, Timers } from "../shared/timers.ts";
import { complaintForm } from "./complaint-form.ts";
import { contactForm } from "./contact-form.ts";
import {
  type Form,
  leaveForm,
  mergeForm,
  needsForm,
  reprintForm,
  upgradeForm,
  type Values,
  voidForm,
  walkInForm,
} from "./forms.ts";
import { actionsOf, type Tab, type TicketAction, tabOf } from "./view.ts";

const GIVE_UP_MS = 15_000;
/** While somebody types there is no need to ask for every letter. */
const TYPING_MS = 120;
/** An open ticket is read again when the hall moves, but not more often than this. */
const AGAIN_MS = 800;

export interface DeskDeps {
  readonly live: Live<"desk">;
  readonly timers: Timers;
  newKey(): string;
  post<T>(path: string, body: unknown, options: SendOptions): Promise<Answer<T>>;
  get<T>(path: string): Promise<Answer<T>>;
}

export interface Message {
  readonly words: Both;
  readonly tone: "trouble" | "note";
}

export class DeskStore {
  readonly tab = signal<Tab>("find");
  readonly typed = signal("");
  readonly found = signal<DeskSearchView | null>(null);
  /** The row that Enter opens. */
  readonly at = signal(0);
  readonly opened = signal<DeskTicketView | null>(null);
  readonly qr = signal(false);
  readonly form = signal<Form | null>(null);
  readonly values = signal<Values>({});
  readonly busy = signal(false);
  readonly message = signal<Message | null>(null);
  /** Grows with every write that was taken: lists of other tabs read themselves again. */
  readonly writes = signal(0);
  readonly #deps: DeskDeps;
  #asked = 0;
  /** The text that `found` answers. */
  #foundFor = "";
  #typing: Timer | null = null;
  #again: Timer | null = null;
  #afterWrite: ((body: unknown) => Both | null) | null = null;

  constructor(deps: DeskDeps, hash: string) {
    this.#deps = deps;
    this.tab.value = tabOf(hash);
    effect(() => {
      if (this.view.value !== null) this.#readAgain();
    });
  }

  get live(): Live<"desk"> {
    return this.#deps.live;
  }
  get view(): ReadonlySignal<DeskView | null> {
    return this.#deps.live.view;
  }

  goTo(hash: string): void {
    const tab = tabOf(hash);
    if (tab === this.tab.value) return;
    this.tab.value = tab;
    this.close();
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#deps.get<T>(path);
  }

  /** Every letter asks anew; an answer that is overtaken by a later question is dropped. */
  type(text: string): void {
    this.typed.value = text;
    this.message.value = null;
    this.#typing?.cancel();
    this.#typing = this.#deps.timers.after(TYPING_MS, () => void this.search());
  }

  async search(): Promise<void> {
    this.#typing?.cancel();
    this.#typing = null;
    const text = this.typed.value.trim();
    const asked = ++this.#asked;
    if (text === "") {
      this.#show(null, "");
      return;
    }
    const answer = await this.get<DeskSearchView>(`/desk/search?q=${encodeURIComponent(text.slice(0, 32))}`);
    if (asked !== this.#asked) return;
    if (answer.ok) this.#show(answer.value, text);
    else this.#trouble(answer);
  }

  #show(found: DeskSearchView | null, text: string): void {
    this.found.value = found;
    this.#foundFor = text;
    this.at.value = 0;
  }

  move(step: 1 | -1): void {
    const count = this.found.value?.tickets.length ?? 0;
    if (count > 0) this.at.value = (this.at.value + step + count) % count;
  }

  /** Enter in the field: what was typed is looked for first, then the marked row opens. */
  async enter(): Promise<void> {
    const text = this.typed.value.trim();
    if (this.found.value === null || this.#foundFor !== text) await this.search();
    // What stands there answers an earlier question: its first row is somebody else's.
    if (this.#foundFor !== text) return;
    const found = this.found.value;
    const row = found?.tickets[this.at.value];
    if (row !== undefined) return this.open(row.id);
    const [appointment] = found?.appointments ?? [];
    if (appointment !== undefined && appointment.state === "booked") return this.checkIn(appointment.code);
    if (found?.roll) return this.enterRoll(found.roll.number);
  }

  async open(id: string): Promise<void> {
    const answer = await this.get<DeskTicketView>(`/desk/tickets/${encodeURIComponent(id)}`);
    if (!answer.ok) {
      this.#trouble(answer);
      return;
    }
    if (this.opened.value?.ticket.id !== id) this.qr.value = false;
    this.opened.value = answer.value;
  }

  /** Closes what lies on top: the question, the code, the ticket, the search. */
  close(): void {
    if (this.form.value !== null) this.form.value = null;
    else if (this.qr.value) this.qr.value = false;
    else if (this.opened.value !== null) this.opened.value = null;
    else {
      this.typed.value = "";
      this.#asked += 1;
      this.found.value = null;
    }
  }

  ask(form: Form, after: ((body: unknown) => Both | null) | null = null): void {
    this.message.value = null;
    this.#afterWrite = after;
    this.values.value = form.start;
    this.form.value = form;
  }

  walkIn(): void {
    const view = this.view.value;
    if (view === null || this.busy.value) return;
    this.ask(walkInForm(view), (body) => {
      const { id, number } = body as { id: string; number: string };
      void this.open(id);
      return { zh: `已取号 ${number}`, en: `issued ${number}` };
    });
  }

  /** About the open ticket, or about none. */
  complain(): void {
    if (!this.busy.value) this.ask(complaintForm(this.opened.value?.ticket ?? null), () => COMPLAINT_TAKEN);
  }

  act(id: TicketAction): void {
    const [view, shown] = [this.view.value, this.opened.value];
    if (view === null || shown === null || this.busy.value) return;
    const offered = {
      needs: view.needs.length > 0,
      printers: view.printers.length > 0,
      priorities: view.priorities.length > 0,
      contacts: view.contacts === true,
    };
    if (!actionsOf(shown, offered).some((action) => action.id === id)) return;
    const { ticket, others } = shown;
    switch (id) {
      case "qr":
        this.qr.value = !this.qr.value;
        break;
      case "return":
        void this.write(`/tickets/${encodeURIComponent(ticket.id)}/return`, {});
        break;
      case "reprint":
        this.ask(reprintForm(view, ticket));
        break;
      case "upgrade":
        this.ask(upgradeForm(view, ticket));
        break;
      case "needs":
        this.ask(needsForm(view, ticket));
        break;
      case "merge":
        this.ask(mergeForm(ticket, others));
        break;
      case "contact":
        this.ask(contactForm(ticket), keptWords);
        break;
      case "form":
        void this.write(`/desk/tickets/${encodeURIComponent(ticket.id)}/form`, {});
        break;
      case "complaint":
        this.complain();
        break;
      case "leave":
        this.ask(leaveForm(ticket));
        break;
      case "void":
        this.ask(voidForm(ticket));
        break;
    }
  }

  choose(name: string, values: readonly string[]): void {
    this.values.value = { ...this.values.value, [name]: values };
  }

  async submit(): Promise<void> {
    const form = this.form.value;
    if (form === null) return;
    const write = form.write(this.values.value);
    if (!("path" in write)) {
      this.message.value = { words: write, tone: "trouble" };
      return;
    }
    const after = this.#afterWrite;
    if (await this.write(write.path, write.body, after)) this.form.value = null;
  }

  checkIn(code: string): Promise<void> {
    return this.#ticketBy("/appointments/check-in", { code }, (body) => (body as { ticket: { id: string } }).ticket.id);
  }

  /** A number of a roll becomes a waiting ticket. */
  enterRoll(number: string): Promise<void> {
    return this.#ticketBy("/desk/rolls/enter", { number }, (body) => (body as { id: string }).id);
  }

  async #ticketBy(path: string, body: unknown, idOf: (body: unknown) => string): Promise<void> {
    await this.write(path, body, (answer) => {
      void this.open(idOf(answer));
      return { zh: "已进入排队", en: "waits in line" };
    });
  }

  /** One write with a key of its own; true when the hall took it. */
  async write(path: string, body: unknown, after: ((body: unknown) => Both | null) | null = null): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.message.value = null;
    const answer = await this.#deps.post<unknown>(path, body, {
      key: this.#deps.newKey(),
      giveUpMs: GIVE_UP_MS,
      onUnanswered: () => {
        this.message.value = { words: RETRYING, tone: "note" };
      },
    });
    this.busy.value = false;
    if (!answer.ok) {
      this.#trouble(answer);
      return false;
    }
    const words = after?.(answer.value) ?? { zh: "完成", en: "done" };
    this.message.value = { words, tone: "note" };
    this.writes.value += 1;
    const open = this.opened.value;
    if (open !== null) void this.open(open.ticket.id);
    if (this.typed.value.trim() !== "") void this.search();
    return true;
  }

  #trouble(answer: Answer<unknown>): void {
    if (!answer.ok) this.message.value = { words: refusalWords(answer.code), tone: "trouble" };
  }

  #readAgain(): void {
    if (this.#again !== null) return;
    this.#again = this.#deps.timers.after(AGAIN_MS, () => {
      this.#again = null;
      const open = this.opened.peek();
      if (open !== null && !this.busy.peek()) void this.open(open.ticket.id);
    });
  }
}
