// Simulated SMS modem in PDU mode: sends messages, reports their delivery, takes messages in (hardware.md §8).
import { type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { type AtCommand, type AtInput, AtLine, commandsOf, readCommand } from "./gsm-at.ts";
import { Card, CME } from "./gsm-card.ts";
import { buildReport, readSubmit, type Submit } from "./gsm-pdu.ts";
import { deliveriesOf, Inbox, SentMessages, SLOTS_MAX } from "./gsm-store.ts";
import { hexOf, isoTime, octetsOf } from "./gsm-words.ts";

/** How long the network takes for a message, and for the report about it. */
export const SEND_MS = 2_000;
export const REPORT_MS = 5_000;
export const PROMPT_LATE_MS = 8_000;
export const BOOT_MS = 3_000;
/** How long the network waits for the acknowledgement of what it sent. */
export const ACK_MS = 20_000;
/** Reports under way; the network forgets the oldest. */
export const REPORTS_MAX = 20;
const WANTS_REPORT = 0x20; // bit of a submit's first octet
const NETWORK = "HALL TEST NET";
/** Where messages come from when nobody says; from the numbers reserved for fiction (§8). */
export const SENDER_DEFAULT = "+447700900456";
const NUMBER = /^\+?\d{3,20}$/;

/** 3GPP TS 27.005 */
const CMS = { badPdu: 304, noSim: 310, pin: 311, badIndex: 321, noNetwork: 331, noAck: 340, unknown: 500 } as const;

/** The lines of an answer and how it ends; `end` null = nothing yet. */
interface Reply {
  readonly lines?: readonly string[];
  readonly end: string | null;
}
const OK: Reply = { end: "OK" };
const ERROR: Reply = { end: "ERROR" };
const said = (...lines: readonly string[]): Reply => ({ lines, end: "OK" });
const cms = (code: number): Reply => ({ end: `+CMS ERROR: ${code}` });

/** How the host wants to hear of messages and reports: +CNMI mt and ds. */
const SILENT = { mt: 0, ds: 0 };

class GsmModem implements DeviceParts {
  readonly id: string;
  readonly model = "modem/gsm";
  readonly core: SimCore;
  readonly #line = new AtLine();
  readonly #inbox = new Inbox();
  readonly #sent = new SentMessages();
  readonly #card = new Card();
  readonly #reports: (() => void)[] = [];
  #echo = true;
  #errorNumbers = true;
  #routing = SILENT;
  /** +CSMS=1: what is sent to the host directly has to be acknowledged. */
  #phase2Plus = false;
  #ackOwed: (() => void) | null = null;
  #octets = 0;
  #ref = 0;
  #incoming = 0;
  /** A message under way, a late prompt, a restart: the modem hears nothing else. */
  #busy: (() => void) | null = null;

  constructor(options: SimOptions) {
    this.id = options.id ?? "modem";
    this.core = new SimCore(options, [
      ...["no-sim", "pin-needed", "not-registered", "cms-error", "no-report"],
      ...["late-prompt", "reset-in-send", "echo"],
    ]);
  }

  /** The text that was sent last. */
  display(): string {
    return this.#sent.all.at(-1)?.text ?? "";
  }

  view(): Record<string, unknown> {
    return {
      sms: [...this.#sent.all],
      incomplete: this.#sent.incomplete,
      stored: this.#inbox.used,
      echo: this.#echoes,
      entering: this.#line.entering,
      reportsUnderWay: this.#reports.length,
      sender: SENDER_DEFAULT,
    };
  }

  hear(bytes: Uint8Array): void {
    this.core.log.add("in", bytes);
    let echoed: number[] = [];
    for (const byte of bytes) {
      if (this.#busy !== null) continue;
      if (this.#echoes) echoed.push(byte);
      const input = this.#line.byte(byte);
      if (input === null) continue;
      this.#put(echoed);
      echoed = [];
      this.#take(input);
    }
    this.#put(echoed);
    this.core.changed();
  }

  /** The line's control wires fall with the host: a modem ends what was being entered. */
  hostGone(): void {
    this.#line.clear();
  }

  powerOff(): void {
    this.#forget();
    for (const cancel of this.#reports.splice(0)) cancel();
  }

  /** `{text}` comes in from `key`, a number, or from an invented one. */
  press({ text, key }: Press): (() => void) | null {
    if (text === undefined || text === "" || (key !== undefined && !NUMBER.test(key))) return null;
    const pdus = deliveriesOf(key ?? SENDER_DEFAULT, text, isoTime(this.core.clock.now()), this.#incoming + 1);
    if (pdus === null) return null;
    return () => {
      this.#incoming++;
      // Without a card, or without a network, nobody is found.
      if (this.#usable) for (const pdu of pdus) this.#arrived(pdu);
    };
  }

  get #echoes(): boolean {
    return this.#echo || this.core.fault === "echo";
  }

  get #registered(): boolean {
    return this.core.fault !== "not-registered";
  }

  get #usable(): boolean {
    return this.#registered && this.#card.trouble(this.core.fault) === null;
  }

  #put(bytes: readonly number[]): void {
    if (bytes.length > 0) this.core.send(Uint8Array.from(bytes));
  }

  #say(...lines: readonly string[]): void {
    this.#put([...Buffer.from(lines.map((line) => `\r\n${line}\r\n`).join(""), "latin1")]);
  }

  #take(input: AtInput): void {
    if (input.kind === "cancel") this.#say("OK");
    else if (input.kind === "message") this.#message(input.text);
    else {
      const commands = commandsOf(input.text);
      // A line without AT in it is not for the modem.
      if (commands !== null) this.#run(commands.map(readCommand));
    }
  }

  /** One line of commands has one end: the first that fails, or OK. */
  #run(commands: readonly AtCommand[]): void {
    for (const [i, command] of commands.entries()) {
      const { lines = [], end } = this.#obey(command);
      if (lines.length > 0) this.#say(...lines);
      if (end === null) return;
      if (end !== "OK" || i === commands.length - 1) {
        this.#say(end);
        return;
      }
    }
  }

  #obey(command: AtCommand): Reply {
    const { name, values } = command;
    switch (name) {
      case "":
      case "V":
        return OK;
      case "E":
        this.#echo = values[0] !== "0";
        return OK;
      case "Z":
      case "&F":
        this.#forget();
        return OK;
      case "+CMEE":
        this.#errorNumbers = values[0] !== "0";
        return OK;
      default:
        return STATIC[name] ?? this.#network(command) ?? this.#messages(command) ?? ERROR;
    }
  }

  /** The card and the network. */
  #network({ name, ask, values }: AtCommand): Reply | null {
    const usable = this.#usable;
    switch (name) {
      case "+CPIN":
        return ask === "?" ? this.#askPin() : this.#tryPin(values[0] ?? "");
      case "+CREG":
        return ask === "?" ? said(`+CREG: 0,${usable ? 1 : 2}`) : OK;
      case "+CSQ":
        return said(usable ? "+CSQ: 23,99" : "+CSQ: 99,99");
      case "+COPS":
        return ask === "?" ? said(usable ? `+COPS: 0,0,"${NETWORK}"` : "+COPS: 0") : OK;
      default:
        return null;
    }
  }

  #cme(code: number): Reply {
    return this.#errorNumbers ? { end: `+CME ERROR: ${code}` } : ERROR;
  }

  #askPin(): Reply {
    const trouble = this.#card.trouble(this.core.fault);
    return trouble === "none" ? this.#cme(CME.noSim) : said(`+CPIN: ${trouble ?? "READY"}`);
  }

  #tryPin(pin: string): Reply {
    const refused = this.#card.enter(pin, this.core.fault);
    return refused === null ? OK : this.#cme(refused);
  }

  #messages({ name, ask, values }: AtCommand): Reply | null {
    const [first = "", second = ""] = values;
    switch (name) {
      case "+CMGF":
        return ask === "?" ? said("+CMGF: 0") : first === "0" ? OK : ERROR;
      case "+CSMS":
        if (ask === "?") return said(`+CSMS: ${this.#phase2Plus ? 1 : 0},1,1,1`);
        this.#phase2Plus = first === "1";
        return said("+CSMS: 1,1,1");
      case "+CNMI":
        this.#routing = { mt: Number(values[1] ?? 0), ds: Number(values[3] ?? 0) };
        return OK;
      case "+CPMS":
        return said(`+CPMS: ${new Array(3).fill(`${this.#inbox.used},${SLOTS_MAX}`).join(",")}`);
      case "+CNMA":
        return this.#acknowledged() ? OK : cms(CMS.noAck);
      case "+CMGR":
        return this.#read(Number(first));
      case "+CMGL":
        return this.#list(first === "" ? 0 : Number(first));
      case "+CMGD":
        return this.#delete(Number(first), Number(second || 0));
      case "+CMGS":
        return this.#ready(Number(first));
      default:
        return null;
    }
  }

  #read(place: number): Reply {
    const stored = this.#inbox.read(place);
    if (stored === null) return cms(CMS.badIndex);
    return said(`+CMGR: ${stored.stat},,${octetsOf(stored.pdu)}\r\n${hexOf(stored.pdu)}`);
  }

  /** 0 those not read yet, 1 those read, 4 all. */
  #list(stat: number): Reply {
    const wanted = this.#inbox.all.filter(([, stored]) => stat === 4 || stored.stat === stat);
    for (const [place] of wanted) this.#inbox.read(place);
    return said(...wanted.map(([n, { stat, pdu }]) => `+CMGL: ${n},${stat},,${octetsOf(pdu)}\r\n${hexOf(pdu)}`));
  }

  /** Flag 0 the one place; 1 to 3 what has been read; 4 everything. */
  #delete(place: number, flag: number): Reply {
    const all = this.#inbox.all;
    const gone = flag === 0 ? [place] : all.filter(([, { stat }]) => flag === 4 || stat === 1).map(([n]) => n);
    if (flag === 0 && !all.some(([n]) => n === place)) return cms(CMS.badIndex);
    for (const filled of this.#inbox.remove(gone)) this.#tellStored(filled);
    return OK;
  }

  /** The prompt behind which the message is entered. */
  #ready(octets: number): Reply {
    const trouble = this.#card.trouble(this.core.fault);
    if (trouble !== null) return cms(trouble === "none" ? CMS.noSim : CMS.pin);
    if (!Number.isInteger(octets) || octets < 1) return cms(CMS.badPdu);
    this.#octets = octets;
    const prompt = (): void => {
      this.#line.entering = true;
      this.#put([...Buffer.from("\r\n> ", "latin1")]);
    };
    if (this.core.fault === "late-prompt") this.#later(PROMPT_LATE_MS, prompt);
    else prompt();
    return { end: null };
  }

  #message(hex: string): void {
    const { fault } = this.core;
    if (fault === "reset-in-send") {
      this.#forget();
      this.#later(BOOT_MS, () => this.#say("RDY", "+CPIN: READY"));
      return;
    }
    const isHex = /^(?:[0-9a-f]{2})+$/i.test(hex.trim());
    const submit = isHex ? readSubmit(Uint8Array.from(Buffer.from(hex.trim(), "hex"))) : null;
    if (submit === null || submit.octets !== this.#octets) {
      this.#say(`+CMS ERROR: ${CMS.badPdu}`);
      return;
    }
    this.#later(SEND_MS, () => {
      if (!this.#registered) this.#say(`+CMS ERROR: ${CMS.noNetwork}`);
      else if (fault === "cms-error") this.#say(`+CMS ERROR: ${CMS.unknown}`);
      else this.#delivered(submit);
    });
  }

  #delivered(submit: Submit): void {
    this.#ref = (this.#ref + 1) & 0xff;
    const [mr, nowMs] = [this.#ref, this.core.clock.now()];
    this.#sent.add(submit, nowMs);
    this.#say(`+CMGS: ${mr}`, "OK");
    if ((submit.firstOctet & WANTS_REPORT) === 0 || this.core.fault === "no-report") return;
    if (this.#reports.length >= REPORTS_MAX) this.#reports.shift()?.();
    const cancel = this.core.clock.after(REPORT_MS, () => {
      this.#reports.splice(this.#reports.indexOf(cancel), 1);
      const [submitted, done] = [isoTime(nowMs), isoTime(this.core.clock.now())];
      this.#report(buildReport({ mr, to: submit.to, submitted, done, status: 0 }));
      this.core.changed();
    });
    this.#reports.push(cancel);
  }

  #report(pdu: Uint8Array): void {
    if (this.#routing.ds === 1) {
      this.#say(`+CDS: ${octetsOf(pdu)}\r\n${hexOf(pdu)}`);
      this.#expectAck();
    } else if (this.#routing.ds === 2) {
      const place = this.#inbox.add(pdu);
      if (place !== null) this.#say(`+CDSI: "SM",${place}`);
    }
  }

  #arrived(pdu: Uint8Array): void {
    if (this.#routing.mt === 2) {
      this.#say(`+CMT: ,${octetsOf(pdu)}\r\n${hexOf(pdu)}`);
      this.#expectAck();
      return;
    }
    const place = this.#inbox.add(pdu);
    if (place !== null) this.#tellStored(place);
  }

  #tellStored(place: number): void {
    if (this.#routing.mt === 1) this.#say(`+CMTI: "SM",${place}`);
  }

  /** 3GPP TS 27.005: a host that does not acknowledge is told nothing more. */
  #expectAck(): void {
    if (!this.#phase2Plus) return;
    this.#acknowledged();
    this.#ackOwed = this.core.clock.after(ACK_MS, () => {
      this.#ackOwed = null;
      this.#routing = SILENT;
    });
  }

  /** False: nothing had to be acknowledged. */
  #acknowledged(): boolean {
    const owed = this.#ackOwed;
    this.#ackOwed = null;
    owed?.();
    return owed !== null;
  }

  #later(delayMs: number, task: () => void): void {
    this.#busy?.();
    this.#busy = this.core.clock.after(delayMs, () => {
      this.#busy = null;
      task();
      this.core.changed();
    });
  }

  /** What a restart takes away; the card keeps its messages. */
  #forget(): void {
    this.#busy?.();
    this.#busy = null;
    this.#line.clear();
    this.#echo = true;
    this.#errorNumbers = true;
    this.#routing = SILENT;
    this.#phase2Plus = false;
    this.#acknowledged();
    this.#card.restart();
  }
}

/** Commands that always say the same. */
const STATIC: Readonly<Record<string, Reply>> = {
  I: said("Hall Test Modem"),
  "+CGMI": said("HALLKEEPER"),
  "+CGMM": said("SIM-GSM"),
  "+CGMR": said("SIM-GSM R1.0"),
  "+CGSN": said("990000000000019"),
};

/** The device of one entry of a hall's file. The driver's settings change nothing in the modem. */
export const createSimulator = (_settings: unknown, options: SimOptions): SimDevice =>
  plainDevice(new GsmModem(options));
