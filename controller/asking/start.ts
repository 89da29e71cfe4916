// Asking by message: from the log to the outbox, and from reports and refusals back to the hall.
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { askingOf, hoursEndMs, isAskable, isWithinHours, smsAsksOf } from "../domain/asking.ts";
import type { Command } from "../domain/commands.ts";
import { asksAtAcceptance } from "../domain/rating-stages.ts";
import type { AskOutcome } from "../domain/rating-types.ts";
import type { HallSettings, HallState } from "../domain/types.ts";
import type { Hall } from "../hall.ts";
import type { AskingPort } from "../http/ports.ts";
import type { AskBody } from "../messages/bodies.ts";
import type { LogConsumer } from "../messages/log-follower.ts";
import { internationalNumber } from "../messages/phone-number.ts";
import type { OutboxMessage, OutboxRow } from "../messages/ports.ts";
import type { Messages } from "../messages/start.ts";
import type { SmsRoom } from "../sms-room.ts";
import { Answers, helpId, ratedId } from "./answers.ts";
import { AskRegister, askedRef, masked, ticketRef } from "./register.ts";
import { askText, languageOfCase } from "./sms-texts.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Askings of one case: the first, its reminder, and those that never left the hall. */
const ATTEMPTS_MAX = 8;

export interface AskingOptions {
  readonly config: { readonly messages: { readonly sms: Pick<Config["messages"]["sms"], "via" | "countryCode"> } };
  readonly settings: HallSettings;
  readonly hall: Pick<Hall, "submit" | "read">;
  readonly clock: Clock;
  readonly newToken: () => string;
  readonly messages: Pick<Messages, "outbox" | "vault" | "follow" | "onSms" | "onOptOut" | "serveAsks">;
  readonly sms: Pick<SmsRoom, "onDelivery">;
  /** Where phones reach the pages; null: nowhere, so that messages carry no link. */
  readonly publicUrl: string | null;
  readonly log: { warn(fields: object, message: string): void };
}

/** What the routes ask of this part, and its end. */
export interface AskingDesk extends AskingPort {
  stop(): void;
}

interface AskedData {
  readonly caseId: string;
  readonly ticketId: string;
  readonly channel?: string;
  readonly attempt: number;
  readonly untilMs: number;
  readonly reason?: string;
}

const ASK_ID = /^ask:(.+):([0-9]+)$/;
export const askId = (caseId: string, attempt: number): string => `ask:${caseId}:${attempt}`;
const idsOf = (caseId: string): string[] => Array.from({ length: ATTEMPTS_MAX }, (_, at) => askId(caseId, at + 1));

/** Begins to listen at once; nothing is sent before the messages start. */
export function startAsking(options: AskingOptions): AskingDesk {
  const { messages, config, settings, sms, clock, hall, log } = options;
  const { countryCode } = config.messages.sms;
  const register = new AskRegister({ vault: messages.vault, countryCode, newToken: options.newToken });
  const nowMs = () => Math.floor(clock.nowMs());
  const answers = new Answers({ hall, register, outbox: messages.outbox, nowMs, log });
  const asker = new Asker(options, register);
  messages.serveAsks((body) => asker.textOf(body));
  messages.follow(asker.consumer());
  messages.outbox.onEnded((row) => asker.ended(row));
  messages.onSms((from, text) => answers.received(from, text));
  messages.onOptOut((phone) => asker.optedOut(phone));
  sms.onDelivery((smsId, ok) => asker.delivered(smsId, ok));
  asker.catchUp();
  const { sms: bySms, phone: byPhone } = askingOf(settings);
  const phoneOf = (ticketId: string) => messages.vault.get(ticketRef(ticketId))?.phone ?? null;
  return {
    wanted: bySms !== undefined || byPhone !== undefined,
    keep(ticketId, phone) {
      if (messages.vault.optedOut(phone)) return false;
      messages.vault.keep(ticketRef(ticketId), { phone }, nowMs() + settings.policy.rating.periodDays * DAY_MS);
      return true;
    },
    forget: (ticketId) => void messages.vault.forget(ticketRef(ticketId)),
    phoneOf,
    maskedOf(ticketId) {
      const phone = phoneOf(ticketId);
      return phone === null ? null : masked(phone);
    },
    byToken: (token) => register.ofToken(token),
    stop: () => asker.stop(),
  };
}

/** What goes out, and what becomes of it. */
class Asker {
  readonly #options: AskingOptions;
  readonly #register: AskRegister;
  #timer: Timer | null = null;

  constructor(options: AskingOptions, register: AskRegister) {
    this.#options = options;
    this.#register = register;
    this.#tidy();
  }

  /** Nothing here has an effect twice: messages are known by their ids, codes by their case. */
  consumer(): LogConsumer {
    return {
      name: "asking",
      take: ({ type, data, atMs }) => {
        const { caseId, ticketId, channel, attempt, untilMs, reason } = data as AskedData;
        switch (type) {
          case "rating.asked":
            if (channel !== "sms") return null;
            this.#register.assign(caseId, ticketId, untilMs, atMs);
            return { put: [this.#message(caseId, attempt, untilMs, atMs)] };
          case "rating.recorded":
          case "rating.settled":
            return this.#register.ofCase(caseId) === null ? null : { cancel: idsOf(caseId) };
          case "contact.removed":
            if (reason === "wrong-number") this.#forgetNumber(this.#phoneOf(ticketId), reason);
            this.#options.messages.vault.forget(ticketRef(ticketId));
            return null;
          default:
            return null;
        }
      },
    };
  }

  /** Without a number it is put all the same, and ends as not sent: one way for all. */
  #message(caseId: string, attempt: number, untilMs: number, atMs: number): OutboxMessage {
    const { settings } = this.#options;
    const { sms } = askingOf(settings);
    const quietMs = sms === undefined ? untilMs : hoursEndMs(sms.hours, atMs, settings.timezone);
    const body = { askOf: caseId, attempt } satisfies AskBody;
    const expiresAtMs = Math.min(untilMs, quietMs);
    return { id: askId(caseId, attempt), channel: "sms", to: `contact:${askedRef(caseId)}`, body, expiresAtMs };
  }

  /** Asked right before sending: null when there is no reason any more, or the quiet hours have begun. */
  textOf({ askOf, attempt }: AskBody): Promise<string | null> {
    const asked = this.#register.ofCase(askOf);
    if (asked === null) return Promise.resolve(null);
    const { hall, publicUrl, config, settings } = this.#options;
    const { sms } = askingOf(settings);
    const nowMs = this.#nowMs;
    return hall.read((state) => {
      const found = state.cases.get(askOf);
      if (sms === undefined || !isAskable(settings, found, nowMs) || nowMs >= asked.untilMs) return null;
      if (!isWithinHours(sms.hours, nowMs, settings.timezone)) return null;
      if (!state.asking.contacts.has(found.ticketId)) return null;
      return askText({
        ...{ asked, number: found.number, finishedAtMs: found.finishedAtMs ?? nowMs },
        ...{
          timezone: settings.timezone,
          hall: settings.name,
          reminder: attempt > 1 && isAgain(state, askOf, attempt),
        },
        language: languageOfCase(state, found.ticketId),
        twice: asksAtAcceptance(settings),
        codes: config.messages.sms.via === "modem",
        link: publicUrl === null ? null : `${publicUrl.replace(/\/$/, "")}/r/${asked.token}`,
      });
    });
  }

  ended(row: OutboxRow): void {
    const found = ASK_ID.exec(row.id);
    if (row.channel !== "sms" || found === null || row.state === "sent") return;
    const [, caseId = "", attempt = ""] = found;
    this.#submit({ type: "end-ask", channel: "sms", caseId, attempt: Number(attempt), outcome: this.#outcomeOf(row) });
  }

  #outcomeOf({ state, detail, to }: OutboxRow): AskOutcome {
    if (state === "cancelled") return "cancelled";
    const { vault } = this.#options.messages;
    const phone = vault.get(to.replace(/^contact:/, ""))?.phone;
    if (phone === undefined) return "no-contact";
    if (vault.optedOut(phone)) return "opted-out";
    if (detail.startsWith("已过期")) return "expired";
    // Rated meanwhile, or the quiet hours began: it did not leave the hall.
    if (detail.startsWith("已无需发送")) return "cancelled";
    return "undelivered";
  }

  delivered(smsId: string, ok: boolean): void {
    const found = ASK_ID.exec(smsId);
    if (found === null) return;
    const [, caseId = "", attempt = ""] = found;
    const outcome = ok ? "delivered" : "undelivered";
    this.#submit({ type: "end-ask", channel: "sms", caseId, attempt: Number(attempt), outcome });
  }

  /** Nothing more to this number: what waits is taken back, and nobody rings it. */
  optedOut(phone: string): void {
    const { messages } = this.#options;
    for (const { caseId } of this.#register.ofPhone(phone, this.#nowMs)) {
      messages.outbox.cancel([...idsOf(caseId), helpId(caseId), ratedId(caseId)]);
      this.#submit({ type: "end-ask", channel: "sms", caseId, outcome: "opted-out" });
    }
    this.#forgetNumber(phone, "opted-out");
  }

  /** Wherever the number was left. */
  #forgetNumber(phone: string | null, reason: "opted-out" | "wrong-number"): void {
    const { hall, log, config } = this.#options;
    const normal = (text: string) => internationalNumber(text, config.messages.sms.countryCode);
    const number = phone === null ? null : normal(phone);
    if (number === null) return;
    hall
      .read((state) => [...state.asking.contacts.keys()])
      .then((ticketIds) => {
        const theirs = ticketIds.filter((ticketId) => normal(this.#phoneOf(ticketId) ?? "") === number);
        for (const ticketId of theirs) this.#submit({ type: "remove-contact", ticketId, reason });
      })
      .catch((error: unknown) => log.warn({ error: String(error) }, "a number was not removed everywhere"));
  }

  #phoneOf(ticketId: string): string | null {
    return this.#options.messages.vault.get(ticketRef(ticketId))?.phone ?? null;
  }

  /** What ended while nobody could hear it: between the end of a message and its event the service may have died. */
  catchUp(): void {
    const { hall, messages, log } = this.#options;
    hall
      .read((state) =>
        [...state.cases.values()].flatMap((found) =>
          smsAsksOf(found)
            .filter(({ outcome }) => outcome === null)
            .map(({ attempt }) => askId(found.id, attempt)),
        ),
      )
      .then((ids) => {
        for (const id of ids) {
          const row = messages.outbox.get(id);
          if (row !== null && row.state !== "queued") this.ended(row);
        }
      })
      .catch((error: unknown) => log.warn({ error: String(error) }, "messages ended before the start are not noted"));
  }

  stop(): void {
    this.#timer?.cancel();
  }

  get #nowMs(): number {
    return Math.floor(this.#options.clock.nowMs());
  }

  #tidy(): void {
    this.#timer = this.#options.clock.after(HOUR_MS, () => this.#tidy());
    this.#register.tidy();
  }

  #submit(command: Command): void {
    const { hall, log } = this.#options;
    hall
      .submit(command, { actor: "system", render: () => ({ status: 200, body: null }) })
      .catch((error: unknown) => log.warn({ error: String(error) }, "the end of a message was not noted"));
  }
}

/** Whether an earlier message about the case left the hall: only then is this one a reminder. */
function isAgain(state: HallState, caseId: string, attempt: number): boolean {
  const found = state.cases.get(caseId);
  const before = found === undefined ? [] : smsAsksOf(found).filter((ask) => ask.attempt < attempt);
  return before.some(({ outcome }) => outcome === null || outcome === "delivered" || outcome === "undelivered");
}
