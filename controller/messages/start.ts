// Puts the parts together that speak to outside: outbox, vault, senders, and what follows the log.
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { localDay } from "../domain/time.ts";
import type { Fleet } from "../fleet.ts";
import type { Hall } from "../hall.ts";
import { secretKey } from "../secret-key.ts";
import type { SmsListener } from "../sms-room.ts";
import type { StoredEvent } from "../store/event-store.ts";
import type { AskBody, SmsBody } from "./bodies.ts";
import { LAST_PURGE, MessagesDesk } from "./desk.ts";
import { type LogConsumer, LogFollower } from "./log-follower.ts";
import { isOptOut } from "./opt-out.ts";
import { internationalNumber } from "./phone-number.ts";
import type { MessageSender } from "./ports.ts";
import { logPurges, purgeNow } from "./purges.ts";
import { reminderConsumer, reminderText } from "./reminders.ts";
import { secretOf } from "./secrets.ts";
import { gatewayRoute } from "./sms-gateway.ts";
import { type SmsRoute, SmsSender } from "./sms-sender.ts";
import { SqliteOutbox } from "./sqlite-outbox.ts";
import { SqliteVault } from "./sqlite-vault.ts";
import { WebhookSender } from "./webhook-sender.ts";
import { targetOf, webhookConsumer } from "./webhooks.ts";

const VAULT_KEY_BYTES = 32;
const HOUR_MS = 3_600_000;

export interface MessagesOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: { warn(fields: object, message: string): void };
  readonly hall: Pick<Hall, "submit" | "read" | "observe" | "durableSeq">;
  readonly store: { eventsAfter(seq: number, limit: number): StoredEvent[] };
  readonly fleet: Pick<Fleet, "sms">;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Messages {
  readonly outbox: SqliteOutbox;
  readonly vault: SqliteVault;
  /** For the manager's routes. */
  readonly desk: MessagesDesk;
  /** For the routes where people leave a number. */
  readonly contacts: {
    readonly wanted: boolean;
    readonly days: number;
    isNumber(phone: string): boolean;
    keep(ref: string, contact: { readonly phone: string }, neededUntilMs: number): void;
  };
  /** Another part that sends, e.g. `upload`. */
  serve(sender: MessageSender): void;
  /** Makes messages of the log for another part: nothing is skipped or doubled over a crash. */
  follow(consumer: LogConsumer): void;
  /** Messages that came in and were no word of refusal. A listener says in a word what it took it for, or null. */
  onSms(listener: SmsListener): void;
  /** Somebody asked not to be written to (again). */
  onOptOut(listener: (phone: string) => void): void;
  /** Who makes the words of messages that ask for a rating; null: there is no reason for it any more. */
  serveAsks(textOf: (body: AskBody) => Promise<string | null>): void;
  /** Once, when the hall runs: what waits goes out. */
  start(): void;
  stop(): Promise<void>;
}

export function startMessages(options: MessagesOptions): Messages {
  const { config, dataDir, clock, random, log, hall, store, fleet } = options;
  const { sms } = config.messages;
  const outbox = new SqliteOutbox({
    ...{ path: join(dataDir, "outbox.sqlite"), clock, random, log },
    paceMs: { sms: sms.paceSeconds * 1000 },
  });
  const vault = new SqliteVault({
    path: join(dataDir, "private.sqlite"),
    key: secretKey(dataDir, "vault", VAULT_KEY_BYTES),
    nowMs: () => clock.nowMs(),
    ...{ contactDays: config.privacy.contactDays, classDays: config.privacy.classDays },
    countryCode: sms.countryCode,
    log,
  });
  const follower = new LogFollower({
    ...{ outbox, clock, log: store },
    durableSeq: () => hall.durableSeq,
    onError: (error) => log.warn({ error: String(error) }, "the log could not be followed now; it is tried again"),
  });
  hall.observe({ capture: () => null, publish: () => follower.poke() });
  const hooks: SmsHooks = { optedOut: [], askText: null };
  startSms(options, outbox, vault, follower, hooks);
  startWebhooks(options, outbox, follower);
  const purging = new Purging(options, vault);
  return {
    outbox,
    vault,
    desk: new MessagesDesk(outbox, vault, config.hall.timezone, config.privacy.contactDays),
    contacts: {
      wanted: sms.via !== "none",
      days: config.privacy.contactDays,
      isNumber: (phone) => internationalNumber(phone, sms.countryCode) !== null,
      keep(ref, contact, neededUntilMs) {
        try {
          vault.keep(ref, contact, neededUntilMs);
        } catch (error) {
          // A full disk costs the reminder, not the booking.
          log.warn({ ref, error: String(error) }, "号码未能保存 a number left was not kept");
        }
      },
    },
    serve: (sender) => outbox.serve(sender),
    follow: (consumer) => follower.add(consumer),
    onSms: (listener) => fleet.sms.onSms(listener),
    onOptOut: (listener) => void hooks.optedOut.push(listener),
    serveAsks(textOf) {
      hooks.askText = textOf;
    },
    start() {
      outbox.start();
      purging.run();
    },
    async stop() {
      purging.stop();
      follower.stop();
      await outbox.stop();
      vault.close();
    },
  };
}

/** What other parts add to the messages. */
interface SmsHooks {
  readonly optedOut: ((phone: string) => void)[];
  askText: ((body: AskBody) => Promise<string | null>) | null;
}

function startSms(
  options: MessagesOptions,
  outbox: SqliteOutbox,
  vault: SqliteVault,
  follower: LogFollower,
  hooks: SmsHooks,
): void {
  const { config, hall, fleet, log } = options;
  const { sms, texts } = config.messages;
  fleet.sms.onSms((from, text) => {
    if (!isOptOut(text, sms.optOutWords)) return null;
    vault.optOut(from);
    for (const listener of hooks.optedOut) listener(from);
    return "opted out";
  });
  fleet.sms.onDelivery((smsId, ok, detail) => {
    try {
      outbox.file.deliver(smsId, `${ok ? "已送达 delivered" : "未送达 not delivered"}: ${detail}`);
    } catch (error) {
      log.warn({ message: smsId, error: String(error) }, "a delivery report was not kept");
    }
  });
  const route = routeOf(options);
  if (route === null) return;
  const textOf = async (body: SmsBody): Promise<string | null> => {
    if ("text" in body) return body.text;
    if ("askOf" in body) return (await hooks.askText?.(body)) ?? null;
    return hall.read((state) => reminderText(state, body.reminderOf, texts.reminder));
  };
  const { signature, countryCode } = sms;
  outbox.serve(new SmsSender({ route, vault, signature, countryCode, textOf }));
  follower.add(reminderConsumer(vault));
}

function routeOf({ config, dataDir, fleet, environment }: MessagesOptions): SmsRoute | null {
  const { via, modem, gateway } = config.messages.sms;
  if (via === "modem" && modem !== undefined) return { send: (id, to, text) => fleet.sms.send(modem, id, to, text) };
  if (via === "gateway" && gateway !== undefined)
    return gatewayRoute(gateway, () => secretOf(gateway, dataDir, environment ?? process.env));
  return null;
}

function startWebhooks(options: MessagesOptions, outbox: SqliteOutbox, follower: LogFollower): void {
  const { config, dataDir, clock, log, environment } = options;
  const { id: hallId, timezone } = config.hall;
  const { webhooks } = config.messages;
  const targets = webhooks.map((webhook) => targetOf(webhook, dataDir, environment ?? process.env));
  for (const { id, secret, why } of targets)
    if (secret === null) log.warn({ webhook: id, why }, "网络回调缺少密钥 a webhook has no usable secret and waits");
  // Another address than the one that is gone is another receiver.
  const disabled = outbox.file.disabled();
  const isDisabled = (id: string) => disabled.get(id) === targets.find((target) => target.id === id)?.url;
  for (const id of disabled.keys()) if (!isDisabled(id)) outbox.file.enable(id);
  outbox.onEnabled((id) => disabled.delete(id));
  outbox.serve(
    new WebhookSender({
      targets,
      nowMs: () => clock.nowMs(),
      gone: ({ id, url }) => {
        disabled.set(id, url);
        outbox.file.disable(id, url, clock.nowMs());
        log.warn({ webhook: id }, "网络回调地址已停用 a webhook's receiver said that it is gone (410)");
      },
      isDisabled: ({ id }) => isDisabled(id),
    }),
  );
  for (const webhook of webhooks) follower.add(webhookConsumer(webhook, { hallId, timezone, isDisabled }));
}

/** Applies the rule of retention once in every local day, and leaves the fact in the log. */
class Purging {
  readonly #options: MessagesOptions;
  readonly #vault: SqliteVault;
  #timer: Timer | null = null;

  constructor(options: MessagesOptions, vault: SqliteVault) {
    this.#options = options;
    this.#vault = vault;
  }

  run(): void {
    const { clock, log, config, hall } = this.#options;
    this.#timer = clock.after(HOUR_MS, () => this.run());
    const nowMs = Math.floor(clock.nowMs());
    const { contactDays } = config.privacy;
    const dayOf = (ms: number) => localDay(ms, config.hall.timezone);
    try {
      const last = this.#vault.note(LAST_PURGE);
      if (last !== null && dayOf(Number(last)) === dayOf(nowMs)) return;
      purgeNow(this.#vault, nowMs);
      logPurges(this.#vault, hall, contactDays, "system").catch((error: unknown) =>
        log.warn({ error: String(error) }, "the removal of personal data was not logged; the next one tries again"),
      );
    } catch (error) {
      log.warn({ error: String(error) }, "personal data could not be removed now; it is tried again");
    }
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
