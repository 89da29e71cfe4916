// A whole house that writes to phones: real hall, log, outbox, vault, routes and TLS; only the clock is made.
import { onTestFinished, vi } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { type Messages, startMessages } from "../../controller/messages/start.ts";
import { type Push, startPush } from "../../controller/push/start-push.ts";
import { SmsRoom } from "../../controller/sms-room.ts";
import { PATIENCE_MS } from "../helpers/patience.ts";
import { House } from "../http/house.ts";
import { pathOf } from "../http/phone-forms.ts";
import { type PushPhone, PushService, type Received } from "./push-phone.ts";

const FILE = {
  version: 1,
  hall: { id: "test-hall", name: { "zh-CN": "测试大厅", en: "Test hall" } },
  server: { publicUrl: "https://hall.example" },
  services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
  windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
  messages: { push: { subject: "mailto:hall@city.example" } },
};

export function configOf(more: object = {}): Config {
  const loaded = parseConfig(stringify({ ...FILE, ...more }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

type Ticket = { readonly id: string; readonly url: string; readonly number: string };

export class GivenPush {
  readonly service: PushService;
  readonly warnings: string[] = [];
  house!: House;
  messages!: Messages;
  push!: Push;

  private constructor(service: PushService) {
    this.service = service;
  }

  static async open(): Promise<GivenPush> {
    const given = new GivenPush(await PushService.open());
    given.house = await House.open(undefined, undefined, {
      push: {
        get key() {
          return given.push.port.key;
        },
        isAddress: (body) => given.push.port.isAddress(body),
        markOf: (ticketId) => given.push.port.markOf(ticketId),
        keep: (ticketId, body) => given.push.port.keep(ticketId, body),
        forget: (ticketId) => given.push.port.forget(ticketId),
      },
    });
    given.start();
    onTestFinished(async () => {
      await given.stop();
      await given.house.close();
    });
    await given.house.hall.submit({ type: "tick" }, { actor: "system", render: () => null });
    await given.house.post("windows/1/open", { staffId: "s01" });
    return given;
  }

  start(): void {
    const { hall, store, clock, folder: dataDir } = this.house;
    const config = configOf();
    const log = { warn: (_fields: object, message: string) => void this.warnings.push(message) };
    const sms = new SmsRoom(clock, () => undefined);
    const options = { config, dataDir, clock, random: () => 0, hall, store, log, fleet: { sms }, environment: {} };
    this.messages = startMessages(options);
    const push = startPush({ ...options, messages: this.messages, post: this.service.post });
    if (push === null) throw new Error("not on");
    this.push = push;
    this.messages.start();
  }

  async stop(): Promise<void> {
    this.push.stop();
    const stopped = this.messages.stop();
    await this.house.clock.advanceAsync(3_000);
    await stopped;
  }

  /** What the page's script does; answers status and body. */
  async leave(ticket: Ticket, body: object, method: "POST" | "DELETE" = "POST") {
    const url = `${pathOf(ticket)}/push`;
    const response = await this.house.app.inject({ method, url, ...(method === "POST" ? { payload: body } : {}) });
    const text = response.body;
    return { status: response.statusCode, body: text === "" ? null : JSON.parse(text), headers: response.headers };
  }

  async subscribed(phone: PushPhone, language = "zh-CN", ticket?: Ticket): Promise<Ticket> {
    const own: Ticket = ticket ?? (await this.house.ticket());
    const { status, body } = await this.leave(own, phone.body(language));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return own;
  }

  /** So many, and no more once all there is to do is done. */
  async received(count: number): Promise<readonly Received[]> {
    await this.settled();
    const { received } = this.service;
    if (received.length !== count) throw new Error(`${received.length} notices instead of ${count}`);
    return received;
  }

  /** Time passes until nothing is under way: what is due has been sent and its end is kept. */
  async settled(ms = 2_000): Promise<void> {
    await this.house.clock.advanceAsync(ms);
    const { file } = this.messages.outbox;
    await vi.waitFor(
      () => {
        if (file.interrupted().length > 0) throw new Error("still under way");
      },
      { timeout: PATIENCE_MS, interval: 5 },
    );
    await this.house.clock.advanceAsync(1);
  }

  states(): string[] {
    return this.messages.outbox
      .list({ channel: "push", limit: 100 })
      .map(({ id, state }) => `${id.split(":")[1]} ${state}`);
  }
}
