// What the kiosk page remembers and does: where a person is, what they told it, the number it gave.
import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { PresentedView } from "../../controller/contract/kiosk.ts";
import type { KioskView, TicketView } from "../../controller/contract/views.ts";
import type { Text } from "../shared/i18n/text.ts";
import type { Live } from "../shared/live.ts";
import { Comfort, type Switch } from "./comfort.ts";
import { Counter } from "./counter.ts";
import type { KioskDeps } from "./deps.ts";
import { type Act, digitsOf, type Errand, type Facts, NO_ERRAND } from "./model.ts";
import { idleLimits, idleStep, type ResultShown, resultShown } from "./outcome-view.ts";
import { choicesFit, INCHES_DEFAULT, reachLines } from "./reach.ts";
import { sheetOf } from "./sheets.ts";
import { localDay } from "./today.ts";
import { Where } from "./where.ts";

/** A touch meant for the page before must not wipe away the number. */
const RESULT_DEAF_MS = 1_500;
/** The second tap of a double tap must not choose on the page that the first one opened. */
const PAGE_DEAF_MS = 400;
const PAGE_DEAF_ELDERLY_MS = 700;
/** A bouncing key is faster than any finger. */
const KEY_DEAF_MS = 120;

export class KioskStore {
  readonly where = new Where();
  readonly errand = signal<Errand>(NO_ERRAND);
  readonly comfort = new Comfort();
  readonly tongue = this.comfort.tongue;
  readonly elderly = this.comfort.elderly;
  readonly guide = this.comfort.guide;
  readonly reach = this.comfort.reach;
  readonly blank = this.comfort.blank;
  readonly volume = this.comfort.volume;
  /** Grows when the voice is asked to say the page again. */
  readonly repeats = signal(0);
  readonly result = computed(() => this.#result());
  readonly inches = computed(
    () => this.#deps.glass.askedInches ?? this.view.value?.kiosk.diagonalInches ?? INCHES_DEFAULT,
  );
  readonly lines = computed(() =>
    reachLines({ ...this.#deps.glass, diagonalInches: this.inches.value, mountingHeightMm: this.#mountingMm() }),
  );
  readonly fit = computed(() => choicesFit(this.lines.value, this.elderly.value, this.reach.value));
  readonly idle = computed(() => this.#idle());
  readonly sheet = computed(() => {
    const view = this.view.value;
    return view === null ? null : sheetOf(this.#facts(view));
  });
  readonly counter: Counter;
  readonly #touchedMs = signal(0);
  readonly #ticket = signal<Live<"ticket"> | null>(null);
  readonly #minute = computed(() =>
    this.#deps.nowMs.value < 0 ? 0 : Math.floor(this.#deps.live.hallNowMs() / 60_000),
  );
  readonly #deps: KioskDeps;
  #settledMs: number | null = null;
  #shownMs = Number.NEGATIVE_INFINITY;
  #presentedAt: string | null = null;
  #greeted = false;
  #keyed = false;

  constructor(deps: KioskDeps) {
    this.#deps = deps;
    this.#touchedMs.value = deps.nowMs.value;
    this.counter = new Counter(deps, this.where, {
      person: () => ({
        view: this.view.value,
        errand: this.errand.value,
        tongue: this.tongue.value,
        elderly: this.elderly.value,
      }),
      touched: () => this.touched(),
      issued: (ticket, service) => this.#issued(ticket, service),
    });
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

  /** After a reload: what was under way is asked again with its own key. */
  resume(): void {
    this.counter.resume();
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

  /** Carries out a choice. While the page asks for more time, any press means "more time" and nothing else. */
  act(act: Act, by: "finger" | "key" = this.#keyed ? "key" : "finger"): void {
    const asked = this.idle.value.step === "warn";
    this.touched();
    if (asked) return;
    const typing = act.do === "type" || (act.do === "erase" && this.where.typed.value !== "");
    if (typing || this.awake(by)) this.#carryOut(act);
  }

  /** Presses made by a key while `run` lasts count as such. */
  byKey(run: () => void): void {
    this.#keyed = true;
    try {
      run();
    } finally {
      this.#keyed = false;
    }
  }

  #carryOut(act: Act): void {
    switch (act.do) {
      case "go":
        this.where.go(act.to);
        if (act.to.name === "book") void this.counter.lookUp(act.to.serviceId, act.to.date);
        break;
      case "back":
        this.#back();
        break;
      case "home":
        this.where.home();
        break;
      case "leave":
        this.reset();
        break;
      case "page":
        this.where.page.value += 1;
        break;
      case "priority":
        this.errand.value = { ...this.errand.value, priority: act.id };
        this.where.home();
        break;
      case "need":
        this.#toggleNeed(act.id);
        break;
      case "tongue":
        this.tongue.value = act.tongue;
        if (this.where.place.value.name === "language") this.#back();
        break;
      case "type":
        this.#type(act.digit);
        break;
      case "erase":
        this.erase();
        break;
      case "enter":
        this.enter();
        break;
      case "leave-result":
        this.leaveResult();
        break;
      case "take":
      case "check-in":
      case "slot":
      case "reprint":
      case "retry":
      case "own":
      case "forget-number":
      case "helper":
        void this.#ask(act);
        break;
      default:
        this.#switch(act.do);
        break;
    }
  }

  #ask(
    act: Extract<Act, { do: "take" | "check-in" | "slot" | "reprint" | "retry" | "own" | "forget-number" | "helper" }>,
  ): Promise<void> {
    switch (act.do) {
      case "take":
        return this.counter.take(act.serviceId);
      case "check-in":
        return this.counter.checkIn(act.by);
      case "slot":
        return this.counter.book(act.time);
      case "reprint":
        this.#settledMs = null;
        return this.counter.reprint(act.ticketId);
      case "own":
        return this.counter.own(act.what, act.ticketId, act.places);
      case "forget-number":
        return this.counter.number(act.ticketId, null);
      case "retry":
        return this.counter.again();
      default:
        return this.counter.helper();
    }
  }

  #switch(what: Switch): void {
    this.comfort.turn(what);
    if (what === "elderly" || what === "reach") this.where.page.value = 0;
    if (what === "volume" || what === "guide") this.repeats.value += 1;
  }

  /** The last digit goes; with none left the page does. */
  erase(): void {
    const { place, typed } = this.where;
    if (digitsOf(place.value) !== null && typed.value !== "") typed.value = typed.value.slice(0, -1);
    else this.#back();
  }

  /** The one obvious action of the page. */
  enter(): void {
    const { place, typed } = this.where;
    const wanted = digitsOf(place.value);
    if (wanted !== null) {
      if (typed.value.length >= wanted.least) void this.counter.typed(place.value, typed.value);
      return;
    }
    const main = this.sheet.value?.main ?? null;
    if (main !== null) this.#carryOut(main.act);
  }

  #type(digit: string): void {
    const { place, typed } = this.where;
    if (typed.value.length < (digitsOf(place.value)?.most ?? 0)) typed.value += digit;
  }

  #toggleNeed(id: string): void {
    const { needs } = this.errand.value;
    const chosen = needs.includes(id) ? needs.filter((one) => one !== id) : [...needs, id];
    this.errand.value = { ...this.errand.value, needs: chosen };
  }

  #back(): void {
    const { name } = this.where.place.value;
    if (name === "working") return;
    if (name === "result") this.leaveResult();
    else if (name === "booked") this.reset();
    else if (!this.where.back()) this.#forgetErrand();
  }

  #forgetErrand(): void {
    if (this.errand.value.card !== null) void this.counter.clear();
    this.errand.value = NO_ERRAND;
  }

  #issued(ticket: TicketView, service: Text): void {
    this.#settledMs = null;
    batch(() => {
      this.#ticket.value?.close();
      this.#ticket.value = this.#deps.followTicket(ticket.id);
      this.where.show({ name: "result", ticket, service, issuedMs: this.#deps.nowMs.value }, []);
    });
  }

  /** Back to the first question; whoever comes next finds the kiosk as new. */
  reset(): void {
    const view = this.view.value;
    if (this.errand.value.card !== null || (view !== null && view.presented !== null)) void this.counter.clear();
    batch(() => {
      this.#forgetNumber();
      this.comfort.reset(view);
    });
    this.counter.forget();
    this.touched();
  }

  #forgetNumber(): void {
    this.#ticket.value?.close();
    this.#ticket.value = null;
    this.errand.value = NO_ERRAND;
    this.where.home();
  }

  #viewed(view: KioskView | null): void {
    if (view === null) return;
    if (!this.#greeted) this.comfort.reset(view);
    this.#greeted = true;
    this.#presented(view.presented);
  }

  /** Scanner and reader listen on every page; what they saw opens its own page. */
  #presented(what: PresentedView | null): void {
    const { name } = this.where.place.value;
    // A card's handle outlives its showing: somebody who reads slowly keeps it until they leave.
    if (what === null) {
      this.#presentedAt = null;
      return;
    }
    if (what.at === this.#presentedAt || name === "working") return;
    if (name === "result" && this.#settledMs === null) return; // The paper of the one before is not cut yet.
    this.#presentedAt = what.at;
    if (name === "result" || name === "booked") this.#forgetNumber();
    this.touched();
    const place = this.where.place.value;
    if (what.kind === "card") {
      this.errand.value = { ...this.errand.value, card: { handle: what.handle, masked: what.masked } };
      if (place.name === "card-wanted") {
        void this.counter.take(place.serviceId);
        return;
      }
    }
    this.where.open({ name: "presented", what });
  }

  /** A touch on the result page: leaves, but never before the paper is settled. */
  leaveResult(): void {
    if (this.where.place.value.name !== "result" || this.#settledMs === null) return;
    if (this.#deps.nowMs.value - this.#settledMs >= RESULT_DEAF_MS) this.reset();
  }

  /** Called with every tick of the page's clock. */
  tick(): void {
    const now = this.#deps.nowMs.value;
    const shown = this.result.value;
    if (shown === null) {
      if (this.idle.value.step === "reset") this.reset();
    } else if (shown.leaveAfterMs === null) this.#settledMs = null;
    else {
      this.#settledMs ??= now;
      if (now - this.#settledMs >= shown.leaveAfterMs) this.reset();
    }
  }

  #mountingMm(): number | null {
    return this.view.value?.kiosk.mountingHeightMm ?? null;
  }

  #facts(view: KioskView): Facts {
    const atMs = this.#minute.value * 60_000;
    const { place, page, typed, trail } = this.where;
    return {
      ...{ view, place: place.value, page: page.value, typed: typed.value, errand: this.errand.value },
      ...{ elderly: this.elderly.value, guide: this.guide.value, reach: this.reach.value, volume: this.volume.value },
      perPage: this.fit.value.perPage,
      mayGoBack: trail.value.length > 0 || place.value.name !== "home" || this.#told(),
      result: this.result.value,
      resultNotice: this.counter.paperNotice.value,
      slots: this.counter.slots.value,
      today: localDay(atMs, view.hall.timezone),
      nowMs: atMs,
    };
  }

  #told(): boolean {
    const { priority, needs, card } = this.errand.value;
    return priority !== null || needs.length > 0 || card !== null;
  }

  #result(): ResultShown | null {
    const place = this.where.place.value;
    if (place.name !== "result") return null;
    const live = this.#ticket.value;
    return resultShown({
      ticket: place.ticket,
      live: live?.view.value ?? null,
      linkLive: live?.link.value === "live",
      sinceIssueMs: this.#deps.nowMs.value - place.issuedMs,
      unhurried: this.comfort.unhurried,
      origin: this.#deps.origin,
    });
  }

  /** The page as everybody finds it needs no reset. */
  #asNew(): boolean {
    const view = this.view.value;
    if (view === null) return true;
    const here = this.where.place.value.name === "home" && this.where.page.value === 0;
    return here && !this.#told() && this.comfort.asNew(view);
  }

  #idle(): { step: "none" | "warn" | "reset"; leftSeconds: number } {
    const { name } = this.where.place.value;
    if (name === "working" || name === "result" || this.#asNew()) return { step: "none", leftSeconds: 0 };
    const limits = idleLimits(this.comfort.unhurried);
    const idleMs = this.#deps.nowMs.value - this.#touchedMs.value;
    return { step: idleStep(idleMs, limits), leftSeconds: Math.max(0, Math.ceil((limits.resetMs - idleMs) / 1000)) };
  }
}
