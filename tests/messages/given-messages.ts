// A whole house whose messages run: real hall, log, outbox, vault and routes; the modem takes orders and says no more.
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import type { Member } from "../../controller/lines.ts";
import { type Messages, startMessages } from "../../controller/messages/start.ts";
import { SmsRoom } from "../../controller/sms-room.ts";
import type { ModemEvent, ModemOrder } from "../../drivers/kernel/model.ts";
import { House, SETTINGS } from "../http/house.ts";

export const APPOINTMENTS = {
  ...{ slotMinutes: 60, capacity: 5, daysAhead: 2, earlyMinutes: 180, lateMinutes: 30, remindMinutes: 120 },
};
const FILE = {
  version: 1,
  hall: { id: "test-hall", name: { "zh-CN": "测试大厅", en: "Test hall" } },
  services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
  windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
  links: [{ id: "line-1", type: "tcp", host: "192.0.2.1", port: 9000 }],
  devices: [{ id: "modem-1", model: "modem/gsm", link: "line-1" }],
};

export type SendOrder = Extract<ModemOrder, { type: "send" }>;

/** A modem as the fleet sees it. */
export class GivenModem {
  readonly orders: SendOrder[] = [];
  state: "online" | "offline" = "online";
  /** What it tells of each order at once; null: nothing. */
  tells: ((order: SendOrder) => ModemEvent) | null = ({ smsId }) => ({ type: "sent", smsId });
  readonly room: SmsRoom;

  constructor(clock: House["clock"]) {
    this.room = new SmsRoom(clock, (id) => (id === "modem-1" ? this.member() : undefined));
  }

  member(): Member {
    const order = (given: ModemOrder): boolean => {
      if (given.type !== "send") return false;
      this.orders.push(given);
      const told = this.tells?.(given);
      if (told !== undefined) queueMicrotask(() => this.room.event(told));
      return true;
    };
    return { modem: { order }, status: () => ({ state: this.state, detail: "no line" }) } as unknown as Member;
  }
}

export function configWith(messages: object, more: object = {}): Config {
  const loaded = parseConfig(stringify({ ...FILE, messages, ...more }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

export class GivenMessages {
  readonly house: House;
  readonly modem: GivenModem;
  readonly config: Config;
  readonly warnings: { fields: object; message: string }[] = [];
  readonly environment: Readonly<Record<string, string>>;
  messages!: Messages;

  private constructor(house: House, config: Config, environment: Readonly<Record<string, string>>) {
    this.house = house;
    this.config = config;
    this.environment = environment;
    this.modem = new GivenModem(house.clock);
  }

  static async open(
    messages: object = { sms: { via: "modem", modem: "modem-1", signature: "【测试大厅】", paceSeconds: 0 } },
    environment: Readonly<Record<string, string>> = {},
  ): Promise<GivenMessages> {
    const box: { given?: GivenMessages } = {};
    const now = () => {
      if (box.given === undefined) throw new Error("not open yet");
      return box.given.messages;
    };
    const settings = {
      ...SETTINGS,
      services: SETTINGS.services.map((service, i) => (i === 0 ? { ...service, appointments: APPOINTMENTS } : service)),
    };
    const house = await House.open(settings, undefined, {
      messages: {
        list: (query) => now().desk.list(query),
        summary: () => now().desk.summary(),
        replay: (id) => now().desk.replay(id),
        get: (id) => now().desk.get(id),
      },
      contacts: {
        get wanted() {
          return now().contacts.wanted;
        },
        get days() {
          return now().contacts.days;
        },
        isNumber: (phone) => now().contacts.isNumber(phone),
        keep: (ref, contact, untilMs) => now().contacts.keep(ref, contact, untilMs),
      },
    });
    const given = new GivenMessages(house, configWith(messages), environment);
    box.given = given;
    given.start();
    onTestFinished(async () => {
      await given.stop();
      await house.close();
    });
    await house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
    return given;
  }

  start(): void {
    const { hall, store, clock, folder: dataDir } = this.house;
    this.messages = startMessages({
      ...{ config: this.config, dataDir, clock, random: () => 0, hall, store },
      log: { warn: (fields, message) => this.warnings.push({ fields, message }) },
      fleet: { sms: this.modem.room },
      environment: this.environment,
    });
    this.messages.start();
  }

  async stop(): Promise<void> {
    const stopped = this.messages.stop();
    await this.house.clock.advanceAsync(3000);
    await stopped;
  }

  /** Time passes, and the hall looks at it each minute. */
  async later(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await this.house.clock.advanceAsync(60_000);
      await this.house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
    }
    await this.house.clock.advanceAsync(1_000);
  }

  get types(): string[] {
    return this.house.store.eventsAfter(0, 1000).map(({ type }) => type);
  }
}
