// What leaves the hall about alarms: once, again until somebody looks after it, a storm as one, and never to the rated.
import { beforeEach, describe, expect, test } from "vitest";
import { isQuiet, Messenger, type MessengerOptions } from "../../controller/alarms/messenger.ts";
import { type RuleSetting, rulesOf } from "../../controller/domain/alarm-kinds.ts";
import type { Outbox, OutboxMessage, OutboxRow } from "../../controller/messages/ports.ts";
import { MINUTE_MS, settingsWith } from "../domain/given-hall.ts";
import { GivenAlarms } from "./given-alarms.ts";

/** Keeps what was put, as the real one does over a restart. */
class FakeOutbox implements Outbox {
  nowMs = 0;
  readonly rows = new Map<string, OutboxRow>();
  put(messages: readonly OutboxMessage[]): void {
    for (const one of messages) {
      if (this.rows.has(one.id)) continue;
      const { nowMs } = this;
      this.rows.set(one.id, { ...one, state: "queued", attempts: 0, createdAtMs: nowMs, nextAtMs: nowMs, detail: "" });
    }
  }
  cancel(ids: readonly string[]): number {
    const queued = ids.filter((id) => this.rows.get(id)?.state === "queued");
    for (const id of queued) this.#set(id, "cancelled");
    return queued.length;
  }
  list({ channel, limit }: { channel?: string; limit: number }): readonly OutboxRow[] {
    return [...this.rows.values()].filter((row) => channel === undefined || row.channel === channel).slice(0, limit);
  }
  get(id: string): OutboxRow | null {
    return this.rows.get(id) ?? null;
  }
  replay(): boolean {
    return false;
  }
  onEnded(): void {
    // Nobody is told in these tests.
  }
  send(): void {
    for (const [id, { state }] of this.rows) if (state === "queued") this.#set(id, "sent");
  }
  texts(to?: string): string[] {
    const own = [...this.rows.values()].filter(
      (row) => row.state !== "cancelled" && (to === undefined || row.to === to),
    );
    return own.map(({ body }) => (body as { text: string }).text);
  }
  #set(id: string, state: OutboxRow["state"]): void {
    const row = this.rows.get(id);
    if (row !== undefined) this.rows.set(id, { ...row, state });
  }
}

const LINE = { kind: "queue-length", threshold: 1, clearAt: 0, forSeconds: 0, recoverSeconds: 0 } as const;
const USUAL = { duty: [{ id: "chief" }], repeatMinutes: 15, repeatsMax: 3, quietHours: [], messagesMax: 5 };
let outbox: FakeOutbox;
beforeEach(() => {
  outbox = new FakeOutbox();
});

class Told extends GivenAlarms {
  messenger: Messenger;
  readonly options: MessengerOptions;
  constructor(settings: readonly RuleSetting[], more: Partial<MessengerOptions> = {}) {
    super(settings, settingsWith());
    this.options = { ...USUAL, outbox, rules: rulesOf(settings), ...more };
    this.messenger = new Messenger(this.options, this.nowMs);
  }
  tells(minutes = 0): this {
    this.later(minutes * MINUTE_MS).look();
    outbox.nowMs = this.nowMs;
    this.messenger.tell(this.state, this.nowMs);
    return this;
  }
  again(): this {
    this.messenger = new Messenger(this.options, this.nowMs);
    return this;
  }
}

const bySms = (rule: RuleSetting): RuleSetting => ({ ...rule, sinks: ["board", "sms:chief"] });

describe("one alarm", () => {
  test("is told once, again every quarter of an hour, and no more when somebody looks after it", () => {
    const hall = new Told([bySms(LINE)]);
    hall.issues();
    hall.tells().tells(1).tells(13);
    expect(outbox.texts("contact:duty:chief")).toHaveLength(1);
    expect(outbox.texts()[0]).toMatch(/^\[一般\] 排队过长 Long line：A /);
    expect(hall.tells(1) && outbox.texts()).toHaveLength(2);
    hall.does({ type: "acknowledge-alarm", alarmId: "queue-length:a", by: "staff:s01", note: null });
    hall.tells(60);
    expect(outbox.texts()).toHaveLength(2);
  });

  test("is not told for ever, and not while it is silenced", () => {
    const hall = new Told([bySms(LINE)]);
    hall.issues();
    hall.tells();
    for (let quarter = 0; quarter < 20; quarter++) hall.tells(15);
    expect(outbox.texts()).toHaveLength(4);
    outbox.rows.clear();
    const other = new Told([bySms(LINE)]);
    other.issues();
    other.look().does({ type: "silence-alarm", alarmId: "queue-length:a", by: "api", minutes: 30 });
    other.tells().tells(29);
    expect(outbox.texts()).toHaveLength(0);
    expect(other.tells(2) && outbox.texts()).toHaveLength(1);
  });

  test("has its end told, unless its beginning never left the house", () => {
    const hall = new Told([bySms(LINE)]).opens("1");
    hall.issues();
    hall.tells();
    outbox.send();
    hall.callsNext();
    hall.tells(1);
    expect(outbox.texts().at(-1)).toContain("[解除 over]");
    hall.issues();
    hall.tells(1);
    hall.submit({ type: "call-next", windowId: "1", fromKeypad: true });
    const before = outbox.texts().length;
    hall.tells(1);
    expect(outbox.texts()).toHaveLength(before - 1);
  });

  test("told before a start is not told anew, and its end is", () => {
    const hall = new Told([bySms(LINE)]).opens("1");
    hall.issues();
    hall.tells();
    outbox.send();
    hall.again().tells(1);
    expect(outbox.texts()).toHaveLength(1);
    expect(hall.again().tells(14) && outbox.texts()).toHaveLength(2);
    outbox.send();
    hall.callsNext();
    expect(hall.again().tells(1) && outbox.texts().at(-1)).toContain("[解除 over]");
    const after = outbox.texts().length;
    expect(hall.again().tells(1) && outbox.texts()).toHaveLength(after);
  });

  test("goes to a city's system as a webhook without a word about anybody", () => {
    const hall = new Told([{ ...LINE, sinks: ["webhook:city"] }]);
    hall.issues();
    hall.tells();
    const [row] = outbox.rows.values();
    expect(row).toMatchObject({ channel: "webhook", to: "city", body: { type: "alarm.notice" } });
  });
});

describe("who hears it, and when", () => {
  test("a bad rating is told to no one who was rated, nor to who sits there now (D2)", () => {
    const duty = [{ id: "wang", staff: "s01" }, { id: "li", staff: "s02" }, { id: "chief" }];
    const sinks = ["board", "desk", "sms:wang", "sms:li", "sms:chief"];
    const hall = new Told([{ kind: "bad-rating", sinks }], { duty });
    hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
    hall.rates(1);
    hall.tells();
    expect(outbox.texts("contact:duty:wang")).toEqual([]);
    expect(outbox.texts("contact:duty:li")).toHaveLength(1);
    expect(outbox.texts("contact:duty:chief")).toHaveLength(1);
  });

  test("only what is serious enough for them; at night only what is critical", () => {
    const critical = { ...bySms({ kind: "emergency" }), severity: "critical" } as const;
    const hall = new Told([bySms(LINE), critical], { duty: [{ id: "chief", atLeast: "major" }] });
    hall.issues();
    expect(hall.tells() && outbox.texts()).toEqual([]);
    const night = new Told([bySms(LINE), critical], { quietHours: ["08:00-10:00"] });
    night.issues();
    expect(night.tells() && outbox.texts()).toEqual([]);
    expect(night.hears("emergency.raised", { windowId: "1" }).tells() && outbox.texts()).toHaveLength(1);
    expect(night.tells(61) && outbox.texts().some((text) => text.includes("排队过长"))).toBe(true);
    const at = (time: string) => isQuiet(["22:00-07:00"], Date.parse(`2031-03-04T${time}:00+08:00`), "Asia/Shanghai");
    expect([at("21:59"), at("22:00"), at("03:00"), at("06:59"), at("07:00")]).toEqual([false, true, true, true, false]);
  });

  test("a storm is a few messages and one for all the rest", () => {
    const hall = new Told([bySms({ kind: "device" })]);
    const fails = (id: string) =>
      hall.does({ type: "device-changed", deviceId: id, state: "offline", detail: "无应答 no reply" });
    for (let device = 1; device <= 21; device++) fails(`strip-${device}`);
    hall.tells();
    expect(outbox.texts()).toHaveLength(4);
    for (let second = 0; second < 60; second++) hall.later(1000).tells();
    expect(outbox.texts()).toHaveLength(5);
    expect(outbox.texts().at(-1)).toContain("另有17条 17 more");
    fails("strip-22");
    hall.tells(5);
    expect(outbox.texts()).toHaveLength(5);
    hall.again().tells();
    expect(outbox.texts()).toHaveLength(5);
  });
});
