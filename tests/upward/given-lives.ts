// The reporting part of a hall over a log that passes again in virtual time: it can be cut off and started anew.
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ProvinceId } from "../../config/upward-schema.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import type { Posted, Posting } from "../../controller/messages/http-post.ts";
import { type Messages, startMessages } from "../../controller/messages/start.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { startUpward, type Upward } from "../../controller/upward/start.ts";
import type { Clock } from "../../drivers/kernel/clock.ts";
import { Province, type ProvinceOptions } from "../../simulators/upward/province.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { configWith, GivenModem } from "../messages/given-messages.ts";
import { HOUR_MS, MONTH_MS } from "./given-log.ts";
import { BASE } from "./given-records.ts";
import { GIVEN_VALUES } from "./given-values.ts";

const SECRET = "a secret of the invented province";
/** Put back to what they were before an exchange whose ends are in the ledger: cut off between the two files. */
const OUTBOX = ["outbox.sqlite", "outbox.sqlite-wal"];

export interface Weather {
  /** Nobody listens at the far side. */
  readonly isDown: (nowMs: number) => boolean;
  /** Another key is asked for there. */
  readonly isKeyChanged: (nowMs: number) => boolean;
  readonly province: Pick<ProvinceOptions, "fault"> & {
    readonly refuses: (nowMs: number) => ReturnType<NonNullable<ProvinceOptions["refuses"]>>;
  };
}

/** What happens to the process at its next exchange. */
export type Cut = "none" | "before-the-answer" | "between-the-files";

interface Life {
  readonly messages: Messages;
  readonly upward: Upward;
  readonly poke: () => void;
  alive: boolean;
}

export class GivenLives {
  readonly clock = new VirtualClock(MONTH_MS);
  readonly province: Province;
  readonly warnings: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "hallkeeper-province-"));
  readonly #config: ReturnType<typeof configWith>;
  readonly #log: readonly LoggedEvent[];
  readonly #weather: Weather;
  readonly #store: SqliteStore;
  #life!: Life;
  cut: Cut = "none";
  cuts = 0;
  #putBack = false;
  /** Events up to here have happened. */
  #seq = 0;

  constructor(provinceId: ProvinceId, log: readonly LoggedEvent[], weather: Weather) {
    this.#log = log;
    this.#weather = weather;
    const { clock } = this;
    this.province = new Province({
      secret: SECRET,
      ...weather.province,
      refuses: () => weather.province.refuses(clock.nowMs()),
      nowSeconds: () => clock.nowMs() / 1_000,
    });
    const { department, item } = BASE;
    const { subMatter: _none, ...known } = item ?? {};
    this.#config = configWith(
      {},
      {
        staff: [{ id: "s01", name: "王某", number: "1001" }],
        upward: {
          ...{ province: provinceId, endpoint: "http://127.0.0.1:9/upload", private: true, secretEnv: "UPLOAD_SECRET" },
          area: { city: BASE.area.city, county: BASE.area.county },
          ...{ department, given: GIVEN_VALUES[provinceId], items: { social: { ...known, version: "3" } } },
          schedule: { attemptsMax: 6 },
        },
      },
    );
    this.#store = SqliteStore.open(this.#folder);
    this.start();
    onTestFinished(async () => {
      await this.stop();
      this.#store.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  get desk(): Upward["desk"] {
    return this.#life.upward.desk;
  }

  start(): void {
    const listeners: (() => void)[] = [];
    const hall = {
      durableSeq: () => this.#seq,
      observe: ({ publish }: { publish: (...given: never[]) => void }) => void listeners.push(publish as () => void),
      submit: () => Promise.resolve({ status: 200, body: null }),
      read: () => null,
    };
    const life = { alive: true, poke: () => listeners.forEach((listener) => void listener()) } as Life;
    const clock = mortal(this.clock, () => life.alive);
    const log = {
      warn: (fields: object, words: string) => void this.warnings.push(`${words} ${JSON.stringify(fields)}`),
    };
    const environment = { UPLOAD_SECRET: SECRET };
    const shared = { config: this.#config, dataDir: this.#folder, clock, log, environment };
    const halls = {
      get durableSeq() {
        return hall.durableSeq();
      },
      ...{ observe: hall.observe, submit: hall.submit, read: hall.read },
    } as unknown as Parameters<typeof startMessages>[0]["hall"];
    const fleet = { sms: new GivenModem(this.clock).room };
    const messages = startMessages({ ...shared, random: () => 0, hall: halls, store: this.#store, fleet });
    const upward = startUpward({ ...shared, messages, post: (posting) => this.#post(posting, life, clock) });
    if (upward === null) throw new Error("nothing is reported");
    this.#life = Object.assign(life, { messages, upward });
    messages.start();
  }

  /** In order, as on SIGTERM. */
  async stop(): Promise<void> {
    const { messages, upward } = this.#life;
    const stopped = messages.stop();
    await this.clock.advanceAsync(HOUR_MS);
    await stopped;
    upward.stop();
  }

  /** The log passes, and what falls due meanwhile is done. */
  async until(toMs: number, stepMs = HOUR_MS): Promise<void> {
    while (this.clock.nowMs() < toMs) {
      await this.clock.advanceAsync(Math.min(stepMs, toMs - this.clock.nowMs()));
      const from = this.#seq;
      while ((this.#log[this.#seq]?.atMs ?? Infinity) <= this.clock.nowMs()) this.#seq += 1;
      if (this.#seq > from) this.#store.append({ events: this.#log.slice(from, this.#seq), answers: [] });
      this.#life.poke();
      if (this.#putBack) this.#die(OUTBOX);
    }
  }

  async #post({ headers, body, msMax }: Posting, life: Life, clock: Clock): Promise<Posted> {
    const nowMs = this.clock.nowMs();
    if (this.#weather.isDown(nowMs)) return { ok: false, sent: false, detail: "无法连接 no connection: ECONNREFUSED" };
    const signature = this.#weather.isKeyChanged(nowMs) ? "00" : headers["x-upload-signature"];
    if (this.cut === "between-the-files") this.#keepAside();
    const reply = this.province.upload({ ...headers, "x-upload-signature": signature }, String(body));
    if (this.cut === "before-the-answer") {
      this.cut = "none";
      this.#die([]);
    }
    // Nobody is there any more to hear the answer.
    if (!life.alive) return new Promise(() => undefined);
    if (this.cut === "between-the-files") {
      this.cut = "none";
      this.#putBack = true;
    }
    if (reply.is === "answer") {
      const { status, text, retryAfter } = reply;
      const retryAfterMs = retryAfter === undefined ? undefined : Number(retryAfter) * 1_000;
      return { ok: true, status, text, retryAfterMs };
    }
    // Slow: as long as one waits at the most.
    if (reply.is === "silent") await new Promise<void>((done) => clock.after(msMax, done));
    return { ok: false, sent: true, detail: "对方在时限内无应答 no answer in time" };
  }

  #keepAside(): void {
    for (const name of OUTBOX) cpSync(join(this.#folder, name), join(this.#folder, `${name}.aside`));
  }

  /** Killed: no more timers, nothing closed; then a new process on the same files, some of them as they were before. */
  #die(putBack: readonly string[]): void {
    this.#life.alive = false;
    this.#putBack = false;
    this.cuts += 1;
    for (const name of putBack) {
      const aside = join(this.#folder, `${name}.aside`);
      rmSync(join(this.#folder, name));
      if (existsSync(aside)) cpSync(aside, join(this.#folder, name));
    }
    if (putBack.length > 0) rmSync(join(this.#folder, "outbox.sqlite-shm"), { force: true });
    this.start();
  }
}

/** A clock whose timers end with the process. */
function mortal(clock: Clock, isAlive: () => boolean): Clock {
  return {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, run) => clock.after(delayMs, () => void (isAlive() && run())),
  };
}
