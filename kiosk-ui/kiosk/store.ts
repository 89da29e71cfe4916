// What the kiosk page remembers and does: where a person is, what they told, the touch under way, the number given.
import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { AppointmentView, PresentedView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { KioskView, TicketPageView, TicketView } from "../../controller/contract/views.ts";
import { say } from "../shared/i18n/kiosk.ts";
import { fromWords, NO_TEXT, type Text, type Tongue } from "../shared/i18n/text.ts";
import type { Live } from "../shared/live.ts";
import type { KioskDeps } from "./deps.ts";
import { type Act, CODE_DIGITS, type Errand, type Facts, NO_ERRAND, type Place } from "./model.ts";
import { idleLimits, idleStep, type ResultShown, resultShown } from "./outcome-view.ts";
import { fit, reachLines } from "./reach.ts";
import { serviceName } from "./services.ts";
import { sheetOf, tonguesOf } from "./sheets.ts";
import { Writer } from "./writer.ts";

/** A touch meant for the page before must not wipe away the number. */
const RESULT_DEAF_MS = 1_500;
/** The second tap of a double tap must not choose on the page that the first one opened. */
const PAGE_DEAF_MS = 400;
const PAGE_DEAF_ELDERLY_MS = 700;
/** A bouncing key is faster than any finger. */
const KEY_DEAF_MS = 120;
const VOLUME_DEFAULT = 0.6;
const VOLUMES = [0.2, 0.4, 0.6, 0.8, 1] as const;
const HOME: Place = { name: "home" };

export class KioskStore {
  readonly place = signal<Place>(HOME);
  readonly errand = signal<Errand>(NO_ERRAND);
  readonly page = signal(0);
  readonly tongue = signal<Tongue>("zh-CN");
  readonly elderly = signal(false);
  readonly guide = signal(false);
  readonly reach = signal(false);
  readonly blank = signal(false);
  readonly volume = signal(VOLUME_DEFAULT);
  readonly typed = signal("");
  readonly slots = signal<SlotsView | "loading" | "failed" | null>(null);
  /** Grows when the voice is asked to say the page again. */
  readonly repeats = signal(0);
  readonly result = computed(() => this.#result());
  readonly lines = computed(() => reachLines({ ...this.#deps.glass, ...this.#mounting() }));
  readonly fit = computed(() => fit(this.lines.value, this.elderly.value, this.reach.value));
  readonly sheet = computed(() => {
    const view = this.view.value;
    return view === null ? null : sheetOf(this.#facts(view));
  });
  readonly idle = computed(() => this.#idle());
  readonly #trail = signal<readonly { place: Place; page: number }[]>([]);
  readonly #touchedMs = signal(0);
  readonly #ticket = signal<Live<"ticket"> | null>(null);
  readonly #resultNotice = signal<Text | null>(null);
  readonly #minute = computed(() => {
    return this.#deps.nowMs.value < 0 ? 0 : Math.floor(this.#deps.live.hallNowMs() / 60_000);
  });
  readonly #deps: KioskDeps;
  readonly #writer: Writer;
  #settledMs: number | null = null;
  #shownMs = Number.NEGATIVE_INFINITY;
  #presentedAt: string | null = null;
  #greeted = false;

  constructor(deps: KioskDeps) {
    this.#deps = deps;
    this.#touchedMs.value = deps.nowMs.value;
    this.#writer = new Writer(deps);
    let shown: string | null = null;
    effect(() => {
      const id = this.sheet.value?.id ?? null;
      if (shown !== null && id !== shown) this.#shownMs = deps.monotonicMs();
      shown = id;
    });
    effect(() => {
      const view = this.view.value;
      untracked(() => this.#viewed(view));
    });
  }

  get view(): ReadonlySignal<KioskView | null> {
    return this.#deps.live.view;
  }
  get link(): ReadonlySignal<"live" | "stale"> {
    return this.#deps.live.link;
  }

  /** A request that was under way when the page was loaded anew is asked again with its own key. */
  resume(): void {
    const left = this.#writer.left();
    if (left !== null) void this.#write(left.path, left.body, NO_TEXT, left.key);
  }

  /** Any touch: nobody is idle who touches. */
  touched(): void {
    this.#touchedMs.value = this.#deps.nowMs.value;
  }

  /** Whether a press counts, or was meant for the page before. */
  awake(by: "finger" | "key"): boolean {
    const deafMs = by === "key" ? KEY_DEAF_MS : this.elderly.value ? PAGE_DEAF_ELDERLY_MS : PAGE_DEAF_MS;
    return this.#deps.monotonicMs() - this.#shownMs >= deafMs;
  }

  act(act: Act, by: "finger" | "key" = "finger"): void {
    this.touched();
    if (this.idle.value.step === "warn") return;
    if (act.do === "type") return this.#type(act.digit);
    if (this.awake(by)) this.#carryOut(act);
  }

  #carryOut(act: Act): void {
    switch (act.do) {
      case "go":
        return this.#go(act.to);
      case "back":
        return this.#back();
      case "home":
        return this.#show(HOME, 0, []);
      case "leave":
        return this.reset();
      case "page":
        this.page.value += 1;
        return;
      case "priority":
        this.errand.value = { ...this.errand.value, priority: act.id };
        return this.#show(HOME, 0, []);
      case "need":
        return this.#toggleNeed(act.id);
      case "take":
        void this.#take(act.serviceId);
        return;
      case "check-in":
        void this.#write("/appointments/check-in", { ...act.by, ...this.#atKiosk() }, NO_TEXT);
        return;
      case "slot":
        void this.#book(act.time);
        return;
      case "tongue":
        this.tongue.value = act.tongue;
        return this.#back();
      case "reprint":
        void this.#reprint(act.ticketId);
        return;
      case "retry":
        void this.#again();
        return;
      case "type":
        return this.#type(act.digit);
      case "erase":
        return this.erase();
      case "enter":
        return this.enter();
      case "leave-result":
        return this.leaveResult();
      case "elderly":
      case "guide":
      case "reach":
      case "volume":
      case "blank":
      case "helper":
        return this.#switch(act.do);
    }
  }

  #switch(what: "elderly" | "guide" | "reach" | "volume" | "blank" | "helper"): void {
    const { volume } = this;
    if (what === "elderly") this.elderly.value = !this.elderly.value;
    else if (what === "guide") this.guide.value = !this.guide.value;
    else if (what === "reach") this.reach.value = !this.reach.value;
    else if (what === "blank") this.blank.value = !this.blank.value;
    else if (what === "volume") volume.value = VOLUMES.find((level) => level > volume.value + 0.01) ?? VOLUMES[0];
    else void this.#helper();
    this.page.value = 0;
    if (what === "volume" || what === "guide") this.repeats.value += 1;
  }

  /** Arrows are the way in for people who do not see the page. */
  startGuide(): void {
    if (!this.guide.value) this.guide.value = true;
  }

  /** The last digit goes; with none left the page does. */
  erase(): void {
    if (this.place.value.name === "check-in" && this.typed.value !== "") this.typed.value = this.typed.value.slice(0, -1);
    else this.#back();
  }

  /** The one obvious action of the page. */
  enter(): void {
    if (this.place.value.name === "check-in") {
      const code = this.typed.value;
      if (code.length === CODE_DIGITS) this.#carryOut({ do: "check-in", by: { code } });
      return;
    }
    const main = this.sheet.value?.main ?? null;
    if (main !== null) this.#carryOut(main.act);
  }

  #type(digit: string): void {
    if (this.place.value.name === "check-in" && this.typed.value.length < CODE_DIGITS) this.typed.value += digit;
  }

  #toggleNeed(id: string): void {
    const { needs } = this.errand.value;
    const chosen = needs.includes(id) ? needs.filter((one) => one !== id) : [...needs, id];
    this.errand.value = { ...this.errand.value, needs: chosen };
  }

  #go(to: Place): void {
    const here = this.place.value;
    const onward = to.name === "book" && here.name === "book";
    const trail = onward ? this.#trail.value : [...this.#trail.value, { place: here, page: this.page.value }];
    this.#show(to, 0, trail);
    if (to.name === "book") void this.#lookUp(to.serviceId, to.date);
  }

  #show(place: Place, page: number, trail: readonly { place: Place; page: number }[]): void {
    batch(() => {
      this.place.value = place;
      this.page.value = page;
      this.typed.value = "";
      this.#trail.value = trail;
    });
  }

  #back(): void {
    const { name } = this.place.value;
    if (name === "working") return;
    if (name === "result") return this.leaveResult();
    const last = this.#trail.value[this.#trail.value.length - 1];
    if (last !== undefined) return this.#show(last.place, last.page, this.#trail.value.slice(0, -1));
    if (name === "home") this.#forgetErrand();
    else this.#show(HOME, 0, []);
  }

  #forgetErrand(): void {
    if (this.errand.value.card !== null) this.#clearPresented();
    this.errand.value = NO_ERRAND;
  }

  /** What was shown to the reader leaves this page and the service with the person. */
  #clearPresented(): void {
    const { kioskId, newKey, post } = this.#deps;
    void post(`/kiosks/${encodeURIComponent(kioskId)}/clear`, {}, { key: newKey(), giveUpMs: 5_000 });
  }

  #atKiosk(): { kioskId: string; largePrint?: boolean } {
    return { kioskId: this.#deps.kioskId, ...(this.elderly.value ? { largePrint: true } : {}) };
  }

  /** One touch, one key, one ticket at most, however often the request has to be sent. */
  async #take(serviceId: string): Promise<void> {
    const view = this.view.value;
    if (view === null) return;
    const { priority, needs, card } = this.errand.value;
    const body = {
      serviceId,
      priority,
      language: this.tongue.value,
      ...this.#atKiosk(),
      ...(needs.length > 0 ? { needs } : {}),
      ...(card === null ? {} : { cardHandle: card.handle }),
    };
    await this.#write("/tickets", body, serviceName(view, serviceId));
  }

  async #write(path: string, body: object, about: Text, key = this.#deps.newKey()): Promise<void> {
    if (this.place.value.name === "working") return;
    const doing = say((w) => (path === "/tickets" ? w.issuing : w.checking));
    const before = this.#trail.value;
    this.#show({ name: "working", about, doing, unanswered: false }, 0, before);
    const answer = await this.#writer.send<TicketView>(path, body, key, () => {
      this.place.value = { name: "working", about, doing, unanswered: true };
    });
    this.touched();
    if (answer.ok) return this.#issued(answer.value, about);
    const mayRetry = answer.code === "NO_ANSWER";
    const title = say((w) => (mayRetry ? w.noAnswer : w.refused));
    this.#show({ name: "refused", code: answer.code, title, mayRetry }, 0, before);
  }

  #issued(ticket: TicketView, about: Text): void {
    const view = this.view.value;
    const service = about["zh-CN"] === "" && view !== null ? serviceName(view, ticket.serviceId) : about;
    this.#settledMs = null;
    batch(() => {
      this.#resultNotice.value = null;
      this.#ticket.value = this.#deps.followTicket(ticket.id);
      this.#show({ name: "result", ticket, service, issuedMs: this.#deps.nowMs.value }, 0, []);
    });
  }

  /** The same request with the same key: still one number. */
  async #again(): Promise<void> {
    const last = this.#writer.unanswered;
    if (last === null) this.#show(HOME, 0, []);
    else await this.#write(last.path, last.body, NO_TEXT, last.key);
  }

  async #reprint(ticketId: string): Promise<void> {
    const { post, newKey } = this.#deps;
    const options = { key: newKey(), giveUpMs: 15_000 };
    const onResult = this.place.value.name === "result";
    const answer = await post<TicketView>(`/tickets/${encodeURIComponent(ticketId)}/reprint`, {}, options);
    this.touched();
    if (onResult) {
      this.#settledMs = null;
      this.#resultNotice.value = answer.ok ? null : this.#deps.refusal(answer.code);
      return;
    }
    const hint = answer.ok ? NO_TEXT : this.#deps.refusal(answer.code);
    const title = say((w) => (answer.ok ? w.reprintSent : w.askDesk));
    this.#show({ name: "said", title, hint }, 0, []);
  }

  async #helper(): Promise<void> {
    const { kioskId, post, newKey } = this.#deps;
    await post(`/kiosks/${encodeURIComponent(kioskId)}/helper`, {}, { key: newKey(), giveUpMs: 20_000 });
  }

  async #lookUp(serviceId: string, date: string): Promise<void> {
    this.slots.value = "loading";
    const query = `serviceId=${encodeURIComponent(serviceId)}&date=${encodeURIComponent(date)}`;
    const answer = await this.#deps.get<SlotsView>(`/slots?${query}`);
    const { place } = this;
    if (place.value.name !== "book" || place.value.date !== date) return;
    this.slots.value = answer.ok ? answer.value : "failed";
  }

  async #book(time: string): Promise<void> {
    const here = this.place.value;
    if (here.name !== "book") return;
    const { serviceId, date } = here;
    const { card, needs } = this.errand.value;
    const trail = this.#trail.value;
    const doing = say((w) => w.checking);
    this.#show({ name: "working", about: NO_TEXT, doing, unanswered: false }, 0, trail);
    const body = {
      ...{ serviceId, date, time, language: this.tongue.value, kioskId: this.#deps.kioskId },
      ...(needs.length > 0 ? { needs } : {}),
      ...(card === null ? {} : { cardHandle: card.handle }),
    };
    const options = { key: this.#deps.newKey(), giveUpMs: 30_000 };
    const answer = await this.#deps.post<AppointmentView>("/appointments", body, options);
    this.touched();
    if (answer.ok) return this.#show({ name: "booked", appointment: answer.value }, 0, []);
    const title = say((w) => w.bookNone);
    const noted = answer.code === "SLOT_FULL" ? title : say((w) => w.refused);
    this.#show({ name: "refused", code: answer.code, title: noted, mayRetry: false }, 0, trail);
  }

  /** Back to the first question; whoever comes next finds the kiosk as new. */
  reset(): void {
    this.#ticket.value?.close();
    const view = this.view.value;
    if (view !== null && view.presented !== null) this.#clearPresented();
    batch(() => {
      this.#ticket.value = null;
      this.errand.value = NO_ERRAND;
      this.slots.value = null;
      this.guide.value = false;
      this.reach.value = false;
      this.blank.value = false;
      this.volume.value = VOLUME_DEFAULT;
      this.#show(HOME, 0, []);
      this.#defaults(view);
    });
    this.#writer.forget();
    this.touched();
  }

  #defaults(view: KioskView | null): void {
    if (view === null) return;
    this.elderly.value = view.kiosk.elderlyFirst;
    this.tongue.value = tonguesOf({ view })[0] ?? "zh-CN";
  }

  #viewed(view: KioskView | null): void {
    if (view === null) return;
    if (!this.#greeted) this.#defaults(view);
    this.#greeted = true;
    this.#presented(view.presented);
  }

  /** Scanner and reader listen on every page; what they saw opens its own page. */
  #presented(what: PresentedView | null): void {
    const { name } = this.place.value;
    if (what === null) {
      this.#presentedAt = null;
      if (this.errand.value.card === null || name === "working") return;
      this.errand.value = { ...this.errand.value, card: null };
      if (name === "presented") this.#show(HOME, 0, []);
      return;
    }
    if (what.at === this.#presentedAt || name === "working") return;
    if (name === "result" && this.#settledMs === null) return;
    this.#presentedAt = what.at;
    if (name === "result" || name === "booked") this.#leaveSilently();
    this.touched();
    const wanted = this.place.value;
    if (what.kind === "card") {
      this.errand.value = { ...this.errand.value, card: { handle: what.handle, masked: what.masked } };
      if (wanted.name === "card-wanted") return void this.#take(wanted.serviceId);
    }
    const here = wanted.name === "presented" ? [] : [{ place: wanted, page: this.page.value }];
    this.#show({ name: "presented", what }, 0, [...this.#trail.value, ...here]);
  }

  /** The next person is here already: the number before is theirs no longer. */
  #leaveSilently(): void {
    this.#ticket.value?.close();
    this.#ticket.value = null;
    this.errand.value = NO_ERRAND;
    this.#show(HOME, 0, []);
  }

  /** A touch on the result page: leaves, but never before the paper is settled. */
  leaveResult(): void {
    if (this.place.value.name !== "result") return;
    if (this.#settledMs === null || this.#deps.nowMs.value - this.#settledMs < RESULT_DEAF_MS) return;
    this.reset();
  }

  /** Called with every tick of the page's clock. */
  tick(): void {
    const now = this.#deps.nowMs.value;
    const shown = this.result.value;
    if (shown !== null) {
      if (shown.leaveAfterMs === null) {
        this.#settledMs = null;
        return;
      }
      this.#settledMs ??= now;
      if (now - this.#settledMs >= shown.leaveAfterMs) this.reset();
    } else if (this.idle.value.step === "reset") this.reset();
  }

  #facts(view: KioskView): Facts {
    const minute = this.#minute.value;
    return {
      view,
      place: this.place.value,
      errand: this.errand.value,
      page: this.page.value,
      perPage: this.fit.value.perPage,
      elderly: this.elderly.value,
      guide: this.guide.value,
      reach: this.reach.value,
      volume: this.volume.value,
      typed: this.typed.value,
      mayGoBack: this.#trail.value.length > 0 || this.errand.value !== NO_ERRAND || this.place.value.name !== "home",
      result: this.result.value,
      resultNotice: this.#resultNotice.value,
      slots: this.slots.value,
      today: localDay(minute * 60_000, view.hall.timezone),
      nowMs: minute * 60_000,
    };
  }
}
