// SAM_V reader for second-generation resident ID cards (hardware.md §6): text only, told once per laying of a card.
import { createHash } from "node:crypto";
import { type Static, Type } from "typebox";
import type { DeviceState } from "../kernel/device-status.ts";
import type { ReaderEvent, ReaderModel, ReaderOrder } from "../kernel/model.ts";
import type { Session, SessionEffect, SessionInput } from "../kernel/session.ts";
import { type CardText, parseCardText, textBlockOf } from "./card-text.ts";
import {
  encodeRequest,
  maskedAnswer,
  type SamvAnswer,
  type SamvRequest,
  SW3_FOUND,
  SW3_NOT_FOUND,
  SW3_OK,
  SW3_SELECT_FAILED,
  samvCodec,
  wordsOf,
} from "./lang-samv.ts";
import { WipingReader } from "./wiping-reader.ts";

const SettingsSchema = Type.Object(
  {
    findEveryMs: Type.Integer({ minimum: 100, maximum: 2000, default: 300 }),
    replyMs: Type.Integer({ minimum: 200, maximum: 3000, default: 600 }),
    readMs: Type.Integer({ minimum: 500, maximum: 5000, default: 1500 }),
    resetAtOpen: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);
export type SamvSettings = Static<typeof SettingsSchema>;

/** Unanswered requests in a row after which the reader is not there. */
const UNANSWERED_MAX = 3;
/** Requests a reader may refuse in a row before a person is told. */
const REFUSED_MAX = 3;
/** How often one request is sent for one card. */
const TRIES_MAX = 2;
/** How often a card is found, selected and read before the citizen is asked to lay it anew. */
const ATTEMPTS_MAX = 3;
/** Finds that must fail before the card counts as lifted: one alone may be a bad contact. */
const LIFTED_FINDS = 2;
/** A security module that starts anew may be silent for a while. */
const RESET_MS = 2_000;
const OFFLINE_ASK_MS = 1_000;
const FAULTED_ASK_MS = 2_000;
const TESTS_MAX = 4;
const LAY_ANEW = "请拿起证件重新放置 please lift the card and lay it again";

type Effect = SessionEffect<ReaderEvent>;

/** What lies on the reader and was told already. */
interface Held {
  /** Of its text, to know a card with a bad contact again; null: it could not be read. */
  readonly digest: string | null;
  /** Finds failed since. Many readers find no card that was read, until it is lifted and laid again (§6). */
  misses: number;
  /** Found again without a break and looked at once more: this reader goes on finding the card that lies there. */
  checked: boolean;
}

class SamvSession implements Session<ReaderOrder, ReaderEvent> {
  readonly #settings: SamvSettings;
  readonly #reader = new WipingReader(samvCodec);
  #effects: Effect[] = [];
  #open = false;
  /** The request under way; null: a pause. */
  #asked: SamvRequest | null = null;
  #tries = 0;
  /** To be asked before the next find. */
  #first: SamvRequest[] = [];
  #unanswered = 0;
  #refused = 0;
  #attempts = 0;
  #failure = "";
  #held: Held | null = null;
  #state: DeviceState = "starting";
  #detail = "";
  readonly #tests: string[] = [];
  #testing: string | null = null;

  constructor(settings: SamvSettings) {
    this.#settings = settings;
  }

  step(input: SessionInput<ReaderOrder>): Effect[] {
    this.#effects = [];
    switch (input.type) {
      case "opened":
        this.#opened();
        break;
      case "closed":
        this.#closed(input.reason);
        break;
      case "bytes":
        this.#bytes(input.bytes);
        break;
      case "timer":
        if (this.#open) this.#due();
        break;
      case "order":
        this.#test(input.order.id);
        break;
      case "written":
        break;
    }
    return this.#effects;
  }

  #opened(): void {
    this.#open = true;
    this.#state = "starting";
    this.#unanswered = 0;
    this.#refused = 0;
    this.#begin();
    this.#next();
  }

  /** What a reader is asked first: nobody knows what it was doing. */
  #begin(): void {
    this.#first = this.#settings.resetAtOpen ? ["reset", "status"] : ["status"];
  }

  #closed(reason: string): void {
    this.#open = false;
    this.#asked = null;
    this.#reader.wipe();
    this.#gone();
    if (this.#testing !== null) this.#tested(false, reason);
    for (const id of this.#tests.splice(0)) this.#tell({ type: "tested", id, ok: false, detail: reason });
  }

  /** Nobody knows any more whether a card lies there: whoever shows its holder's name must stop. */
  #gone(): void {
    this.#attempts = 0;
    if (this.#held !== null) this.#tell({ type: "card-removed" });
    this.#held = null;
  }

  #test(id: string): void {
    const refusal = this.#open ? "测试太多 too many tests" : "线路未打开 the line is not open";
    if (!this.#open || this.#tests.length >= TESTS_MAX) {
      this.#tell({ type: "tested", id, ok: false, detail: refusal });
      return;
    }
    this.#tests.push(id);
    if (this.#asked === null) this.#next();
  }

  #bytes(bytes: Uint8Array): void {
    this.#reader.push(bytes, {
      message: (answer) => {
        this.#answer(answer);
        answer.data.fill(0);
      },
      garbage: (count, why) => this.#garbage(count, why),
    });
  }

  /** Whatever the bytes were, part of a card perhaps: their number is all that is kept. */
  #garbage(count: number, why: string): void {
    this.#effects.push({ do: "garbage", bytes: new Uint8Array(count), why });
  }

  #answer(answer: SamvAnswer): void {
    const { topic, words } = wordsOf(answer.sw3);
    const isCard = textBlockOf(answer.data) !== null;
    this.#effects.push({ do: "heard", bytes: maskedAnswer(answer), meaning: isCard ? "card read, masked" : words });
    const asked = this.#asked;
    if (!this.#open || asked === null || !fits(asked, answer)) {
      this.#effects.push({ do: "count", counter: "late" });
      return;
    }
    this.#unanswered = 0;
    if (this.#testing !== null) this.#tested(topic === "ok", topic === "ok" ? "正常 ok" : words);
    if (topic === "sam") this.#faulted(asked, `读卡器故障 reader fault: ${words}`);
    else if (topic === "wire") this.#refusal(asked, words);
    else this.#accepted(asked, answer, words);
  }

  #accepted(asked: SamvRequest, answer: SamvAnswer, words: string): void {
    this.#refused = 0;
    if (asked !== "reset") this.#say("online", "");
    if (asked === "find") this.#found(answer.sw3);
    else if (asked === "select" && answer.sw3 === SW3_OK) this.#ask("read");
    else if (asked === "read" && answer.sw3 === SW3_OK) this.#read(answer.data);
    else if (asked === "select" || asked === "read") this.#failed(words);
    else this.#next();
  }

  #found(sw3: number): void {
    if (sw3 === SW3_FOUND) {
      // Found again without a break it may be the same card or, on a reader that finds no card twice, already the next.
      if (this.#held === null || this.#held.misses > 0 || !this.#held.checked) this.#ask("select");
      else this.#pause(this.#settings.findEveryMs);
      return;
    }
    if (this.#attempts > 0) this.#settle({ type: "card-failed", detail: `${this.#failure}; ${LAY_ANEW}` }, null);
    if (this.#held !== null) {
      this.#held.misses += 1;
      if (this.#held.misses >= LIFTED_FINDS) this.#gone();
    }
    this.#pause(this.#settings.findEveryMs);
  }

  #read(data: Uint8Array): void {
    const block = textBlockOf(data);
    const text: CardText = block === null ? { ok: false, faults: ["长度 length"] } : parseCardText(block);
    if (text.ok) {
      this.#settle({ type: "card", card: text.card }, digestOf(data));
      this.#pause(this.#settings.findEveryMs);
    } else this.#failed(`证件资料有误 the card's data is wrong: ${text.faults.join(", ")}`);
  }

  /** This attempt came to nothing; from the start again, until it has been often enough. */
  #failed(words: string): void {
    if (this.#held !== null && this.#held.misses === 0) {
      // It was told and lies there still: a reader need not select it twice.
      this.#held.checked = true;
      this.#pause(this.#settings.findEveryMs);
      return;
    }
    this.#attempts += 1;
    this.#failure = words;
    if (this.#attempts >= ATTEMPTS_MAX) {
      this.#settle({ type: "card-failed", detail: `${words}; ${LAY_ANEW}` }, null);
    }
    this.#pause(this.#settings.findEveryMs);
  }

  /** The reader itself is why a card will not be read, unless it was read already. */
  #fail(asked: SamvRequest, detail: string): void {
    const told = this.#held !== null && this.#held.misses === 0;
    if (!told && (asked === "select" || asked === "read")) this.#settle({ type: "card-failed", detail }, null);
  }

  /** Told once; from now on the card must be lifted first. */
  #settle(event: ReaderEvent, digest: string | null): void {
    this.#attempts = 0;
    const before = this.#held;
    const same = before !== null && digest !== null && before.digest === digest;
    this.#held = { digest, misses: 0, checked: same || digest === null };
    if (same) return;
    if (before !== null) this.#tell({ type: "card-removed" });
    this.#tell(event);
  }

  /** The reader says that it is broken itself: it is asked to start anew, now and then. */
  #faulted(asked: SamvRequest, detail: string): void {
    this.#say("faulted", detail);
    this.#fail(asked, detail);
    this.#begin();
    this.#pause(FAULTED_ASK_MS);
  }

  #refusal(asked: SamvRequest, words: string): void {
    this.#effects.push({ do: "count", counter: "naks" });
    this.#refused += 1;
    if (this.#refused >= REFUSED_MAX) this.#say("faulted", `读卡器拒绝命令 the reader refuses requests: ${words}`);
    if (asked === "select" || asked === "read") this.#again(asked, words);
    else this.#pause(this.#settings.findEveryMs);
  }

  /** Sends a request for the same card once more, or gives this attempt up. */
  #again(asked: SamvRequest, words: string): void {
    if (this.#tries >= TRIES_MAX) this.#failed(words);
    else {
      this.#effects.push({ do: "count", counter: "retries" });
      this.#ask(asked, this.#tries + 1);
    }
  }

  #due(): void {
    if (this.#asked === null) this.#next();
    else this.#timeout(this.#asked);
  }

  #timeout(asked: SamvRequest): void {
    const cut = this.#reader.wipe();
    if (cut > 0) this.#garbage(cut, "answer cut off");
    this.#effects.push({ do: "count", counter: "timeouts" });
    this.#unanswered += 1;
    if (this.#testing !== null) this.#tested(false, "读卡器无应答 the reader does not answer");
    if (this.#unanswered >= UNANSWERED_MAX) {
      this.#say("offline", "读卡器无应答，检查电源和线缆 the reader does not answer: check its power and cable");
      this.#fail(asked, this.#detail);
      this.#gone();
      // No reset: a reader that is silent for long after one would never come back.
      this.#first = ["status"];
      this.#pause(OFFLINE_ASK_MS);
    } else if (asked === "select" || asked === "read") this.#again(asked, "读卡超时 reading took too long");
    else this.#pause(this.#settings.findEveryMs);
  }

  /** A pause is over: tests first, then what must come before finding, then find. */
  #next(): void {
    const test = this.#tests.shift();
    if (test !== undefined) {
      this.#testing = test;
      this.#ask("status");
    } else this.#ask(this.#first.shift() ?? "find");
  }

  #ask(request: SamvRequest, tries = 1): void {
    this.#asked = request;
    this.#tries = tries;
    const { readMs, replyMs } = this.#settings;
    this.#effects.push({ do: "write", bytes: encodeRequest(request), meaning: request });
    this.#effects.push({ do: "arm", ms: request === "read" ? readMs : request === "reset" ? RESET_MS : replyMs });
  }

  #pause(ms: number): void {
    this.#asked = null;
    this.#effects.push({ do: "arm", ms });
  }

  #tested(ok: boolean, detail: string): void {
    if (this.#testing !== null) this.#tell({ type: "tested", id: this.#testing, ok, detail });
    this.#testing = null;
  }

  #tell(event: ReaderEvent): void {
    this.#effects.push({ do: "tell", event });
  }

  #say(state: DeviceState, detail: string): void {
    if (state === this.#state && detail === this.#detail) return;
    this.#state = state;
    this.#detail = detail;
    this.#effects.push({ do: "status", state, detail });
  }
}

/** Tells one card from the next while it lies there, and is forgotten when it is lifted. */
function digestOf(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Whether this can be the answer to that request, and not one that comes late. Answers carry no other mark. */
function fits(asked: SamvRequest, { sw3, data }: SamvAnswer): boolean {
  switch (asked) {
    case "find":
      return sw3 !== SW3_OK && sw3 !== SW3_SELECT_FAILED;
    case "select":
      return sw3 !== SW3_FOUND && sw3 !== SW3_NOT_FOUND && data.length <= SELECT_DATA_BYTES_MAX;
    case "read":
    case "readFingerprint":
      if (sw3 === SW3_OK) return data.length > SELECT_DATA_BYTES_MAX;
      return sw3 !== SW3_FOUND && sw3 !== SW3_NOT_FOUND && sw3 !== SW3_SELECT_FAILED;
    case "reset":
    case "status":
      return sw3 !== SW3_FOUND && sw3 !== SW3_NOT_FOUND && sw3 !== SW3_SELECT_FAILED && data.length === 0;
  }
}

/** An answer to `select` has 8 bytes of data (§6); one to `read` has hundreds. */
const SELECT_DATA_BYTES_MAX = 16;

/** Reads the card's text; the photo block is encrypted and is thrown away. */
export const samv: ReaderModel<SamvSettings> = {
  kind: "reader",
  id: "reader/samv",
  title: "SAM_V 居民身份证阅读器 / SAM_V resident ID-card reader",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  session: (settings) => new SamvSession(settings),
};
