// Simulated identity-card reader with a SAM_V module: cards are laid down, found, selected and read (hardware.md §6).
import { Ear } from "../frame-search.ts";
import { concat, type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { CARDS, type CardFields, cardPhoto, cardText } from "./samv-cards.ts";
import { buildSamvAnswer, type RequestName, type SamvHeard, samvAt } from "./samv-frame.ts";

/** §6: the third status byte. */
const SW3 = {
  ok: 0x90,
  found: 0x9f,
  findFailed: 0x80,
  selectFailed: 0x81,
  checksum: 0x10,
  badCommand: 0x21,
  cardAuthentication: 0x31,
  samAuthentication: 0x32,
  readFailed: 0x41,
  selfTest: 0x60,
} as const;
const FOUND_DATA = new Uint8Array(4);
const SELECTED_DATA = new Uint8Array(8);
const FINGERPRINT = new Uint8Array(1024);
/** Lengths of text and photo, and of a fingerprint (§6). */
const PARTS = Uint8Array.of(0x01, 0x00, 0x04, 0x00);
const FINGERPRINT_LENGTH = Uint8Array.of(0x04, 0x00);
/** §6: at most 1.5 s. */
export const READ_MS = 600;
/** Longer than any host waits for a card. */
export const SLOW_MS = 4_000;
const LIFT = "lift";

interface Lying {
  readonly key: string;
  readonly fields: CardFields;
  /** §6: after its reading it is found again only once it has been lifted. */
  read: boolean;
}

/** One reader. */
class SamvReader implements DeviceParts {
  readonly id: string;
  readonly model = "reader/samv";
  readonly keys: readonly string[] = [...Object.keys(CARDS), LIFT];
  readonly core: SimCore;
  readonly #ear: Ear<SamvHeard>;
  #card: Lying | null = null;
  #step: "resting" | "found" | "selected" = "resting";
  #cancel: (() => void) | null = null;
  #readings = 0;

  constructor(options: SimOptions) {
    this.id = options.id ?? "reader";
    this.core = new SimCore(options, ["sam-failed", "auth-failed", "slow", "bad-xor", "cut-answer"]);
    this.#ear = new Ear(this.core, samvAt, (heard) => this.#hear(heard));
  }

  display(): string {
    if (this.#card === null) return "请放卡";
    return this.#card.read ? "已读卡" : "卡已放上";
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
    this.#busyNoMore();
  }

  powerOff(): void {
    this.hostGone();
    this.#step = "resting";
  }

  /** A card's key lays it on the reader in place of the one that lies there; `lift` takes it away. */
  press({ key }: Press): (() => void) | null {
    const fields = CARDS[key ?? ""];
    if (key === undefined || (key !== LIFT && fields === undefined)) return null;
    return () => {
      this.#card = fields === undefined ? null : { key, fields, read: false };
      this.#step = "resting";
    };
  }

  view(): Record<string, unknown> {
    return {
      card: this.#card?.key ?? null,
      name: this.#card?.fields.name ?? null,
      step: this.#step,
      readings: this.#readings,
      cards: Object.entries(CARDS).map(([key, { name }]) => ({ key, name })),
    };
  }

  #hear({ request, raw }: SamvHeard): void {
    this.core.log.add("in", raw);
    // The module does one thing at a time; what comes meanwhile is not heard.
    if (this.#cancel !== null) return;
    if (request === "bad") this.#reply(buildSamvAnswer(SW3.checksum));
    else if (request === "unknown") this.#reply(buildSamvAnswer(SW3.badCommand));
    else if (this.core.fault === "slow") this.#later(SLOW_MS, request);
    else if (request === "read" || request === "readFingerprint") this.#later(READ_MS, request);
    else this.#answer(request);
  }

  #later(delayMs: number, request: RequestName): void {
    this.#cancel = this.core.clock.after(delayMs, () => {
      this.#cancel = null;
      this.#answer(request);
    });
  }

  #busyNoMore(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #answer(request: RequestName): void {
    const { sw3, data } = this.#obey(request);
    this.#reply(buildSamvAnswer(sw3, data, this.core.fault === "bad-xor"));
    this.core.changed();
  }

  #obey(request: RequestName): { readonly sw3: number; readonly data?: Uint8Array } {
    const samFailed = this.core.fault === "sam-failed";
    if (request === "status") return { sw3: samFailed ? SW3.selfTest : SW3.ok };
    if (request === "reset") {
      this.#step = "resting";
      return { sw3: samFailed ? SW3.selfTest : SW3.ok };
    }
    if (samFailed) return { sw3: SW3.samAuthentication };
    if (request === "find") {
      const found = this.#card !== null && !this.#card.read;
      this.#step = found ? "found" : "resting";
      return found ? { sw3: SW3.found, data: FOUND_DATA } : { sw3: SW3.findFailed };
    }
    if (request === "select") {
      const selected = this.#step !== "resting";
      this.#step = selected ? "selected" : "resting";
      return selected ? { sw3: SW3.ok, data: SELECTED_DATA } : { sw3: SW3.selectFailed };
    }
    return this.#read(request === "readFingerprint");
  }

  #read(withFingerprint: boolean): { readonly sw3: number; readonly data?: Uint8Array } {
    if (this.#card === null || this.#step !== "selected") return { sw3: SW3.readFailed };
    if (this.core.fault === "auth-failed") {
      this.#step = "resting";
      return { sw3: SW3.cardAuthentication };
    }
    this.#card.read = true;
    this.#readings++;
    const text = cardText(this.#card.fields);
    const data = withFingerprint
      ? concat(PARTS, FINGERPRINT_LENGTH, text, cardPhoto(), FINGERPRINT)
      : concat(PARTS, text, cardPhoto());
    return { sw3: SW3.ok, data };
  }

  #reply(answer: Uint8Array): void {
    const half = this.core.fault === "cut-answer";
    this.core.send(half ? answer.subarray(0, Math.ceil(answer.length / 2)) : answer);
  }
}

/** The device of one entry of a hall's file. The driver's settings change nothing in the reader. */
export const createSimulator = (_settings: unknown, options: SimOptions): SimDevice =>
  plainDevice(new SamvReader(options));
