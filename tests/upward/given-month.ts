// A whole house that reports to a simulated province over real HTTP: real hall, log, outbox, vault; virtual time.
import { setImmediate } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Command, Decision } from "../../controller/domain/commands.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { post } from "../../controller/messages/http-post.ts";
import { type Messages, startMessages } from "../../controller/messages/start.ts";
import { startComments } from "../../controller/notes/comments.ts";
import { type PrivacyDesk, startPrivacy } from "../../controller/privacy/start.ts";
import { startUpward, type Upward } from "../../controller/upward/start.ts";
import { Province, type ProvinceFault } from "../../simulators/upward/province.ts";
import { House, SETTINGS } from "../http/house.ts";
import { configWith, GivenModem } from "../messages/given-messages.ts";
import { BASE } from "./given-records.ts";
import { GIVEN_VALUES } from "./given-values.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECRET = "a secret of the invented province";

export const RATED_SETTINGS: HallSettings = {
  ...SETTINGS,
  rating: { defaults: { on: true, days: 5, kind: "calendar", level: 3, rule: "invented-2026" } },
};

/** An invented person for every case, told apart by its count. */
export function personOf(count: number) {
  const four = String(count).padStart(4, "0");
  return {
    name: `赵示例${four}`,
    phone: `1390000${four}`,
    idNumber: `99010619900101${four}`,
    words: `等候太久${four}`,
  };
}

export class GivenMonth {
  readonly house: House;
  readonly warnings: string[] = [];
  readonly province: Province;
  readonly config: ReturnType<typeof configWith>;
  messages!: Messages;
  upward!: Upward;
  privacy!: PrivacyDesk;
  comments!: ReturnType<typeof startComments>;
  readonly secret = SECRET;
  endpoint = "";
  #posting = 0;

  private constructor(house: House, province: Province, config: ReturnType<typeof configWith>) {
    this.house = house;
    this.province = province;
    this.config = config;
  }

  static async open(
    provinceId: "zhejiang" | "guangdong",
    fault: () => ProvinceFault = () => "none",
    more: object = {},
  ): Promise<GivenMonth> {
    const box: { given?: GivenMonth } = {};
    const now = () => {
      if (box.given === undefined) throw new Error("not open yet");
      return box.given;
    };
    const house = await House.open(RATED_SETTINGS, undefined, {
      upward: {
        summary: () => now().upward.desk.summary(),
        list: (query) => now().upward.desk.list(query),
        replay: (id) => now().upward.desk.replay(id),
        replayAll: (state) => now().upward.desk.replayAll(state),
        file: (from, to) => now().upward.desk.file(from, to),
      },
      privacy: {
        report: () => now().privacy.report(),
        purge: (actor) => now().privacy.purge(actor),
        reveal: (asked, actor) => now().privacy.reveal(asked, actor),
      },
    });
    const nowSeconds = () => house.clock.nowMs() / 1_000;
    const province = new Province({ secret: SECRET, fault, nowSeconds });
    const endpoint = await province.listen();
    const { department, item } = BASE;
    const { subMatter: _none, version: _old, ...known } = item ?? {};
    const config = configWith(
      {},
      {
        staff: [{ id: "s01", name: "王某", number: "1001" }],
        privacy: { contactDays: 7, classDays: { rating: 5 } },
        upward: {
          ...{ province: provinceId, endpoint, private: true, secretEnv: "UPLOAD_SECRET", timeoutSeconds: 1 },
          area: { city: BASE.area.city, county: BASE.area.county },
          ...{ department, given: GIVEN_VALUES[provinceId], items: { social: known } },
          ...more,
        },
      },
    );
    const given = new GivenMonth(house, province, config);
    given.endpoint = endpoint;
    box.given = given;
    given.start();
    onTestFinished(async () => {
      await given.stop();
      await house.close();
      province.close();
    });
    await given.ask({ type: "tick" });
    return given;
  }

  start(): void {
    const { hall, store, clock, folder: dataDir } = this.house;
    const environment = { UPLOAD_SECRET: SECRET };
    const log = {
      warn: (fields: object, message: string) => void this.warnings.push(`${message} ${JSON.stringify(fields)}`),
    };
    const fleet = { sms: new GivenModem(clock).room };
    const config = this.config;
    this.messages = startMessages({ config, dataDir, clock, random: () => 0, hall, store, fleet, environment, log });
    const { messages } = this;
    const upward = startUpward({
      ...{ config, dataDir, clock, log, messages, environment },
      post: async (posting) => {
        this.#posting += 1;
        return post(posting).finally(() => {
          this.#posting -= 1;
        });
      },
    });
    if (upward === null) throw new Error("nothing is reported");
    this.upward = upward;
    this.privacy = startPrivacy({ config, dataDir, clock, hall, log, messages });
    this.comments = startComments({ dataDir, vault: messages.vault, clock, keepDays: 7 });
    this.messages.start();
  }

  async stop(): Promise<void> {
    await this.#settled();
    const stopped = this.messages.stop();
    await this.house.clock.advanceAsync(3_000);
    await stopped;
    this.upward.stop();
  }

  async ask(command: Command): Promise<Decision> {
    const answer = await this.house.hall.submit(command, {
      actor: "system",
      render: (_state, decision) => ({ status: 200, body: decision }),
    });
    return answer.body as Decision;
  }

  /** The command was taken; what it was about. */
  async done(command: Command): Promise<NonNullable<Extract<Decision, { ok: true }>["subject"]>> {
    const decision = await this.ask(command);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.code} ${decision.detail}`);
    return decision.subject ?? {};
  }

  /** Time passes, and what goes over the wire meanwhile arrives. */
  async later(ms: number, stepMs = ms): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.house.clock.advanceAsync(stepMs);
      await this.#settled();
    }
  }

  async nextMorning(): Promise<void> {
    const sinceMidnight = (this.house.clock.nowMs() + 8 * HOUR_MS) % DAY_MS;
    await this.later(DAY_MS - sinceMidnight + 9 * HOUR_MS, 3 * HOUR_MS);
    await this.ask({ type: "tick" });
  }

  /** Until nothing waits. */
  async uploaded(): Promise<void> {
    for (let hour = 0; hour < 24 * 20 && this.upward.desk.summary().counts.queued > 0; hour++) {
      await this.later(HOUR_MS, 60_000);
    }
  }

  async #settled(): Promise<void> {
    await setImmediate();
    while (this.#posting > 0) await setImmediate();
    await setImmediate();
  }

  /** One visit from ticket to finished case, whose person has left name, number and ID. */
  async visit(count: number, invite = true): Promise<{ caseId: string; ticketId: string }> {
    await this.done({ type: "issue-ticket", serviceId: "social", priority: null, kioskId: null, language: null });
    const { ticketId = "" } = await this.done({ type: "call-next", windowId: "1", fromKeypad: false });
    await this.done({ type: "arrived", windowId: "1" });
    await this.later(3 * 60_000);
    const { caseId = "" } = await this.done({ type: "finish", windowId: "1", invite });
    const { words: _words, ...contact } = personOf(count);
    this.messages.vault.keep(`case:${caseId}`, contact, this.house.clock.nowMs());
    return { caseId, ticketId };
  }

  get events() {
    const { store } = this.house;
    const rows = [];
    for (let after = 0; ; ) {
      const part = store.eventsAfter(after, 1_000);
      rows.push(...part);
      const last = part.at(-1);
      if (last === undefined) return rows;
      after = last.seq;
    }
  }
}
