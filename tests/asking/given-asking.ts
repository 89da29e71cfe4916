// A whole house that asks by message and telephone: real hall, log, outbox, vault, routes; the modem is the test's own.
import { onTestFinished } from "vitest";
import { type AskingDesk, startAsking } from "../../controller/asking/start.ts";
import type { AskingSettings } from "../../controller/domain/asking-types.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { type Messages, startMessages } from "../../controller/messages/start.ts";
import { House, SETTINGS } from "../http/house.ts";
import { configWith, GivenModem } from "../messages/given-messages.ts";

export const PHONE = "13800000000";
export const OTHER_PHONE = "13900000001";
export const ASKING: AskingSettings = {
  sms: { afterMinutes: 30, hours: "09:00-20:00", reminders: 1, reminderAfterDays: 2, expiresDays: 30 },
  phone: { afterDays: 3, attemptsMax: 3, retryHours: 4, hours: "09:00-17:30", sampleShare: 1 },
};
const SMS = { via: "modem", modem: "modem-1", signature: "【测试大厅】", paceSeconds: 0 };
const MINUTE_MS = 60_000;

export class GivenAsking {
  readonly house: House;
  readonly modem: GivenModem;
  readonly settings: HallSettings;
  readonly warnings: string[] = [];
  messages!: Messages;
  asking!: AskingDesk;

  private constructor(house: House, settings: HallSettings) {
    this.house = house;
    this.settings = settings;
    this.modem = new GivenModem(house.clock);
  }

  static async open(asking: AskingSettings = ASKING): Promise<GivenAsking> {
    const settings: HallSettings = { ...SETTINGS, rating: { asking } };
    const box: { given?: GivenAsking } = {};
    const now = () => {
      if (box.given === undefined) throw new Error("not open yet");
      return box.given;
    };
    const house = await House.open(settings, undefined, {
      contacts: {
        wanted: true,
        days: 30,
        isNumber: (phone) => now().messages.contacts.isNumber(phone),
        keep: (ref, contact, untilMs) => now().messages.contacts.keep(ref, contact, untilMs),
      },
      asking: {
        wanted: true,
        keep: (ticketId, phone) => now().asking.keep(ticketId, phone),
        forget: (ticketId) => now().asking.forget(ticketId),
        phoneOf: (ticketId) => now().asking.phoneOf(ticketId),
        maskedOf: (ticketId) => now().asking.maskedOf(ticketId),
        byToken: (token) => now().asking.byToken(token),
      },
    });
    const given = new GivenAsking(house, settings);
    box.given = given;
    given.start();
    onTestFinished(async () => {
      await given.stop();
      await house.close();
    });
    await given.later(1);
    await house.post("windows/1/open", { staffId: "s01" });
    return given;
  }

  start(): void {
    const { hall, store, clock, folder: dataDir } = this.house;
    const config = configWith({ sms: SMS });
    const log = { warn: (_fields: object, message: string) => void this.warnings.push(message) };
    this.messages = startMessages({
      ...{ config, dataDir, clock, random: () => 0, hall, store, log },
      fleet: { sms: this.modem.room },
      environment: {},
    });
    let tokens = 0;
    this.asking = startAsking({
      ...{ config, settings: this.settings, hall, clock, messages: this.messages, sms: this.modem.room, log },
      newToken: () => `private-link-of-test-${clock.nowMs()}-${++tokens}`,
      publicUrl: "http://hall.example:8080",
    });
    this.messages.start();
  }

  async stop(): Promise<void> {
    this.asking.stop();
    const stopped = this.messages.stop();
    await this.house.clock.advanceAsync(3000);
    await stopped;
  }

  /** Time passes, and the hall looks at it each minute; when it is long each hour, or four times a day. */
  async later(minutes: number): Promise<void> {
    const step = minutes > 2 * 24 * 60 ? 360 : minutes > 120 ? 60 : 1;
    for (let passed = 0; passed < minutes; passed += step) {
      await this.house.clock.advanceAsync(Math.min(step, minutes - passed) * MINUTE_MS);
      await this.house.hall.submit({ type: "tick" }, { actor: "system", render: () => null as never });
    }
    await this.house.clock.advanceAsync(1_000);
  }

  /** A visit that ends without a press, its number left at the counter. */
  async visit(phone: string | null = PHONE): Promise<{ ticketId: string; caseId: string; number: string }> {
    const ticket = await this.house.ticket();
    if (phone !== null) {
      const left = await this.house.post(`tickets/${ticket.id}/contact`, { phone, consent: true });
      if (left.status !== 200) throw new Error(JSON.stringify(left.body));
    }
    await this.house.post("windows/1/call", { ticketId: ticket.id });
    await this.house.post("windows/1/arrived");
    await this.house.post("windows/1/finish");
    const cases = await this.house.get("cases");
    return { ticketId: ticket.id, caseId: cases.body.at(-1).id, number: ticket.number };
  }

  async says(from: string, text: string): Promise<string | null> {
    const became = this.modem.room.event({ type: "received", from, text } as never);
    // What it sets off is decided, kept and sent in turns of their own.
    for (let turn = 0; turn < 3; turn++) {
      await this.house.hall.read(() => null);
      await this.house.clock.advanceAsync(500);
    }
    return became;
  }

  get texts(): string[] {
    return this.modem.orders.map(({ text }) => text);
  }

  events(type: string): readonly { readonly data: Record<string, unknown> }[] {
    return this.house.store.eventsAfter(0, 1000).filter((event) => event.type === type) as never;
  }
}
