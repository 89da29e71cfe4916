// What the kiosk asks of the hall: a number, a check-in, a booking, another paper, a helper.
import { signal } from "@preact/signals";
import type { ContactView } from "../../controller/contract/callbacks.ts";
import type { CodeTicketView } from "../../controller/contract/desk.ts";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { KioskView, TicketView } from "../../controller/contract/views.ts";
import { refusalText, say } from "../shared/i18n/kiosk.ts";
import { NO_TEXT, type Text, type Tongue } from "../shared/i18n/text.ts";
import type { KioskDeps } from "./deps.ts";
import type { Errand, Place } from "./model.ts";
import { serviceName } from "./services.ts";
import type { Where } from "./where.ts";
import { type Asked, Writer } from "./writer.ts";

const SHORT_MS = 15_000;

type Given = TicketView | { readonly ticket: TicketView };

/** Who asks. */
export interface Person {
  readonly view: KioskView | null;
  readonly errand: Errand;
  readonly tongue: Tongue;
  readonly elderly: boolean;
}

export interface CounterLinks {
  person(): Person;
  touched(): void;
  issued(ticket: TicketView, service: Text): void;
}

export class Counter {
  readonly slots = signal<SlotsView | "loading" | "failed" | null>(null);
  /** Why a second paper could not be had; the number stays on the glass. */
  readonly paperNotice = signal<Text | null>(null);
  readonly #deps: KioskDeps;
  readonly #where: Where;
  readonly #links: CounterLinks;
  readonly #writer: Writer;
  #looking = false;

  constructor(deps: KioskDeps, where: Where, links: CounterLinks) {
    this.#deps = deps;
    this.#where = where;
    this.#links = links;
    this.#writer = new Writer(deps);
  }

  /** A request that was under way when the page was loaded anew is asked again with its own key. */
  resume(): void {
    const left = this.#writer.left();
    if (left !== null) void this.#ask(left, NO_TEXT);
  }

  /** One touch, one key, one ticket at most, however often the request has to be sent. */
  async take(serviceId: string): Promise<void> {
    const { view, errand, tongue } = this.#links.person();
    if (view === null) return;
    const { priority, needs, card } = errand;
    const body = {
      ...{ serviceId, priority, language: tongue },
      ...this.#here(),
      ...(needs.length > 0 ? { needs } : {}),
      ...(card === null ? {} : { cardHandle: card.handle }),
    };
    await this.#ask({ path: "/tickets", body, key: this.#deps.newKey() }, serviceName(view, serviceId));
  }

  async checkIn(by: { code: string } | { cardHandle: string }): Promise<void> {
    const asked = { path: "/appointments/check-in", body: { ...by, ...this.#here() }, key: this.#deps.newKey() };
    await this.#ask(asked, NO_TEXT);
  }

  /** One field for both codes: the short code of a paper shows the ticket, else an appointment is checked in. */
  async byCode(code: string): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const query = `kioskId=${encodeURIComponent(this.#deps.kioskId)}`;
    const answer = await this.#deps.get<CodeTicketView>(`/tickets/code/${code}?${query}`);
    this.#looking = false;
    this.#links.touched();
    if (answer.ok) return this.#where.show({ name: "own-ticket", ticket: answer.value, asks: false }, []);
    if (answer.code !== "REQUESTS_TOO_MANY") return this.checkIn({ code });
    this.#where.show({ name: "refused", code: answer.code, title: say((w) => w.refused), mayRetry: false });
  }

  /** Digits were typed to the end: a code, or a number to be asked at. */
  typed(place: Place, digits: string): Promise<void> {
    return place.name === "contact" ? this.number(place.ticketId, digits) : this.byCode(digits);
  }

  /** Leaves a number with the ticket, agreed to on the page before; null: takes it away. It is never shown again. */
  async number(ticketId: string, phone: string | null): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { post, newKey } = this.#deps;
    const path = `/tickets/${encodeURIComponent(ticketId)}/contact${phone === null ? "/forget" : ""}`;
    const body = phone === null ? {} : { phone, consent: true };
    const answer = await post<ContactView>(path, body, { key: newKey(), giveUpMs: SHORT_MS });
    this.#looking = false;
    this.#links.touched();
    const here = this.#where.place.value;
    // Whoever went away meanwhile is not followed by what they typed.
    if (here.name !== "contact" || here.ticketId !== ticketId) return;
    if (answer.ok) this.#where.show({ ...here, step: "kept", masked: answer.value.masked, code: null }, []);
    else this.#where.show({ ...here, code: answer.code }, this.#where.trail.value);
  }

  /** What somebody without a phone may do to their own ticket. */
  async own(what: "yield" | "return" | "leave-line", ticketId: string, places: number): Promise<void> {
    const { post, newKey } = this.#deps;
    const path = `/tickets/${encodeURIComponent(ticketId)}/${what === "leave-line" ? "leave" : what}`;
    const body = what === "yield" ? { places } : {};
    const answer = await post<TicketView>(path, body, { key: newKey(), giveUpMs: SHORT_MS });
    this.#links.touched();
    const { place } = this.#where;
    if (!answer.ok) {
      const title = say((w) => w.askDesk);
      return this.#where.show({ name: "said", title, hint: refusalText(answer.code) }, []);
    }
    if (what === "leave-line") {
      return this.#where.show({ name: "said", title: say((w) => w.leftLine), hint: NO_TEXT }, []);
    }
    if (place.value.name !== "own-ticket") return;
    const ticket = { ...place.value.ticket, ...answer.value, moreTime: null, mayReturn: false };
    this.#where.show({ name: "own-ticket", ticket, asks: false }, []);
  }

  /** The same request with the same key: still one number. */
  async again(): Promise<void> {
    const last = this.#writer.unanswered;
    if (last === null) this.#where.home();
    else await this.#ask(last, NO_TEXT);
  }

  forget(): void {
    this.#writer.forget();
    this.slots.value = null;
    this.paperNotice.value = null;
  }

  #here(): { kioskId: string; largePrint?: boolean } {
    const { elderly } = this.#links.person();
    return { kioskId: this.#deps.kioskId, ...(elderly ? { largePrint: true } : {}) };
  }

  async #ask(asked: Asked, about: Text): Promise<void> {
    const where = this.#where;
    if (where.place.value.name === "working") return;
    const doing = say((w) => (asked.path === "/tickets" ? w.issuing : w.checking));
    const working = { name: "working", about, doing } as const;
    where.show({ ...working, unanswered: false });
    const answer = await this.#writer.send<Given>(asked, () => where.show({ ...working, unanswered: true }));
    this.#links.touched();
    if (answer.ok) {
      const { view } = this.#links.person();
      // A check-in tells of the appointment, too.
      const ticket = "ticket" in answer.value ? answer.value.ticket : answer.value;
      this.paperNotice.value = null;
      this.#links.issued(ticket, view === null ? about : serviceName(view, ticket.serviceId));
      return;
    }
    const mayRetry = answer.code === "NO_ANSWER";
    const ticket = asked.path === "/tickets";
    const title = say((w) => (mayRetry ? w.noAnswer : ticket ? w.refused : w.notCheckedIn));
    where.show({ name: "refused", code: answer.code, title, mayRetry });
  }

  /** Another paper of the same number. */
  async reprint(ticketId: string): Promise<void> {
    const { post, newKey } = this.#deps;
    const onResult = this.#where.place.value.name === "result";
    const options = { key: newKey(), giveUpMs: SHORT_MS };
    const answer = await post<TicketView>(
      `/tickets/${encodeURIComponent(ticketId)}/reprint`,
      { kioskId: this.#deps.kioskId },
      options,
    );
    this.#links.touched();
    const why = answer.ok ? null : refusalText(answer.code);
    if (onResult) this.paperNotice.value = why;
    else {
      const title = say((w) => (answer.ok ? w.reprintSent : w.askDesk));
      this.#where.show({ name: "said", title, hint: why ?? NO_TEXT }, []);
    }
  }

  async helper(): Promise<void> {
    await this.#atKiosk("helper", 30_000);
  }

  /** What was shown to the reader leaves the service with the person. */
  async clear(): Promise<void> {
    await this.#atKiosk("clear", 5_000);
  }

  async #atKiosk(what: string, giveUpMs: number): Promise<void> {
    const { kioskId, post, newKey } = this.#deps;
    await post(`/kiosks/${encodeURIComponent(kioskId)}/${what}`, {}, { key: newKey(), giveUpMs });
  }

  /** Free times of one day. */
  async lookUp(serviceId: string, date: string): Promise<void> {
    this.slots.value = "loading";
    const query = `serviceId=${encodeURIComponent(serviceId)}&date=${encodeURIComponent(date)}`;
    const answer = await this.#deps.get<SlotsView>(`/slots?${query}`);
    const place = this.#where.place.value;
    // The person may have gone on to another day meanwhile.
    if (place.name === "book" && place.date === date) this.slots.value = answer.ok ? answer.value : "failed";
  }

  async book(time: string): Promise<void> {
    const where = this.#where;
    const here = where.place.value;
    if (here.name !== "book") return;
    const { card, needs } = this.#links.person().errand;
    const { serviceId, date } = here;
    const body = {
      ...{ serviceId, date, time, language: this.#links.person().tongue, kioskId: this.#deps.kioskId },
      ...(needs.length > 0 ? { needs } : {}),
      ...(card === null ? {} : { cardHandle: card.handle }),
    };
    const key = this.#deps.newKey();
    where.show({ name: "working", about: NO_TEXT, doing: say((w) => w.checking), unanswered: false });
    const answer = await this.#deps.post<AppointmentView>("/appointments", body, { key, giveUpMs: SHORT_MS });
    this.#links.touched();
    if (answer.ok) return where.show({ name: "booked", appointment: answer.value }, []);
    where.show({ name: "refused", code: answer.code, title: say((w) => w.notBooked), mayRetry: false });
  }
}
