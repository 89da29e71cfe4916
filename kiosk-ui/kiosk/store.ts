// What the kiosk page remembers and does: which question is asked, the touch under way, the ticket just issued.
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { KioskView, TicketPageView, TicketView } from "../../controller/contract/views.ts";
import type { Answer, SendOptions } from "../shared/api.ts";
import type { Both, Language } from "../shared/i18n/both.ts";
import type { Live } from "../shared/live.ts";
import { idleLimits, idleStep, type ResultShown, resultShown } from "./view.ts";

export type Step =
  | { readonly name: "services" }
  | { readonly name: "priority" }
  | { readonly name: "issuing"; readonly serviceName: Both; readonly unanswered: boolean }
  | { readonly name: "result"; readonly ticket: TicketView; readonly serviceName: Both; readonly issuedMs: number }
  | { readonly name: "refused"; readonly code: string };

export interface KioskDeps {
  readonly kioskId: string;
  readonly live: Live<"kiosk">;
  readonly nowMs: ReadonlySignal<number>;
  readonly origin: string;
  newKey(): string;
  post(path: string, body: unknown, options: SendOptions): Promise<Answer<TicketView>>;
  followTicket(id: string): Live<"ticket">;
}

/** After this long the citizen is told to ask at the desk rather than left standing. */
const GIVE_UP_MS = 60_000;
/** A touch meant for the page before must not wipe away the number. */
const RESULT_DEAF_MS = 1_500;

export class KioskStore {
  readonly step = signal<Step>({ name: "services" });
  readonly priority = signal<string | null>(null);
  readonly page = signal(0);
  readonly language = signal<Language>("zh-CN");
  readonly large = signal(false);
  readonly idle = computed(() => this.#idle());
  readonly result = computed(() => this.#result());
  readonly #touchedMs = signal(0);
  readonly #ticket = signal<Live<"ticket"> | null>(null);
  readonly #deps: KioskDeps;
  #settledMs: number | null = null;

  constructor(deps: KioskDeps) {
    this.#deps = deps;
    this.#touchedMs.value = deps.nowMs.value;
  }

  get view(): ReadonlySignal<KioskView | null> {
    return this.#deps.live.view;
  }

  get link(): ReadonlySignal<"live" | "stale"> {
    return this.#deps.live.link;
  }

  /** Any touch: nobody is idle who touches. */
  touched(): void {
    this.#touchedMs.value = this.#deps.nowMs.value;
  }

  /** One touch, one key, one ticket at most, however often the request has to be sent. */
  async take(serviceId: string, serviceName: Both): Promise<void> {
    if (this.step.value.name !== "services") return;
    this.step.value = { name: "issuing", serviceName, unanswered: false };
    const body = {
      serviceId,
      priority: this.priority.value,
      kioskId: this.#deps.kioskId,
      language: this.language.value,
    };
    const answer = await this.#deps.post("/tickets", body, {
      key: this.#deps.newKey(),
      giveUpMs: GIVE_UP_MS,
      onUnanswered: () => {
        this.step.value = { name: "issuing", serviceName, unanswered: true };
      },
    });
    this.touched();
    if (!answer.ok) {
      this.step.value = { name: "refused", code: answer.code };
      return;
    }
    const issuedMs = this.#deps.nowMs.value;
    this.#settledMs = null;
    batch(() => {
      this.#ticket.value = this.#deps.followTicket(answer.value.id);
      this.step.value = { name: "result", ticket: answer.value, serviceName, issuedMs };
    });
  }

  /** Back to the first question; whoever comes next finds the kiosk as new. */
  reset(): void {
    this.#ticket.value?.close();
    batch(() => {
      this.#ticket.value = null;
      this.step.value = { name: "services" };
      this.priority.value = null;
      this.page.value = 0;
      this.language.value = "zh-CN";
      this.large.value = false;
    });
    this.touched();
  }

  /** A touch on the result page: leaves, but never before the paper is settled. */
  leaveResult(): void {
    if (this.#settledMs === null || this.#deps.nowMs.value - this.#settledMs < RESULT_DEAF_MS) return;
    this.reset();
  }

  /** Called with every tick of the page's clock. */
  tick(): void {
    const now = this.#deps.nowMs.value;
    const shown = this.result.value;
    if (shown !== null) {
      if (shown.leaveAfterMs === null) return;
      this.#settledMs ??= now;
      if (now - this.#settledMs >= shown.leaveAfterMs) this.reset();
    } else if (this.idle.value.step === "reset") this.reset();
  }

  #result(): ResultShown | null {
    const step = this.step.value;
    if (step.name !== "result") return null;
    const live = this.#ticket.value;
    return resultShown({
      ticket: step.ticket,
      serviceName: step.serviceName,
      live: live?.view.value ?? (null as TicketPageView | null),
      linkLive: live?.link.value === "live",
      sinceIssueMs: this.#deps.nowMs.value - step.issuedMs,
      unhurried: this.large.value,
      origin: this.#deps.origin,
    });
  }

  #idle(): { step: "none" | "warn" | "reset"; leftSeconds: number } {
    const name = this.step.value.name;
    const asNew =
      name === "services" && this.priority.value === null && this.language.value === "zh-CN" && !this.large.value;
    if (asNew || name === "issuing" || name === "result") return { step: "none", leftSeconds: 0 };
    const limits = idleLimits(this.large.value);
    const idleMs = this.#deps.nowMs.value - this.#touchedMs.value;
    return { step: idleStep(idleMs, limits), leftSeconds: Math.max(0, Math.ceil((limits.resetMs - idleMs) / 1000)) };
  }
}
