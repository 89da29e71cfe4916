// A modem on a table with a clock of its own: echo, SIM, network, faults at a chosen moment of a message.
import type { ModemEvent, ModemOrder } from "../../drivers/kernel/model.ts";
import type { SessionEffect, SessionInput } from "../../drivers/kernel/session.ts";
import { type GsmSettings, modemGsm } from "../../drivers/modems/gsm.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

export const SETTINGS: GsmSettings = {
  ...{ reports: true, validityHours: 72, replyMs: 5_000, promptMs: 5_000, sendMs: 30_000 },
  ...{ healthMs: 30_000, ordersMax: 500, partsMax: 6 },
};

const ESC = 0x1b;
const CTRL_Z = 0x1a;
const WIRE_MS = 2;
const NETWORK_MS = 1_500;
const BOOT_MS = 2_000;
const STEPS_MAX = 40_000;

/** What this modem does besides the ordinary. Each may be changed while it runs. */
export interface Habits {
  /** Extra wait before the prompt. */
  promptMs: number;
  /** Answers per command, instead of its own; null: silence. */
  readonly answers: Map<string, readonly string[] | null>;
  /** Called with each command (or "PDU") before it is carried out; true: the modem loses its power right there. */
  resetAt: (what: string) => boolean;
  /** The last line after a PDU, instead of `+CMGS` and OK; null: silence. Taken by the network or not. */
  verdict: ((count: number) => { readonly lines: readonly string[] | null; readonly taken: boolean }) | null;
  /** What the line does with what the modem says: pieces and when they arrive. */
  route: (bytes: Uint8Array) => readonly { readonly bytes: Uint8Array; readonly ms: number }[];
  /** Needs its PIN. */
  pin: string | null;
  registration: number;
  memories: Map<number, string>;
}

interface Taken {
  readonly pdu: string;
  readonly length: number;
  readonly reference: number;
}

/** One session and one modem. */
export class ModemRig {
  readonly clock = new VirtualClock();
  readonly events: ModemEvent[] = [];
  readonly statuses: { state: string; detail: string; facts: Readonly<Record<string, string>> }[] = [];
  readonly effects: SessionEffect<ModemEvent>[] = [];
  /** Command lines the modem read, in order. */
  readonly commands: string[] = [];
  /** PDUs that arrived whole, whatever became of them. */
  readonly written: string[] = [];
  /** PDUs the network took. */
  readonly taken: Taken[] = [];
  reopens = 0;
  /** A PDU sent as a text: the worst that can happen. */
  textSends = 0;
  readonly habits: Habits = {
    promptMs: 0,
    answers: new Map(),
    resetAt: () => false,
    verdict: null,
    route: (bytes) => [{ bytes, ms: WIRE_MS }],
    pin: null,
    registration: 1,
    memories: new Map(),
  };
  readonly #session;
  #timer: { cancel(): void } | null = null;
  #open = false;
  /** What was under way on the line, or in the modem, is lost with these. */
  #plug = 0;
  #power = 0;
  #echo = true;
  #pduMode = false;
  #unlocked = false;
  #booting = false;
  #prompt: number | null = null;
  #line: number[] = [];
  #reference = 17;
  #steps = 0;

  constructor(settings: Partial<GsmSettings> = {}) {
    this.#session = modemGsm.session({ ...SETTINGS, ...settings } as never);
  }

  open(): void {
    this.#open = true;
    this.#step({ type: "opened" });
  }

  /** The plug is pulled. */
  close(reason = "unplugged"): void {
    this.#open = false;
    this.#plug += 1;
    this.#timer?.cancel();
    this.#step({ type: "closed", reason });
  }

  order(smsId: string, to: string, text: string): void {
    this.give({ type: "send", smsId, to, text });
  }

  give(order: ModemOrder): void {
    this.#step({ type: "order", order });
  }

  run(ms: number): void {
    this.clock.advance(ms);
  }

  /** Something the modem says by itself. */
  say(...lines: readonly string[]): void {
    this.#say(lines.map((line) => `\r\n${line}\r\n`).join(""));
  }

  /** Loses its power and comes back in its factory state: echo on, text mode. */
  reset(words: readonly string[] = ["RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready"]): void {
    this.#echo = true;
    this.#pduMode = false;
    this.#unlocked = false;
    this.#prompt = null;
    this.#line = [];
    this.#power += 1;
    this.#booting = true;
    this.#later(BOOT_MS, () => {
      this.#booting = false;
      this.say(...words);
    });
  }

  ended(smsId: string): ModemEvent["type"][] {
    const ends = ["sent", "failed", "unconfirmed"];
    return this.events
      .filter((event) => "smsId" in event && event.smsId === smsId && ends.includes(event.type))
      .map(({ type }) => type);
  }

  get status() {
    return this.statuses.at(-1) ?? { state: "none", detail: "", facts: {} };
  }

  #step(input: SessionInput<ModemOrder>): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX) throw new Error("the session never comes to rest");
    for (const effect of this.#session.step(input)) this.#perform(effect);
  }

  #perform(effect: SessionEffect<ModemEvent>): void {
    this.effects.push(effect);
    switch (effect.do) {
      case "write": {
        if (!this.#open) throw new Error("a write to a closed line");
        const { bytes } = effect;
        const plug = this.#plug;
        this.clock.after(WIRE_MS, () => {
          if (plug === this.#plug) this.#receive(bytes);
        });
        this.clock.after(0, () => {
          if (this.#open) this.#step({ type: "written" });
        });
        break;
      }
      case "arm":
        this.#timer?.cancel();
        this.#timer = this.clock.after(effect.ms, () => this.#step({ type: "timer" }));
        break;
      case "disarm":
        this.#timer?.cancel();
        break;
      case "tell":
        this.events.push(effect.event);
        break;
      case "status":
        this.statuses.push({ state: effect.state, detail: effect.detail, facts: effect.facts ?? {} });
        break;
      case "reopen":
        this.reopens += 1;
        this.clock.after(0, () => {
          this.close(effect.reason);
          this.clock.after(250, () => this.open());
        });
        break;
      default:
        break;
    }
  }

  #later(ms: number, run: () => void): void {
    const power = this.#power;
    this.clock.after(ms, () => {
      if (power === this.#power) run();
    });
  }

  #say(text: string): void {
    for (const { bytes, ms } of this.habits.route(Buffer.from(text, "latin1"))) {
      this.clock.after(ms, () => {
        if (this.#open) this.#step({ type: "bytes", bytes });
      });
    }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#booting) return;
    for (const byte of bytes) {
      if (this.#prompt !== null && (byte === CTRL_Z || byte === ESC)) {
        this.#endPrompt(byte);
        if (this.#booting) return;
      } else if (this.#prompt === null && byte === ESC) this.#line = [];
      else if (this.#prompt === null && byte === 0x0d) {
        const text = Buffer.from(this.#line.splice(0)).toString("latin1");
        if (this.#echo) this.#say(`${text}\r`);
        this.#command(text);
        if (this.#booting) return;
      } else this.#line.push(byte);
    }
  }

  #command(text: string): void {
    if (!text.startsWith("AT")) return;
    this.commands.push(text);
    if (this.habits.resetAt(text)) {
      this.reset();
      return;
    }
    const instead = this.habits.answers.get(text.replace(/=.*/, "="));
    if (instead !== undefined) {
      if (instead !== null) this.#later(0, () => this.say(...instead));
      return;
    }
    if (text.startsWith("AT+CMGS=")) {
      this.#later(this.habits.promptMs, () => {
        this.#prompt = Number(text.slice("AT+CMGS=".length));
        this.#line = [];
        this.#say("\r\n> ");
      });
    } else this.say(...this.#answer(text));
  }

  #answer(text: string): readonly string[] {
    const { habits } = this;
    const locked = habits.pin !== null && !this.#unlocked;
    if (text === "ATE0") this.#echo = false;
    else if (text === "AT+CMGF=0") this.#pduMode = true;
    else if (text === "AT+CPIN?") return [`+CPIN: ${locked ? "SIM PIN" : "READY"}`, "OK"];
    else if (text.startsWith("AT+CPIN=")) {
      if (text !== `AT+CPIN="${habits.pin}"`) return ["+CME ERROR: 16"];
      this.#unlocked = true;
    } else if (text === "AT+CREG?") return [`+CREG: 0,${habits.registration}`, "OK"];
    else if (text === "AT+CSQ") return ["+CSQ: 20,0", "OK"];
    else if (text === "AT+COPS?") return ['+COPS: 0,0,"HALL TEST NET"', "OK"];
    else if (text === "AT+CGMR") return ["Revision:11.152", "OK"];
    else if (text === "AT+CGSN") return ["490154203237518", "OK"];
    else if (text.startsWith("AT+CMGR=")) {
      const pdu = habits.memories.get(Number(text.slice(8)));
      return pdu === undefined ? ["OK"] : [`+CMGR: 0,,${pdu.length / 2 - 8}`, pdu, "OK"];
    } else if (text.startsWith("AT+CMGD=")) habits.memories.delete(Number(text.slice(8)));
    else if (text === "AT+CMGL=4") {
      return [
        ...[...habits.memories].flatMap(([index, pdu]) => [`+CMGL: ${index},1,,${pdu.length / 2 - 8}`, pdu]),
        "OK",
      ];
    } else if (!/^AT($|\+CNMI=|\+CPMS=)/.test(text)) return ["ERROR"];
    return ["OK"];
  }

  #endPrompt(byte: number): void {
    const length = this.#prompt ?? 0;
    this.#prompt = null;
    const entered = Buffer.from(this.#line.splice(0)).toString("latin1");
    if (byte === ESC) {
      this.say("OK");
      return;
    }
    if (!this.#pduMode) {
      this.textSends += 1;
      return;
    }
    this.written.push(entered);
    if (this.habits.resetAt("PDU")) {
      this.reset();
      return;
    }
    const verdict = this.habits.verdict?.(this.written.length) ?? null;
    const valid = /^([0-9A-F]{2})+$/.test(entered);
    if (verdict?.taken ?? valid) {
      this.#reference = (this.#reference + 1) & 0xff;
      this.taken.push({ pdu: entered, length, reference: this.#reference });
    }
    const lines =
      verdict === null ? (valid ? [`+CMGS: ${this.#reference}`, "OK"] : ["+CMS ERROR: 304"]) : verdict.lines;
    if (lines !== null) this.#later(NETWORK_MS, () => this.say(...lines));
  }
}
