// The conversation with an SMS modem (hardware.md §8): start-up, health, sending, what comes in. Pure steps.
import type { DeviceState } from "../kernel/device-status.ts";
import type { ModemEvent, ModemOrder } from "../kernel/model.ts";
import type { Session, SessionInput } from "../kernel/session.ts";
import { type AtAnswer, AtChat, type AtCommand, type GsmEffect, GsmOut } from "./at-chat.ts";
import { AtLines, asciiBytes, ESC } from "./at-lines.ts";
import { ATTENTION, GsmStart, registrationIn, type StartHost, signalIn, unregistered } from "./gsm-startup.ts";
import { gsmFault, isError, registration } from "./gsm-words.ts";
import { IdleWatch, PRESENCE_REPLY_MS } from "./idle-watch.ts";
import { SmsInbox } from "./sms-inbox.ts";
import { type OutboxSettings, SmsOutbox } from "./sms-outbox.ts";
import { decodePdu } from "./sms-pdu.ts";
import { type Ask, isPdu, SmsStore } from "./sms-store.ts";

export interface GsmSettings extends OutboxSettings {
  readonly pin?: string | undefined;
  readonly replyMs: number;
  readonly healthMs: number;
}

/** How long the first `AT` may take, and after how many the line is opened anew. */
const ATTENTION_MS = 1_500;
const ATTENTION_SILENT = 3;
const ATTENTION_MAX = 6;
/** After the first OK: late last lines of earlier commands are let pass. */
const DRAIN_MS = 200;
/** When some answers did not come in time; each that comes after all begins the wait anew. */
const DRAIN_LATE_MS = 1_000;
/** A SIM or a network that is not there yet is looked for this often. */
const BLOCKED_MS = 5_000;
/** While the queue is never empty, the health is asked for after so many parts. */
const SENDS_PER_ROUND = 20;
const TESTS_MAX = 8;
const SILENT = "模块无应答 the modem does not answer";
/** What modems say when they have just got their power (§8); `+CPIN:` only when nobody asked. */
const BOOT =
  /^(RDY|START|MODEM:STARTUP|NORMAL POWER DOWN|POWERED DOWN|\^BOOT\b.*|\^SYSSTART.*|\+CFUN: ?\d.*|\+CPIN: ?.*)$/;

type Phase =
  | { readonly at: "down" }
  | { readonly at: "attention" }
  | { readonly at: "draining" }
  | { readonly at: "starting" }
  | { readonly at: "blocked" }
  | { readonly at: "ready" };

/** One per modem, for its whole life: what waits to be sent survives a pulled plug. */
export class GsmSession implements Session<ModemOrder, ModemEvent> {
  readonly #settings: GsmSettings;
  readonly #out = new GsmOut();
  readonly #lines = new AtLines();
  readonly #chat = new AtChat(this.#out);
  readonly #inbox = new SmsInbox();
  readonly #outbox: SmsOutbox;
  readonly #store: SmsStore;
  readonly #tests: string[] = [];
  #testing: string | null = null;
  readonly #start: GsmStart;
  #phase: Phase = { at: "down" };
  #misses = 0;
  #stat = 0;
  /** A PDU follows this unasked line. */
  #pduBehind = false;
  #roundDue = false;
  readonly #idle = new IdleWatch();
  #sends = 0;
  #waiting: "nothing" | "idle" | "delay" | "blocked" | "drain" = "nothing";
  #facts: Readonly<Record<string, string>> = {};
  #detail = "";
  /** The last status, so that only changes are told. */
  #told = "";

  constructor(settings: GsmSettings) {
    this.#settings = settings;
    this.#outbox = new SmsOutbox(settings, this.#out);
    const ask: Ask = (text, prefix, done, more, silent) => this.#ask(text, prefix, done, more, silent);
    this.#start = new GsmStart(this.#startHost());
    this.#store = new SmsStore(ask, (hex) => this.#pdu(hex));
  }

  step(input: SessionInput<ModemOrder>): GsmEffect[] {
    switch (input.type) {
      case "opened":
        this.#told = "";
        this.#idle.answered();
        this.#store.opened();
        this.#restart();
        break;
      case "closed":
        this.#closed(input.reason);
        break;
      case "bytes":
        this.#bytes(input.bytes);
        break;
      case "timer":
        this.#timer();
        break;
      case "order":
        if (input.order.type === "test") this.#test(input.order.id);
        else this.#outbox.order(input.order.smsId, input.order.to, input.order.text);
        break;
      case "written":
        break;
    }
    this.#next();
    return this.#out.take();
  }

  #closed(reason: string): void {
    this.#outbox.closed(reason);
    this.#chat.drop();
    this.#lines.reset();
    this.#phase = { at: "down" };
    this.#waiting = "nothing";
    this.#pduBehind = false;
    this.#endTests(reason);
  }

  #bytes(bytes: Uint8Array): void {
    if (this.#phase.at === "down") return;
    for (const token of this.#lines.push(bytes)) {
      if (token.kind === "garbage") this.#out.garbage(token.bytes, token.why);
      else if (token.kind === "prompt") {
        this.#out.push({ do: "heard", bytes: asciiBytes("> "), meaning: ">" });
        this.#outbox.prompt();
      } else if (token.text !== "") {
        this.#out.heard(token.text, this.#chat.expectsAny && !this.#pduBehind);
        this.#line(token.text);
      }
      this.#next();
    }
  }

  #line(text: string): void {
    const behind = this.#pduBehind;
    this.#pduBehind = false;
    if (behind && isPdu(text)) this.#pdu(text);
    else if (/^AT/i.test(text)) this.#echo(text);
    else if (this.#chat.expects(text) || !this.#unasked(text)) this.#answer(text);
  }

  /** With the echo off, an echo comes from a modem that was reset, perhaps into text mode: no PDU may follow. */
  #echo(text: string): void {
    if (this.#start.echoOff && (text === this.#chat.asked || text === this.#outbox.asked)) this.#reset();
  }

  #answer(text: string): void {
    if (this.#chat.line(text)) return;
    const step = this.#outbox.line(text);
    if (step === "settled" || step === "refused") {
      this.#sends += 1;
      if (step === "refused" || this.#sends % SENDS_PER_ROUND === 0) this.#roundDue = true;
    } else if (step === "not-mine" && (text === "OK" || isError(text) || text.startsWith("+CMGS:"))) {
      this.#out.count("late");
      if (this.#waiting === "drain") this.#waiting = "nothing";
    }
  }

  /** True: the line was one that comes by itself. */
  #unasked(text: string): boolean {
    const stored = /^\+(?:CMTI|CDSI): ?"?([A-Z]{2})"?, ?(\d{1,4})$/.exec(text);
    const stat = registrationIn(text);
    if (stored !== null) this.#store.notice(stored[1] ?? null, Number(stored[2]));
    else if (/^\+(CMT|CDS): ?/.test(text)) this.#pduBehind = true;
    else if (stat !== null) this.#registered(stat);
    else if (BOOT.test(text)) this.#reset();
    else return false;
    return true;
  }

  /** True: it was understood. */
  #pdu(hex: string): boolean {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    const decoded = decodePdu(bytes);
    if (decoded.kind !== "message") {
      const why = decoded.kind === "garbage" ? decoded.why : "PDU cut short";
      this.#out.garbage(asciiBytes(hex), why);
      return false;
    }
    const { message } = decoded;
    if (message.kind === "report") this.#outbox.report(message);
    else
      for (const { from, text } of this.#inbox.take(message, bytes)) this.#out.tell({ type: "received", from, text });
    return true;
  }

  #test(id: string): void {
    if (this.#phase.at === "ready" && this.#tests.length < TESTS_MAX) this.#tests.push(id);
    else this.#out.tell({ type: "tested", id, ok: false, detail: this.#detail || "正在启动 starting" });
  }

  #endTests(detail: string): void {
    const running = this.#testing === null ? [] : [this.#testing];
    this.#testing = null;
    for (const id of [...running, ...this.#tests.splice(0)]) this.#out.tell({ type: "tested", id, ok: false, detail });
  }

  #timer(): void {
    const waiting = this.#waiting;
    this.#waiting = "nothing";
    if (this.#chat.busy) this.#chat.timeout();
    else if (this.#outbox.isSending) {
      if (this.#outbox.timeout() === "lost") this.#restart();
    } else if (waiting === "delay") this.#outbox.delayMs = 0;
    else if (waiting === "idle") this.#roundDue = this.#idle.passed(this.#healthMs()) || this.#roundDue;
    else if (waiting === "blocked") this.#restart();
    else if (waiting === "drain") this.#phase = { at: "starting" };
  }

  #healthMs(): number {
    const { healthMs } = this.#settings;
    return unregistered(this.#stat) === null ? healthMs : Math.min(healthMs, BLOCKED_MS);
  }

  /** The modem lost its memory: what was under way is settled, and all begins anew. */
  #reset(): void {
    this.#outbox.interrupted("模块中途重启 the modem was reset in the middle");
    this.#restart();
  }

  #restart(): void {
    this.#endTests("模块正在重新启动 the modem is being started up again");
    this.#chat.drop();
    this.#phase = { at: "attention" };
    this.#waiting = "nothing";
    this.#misses = 0;
    this.#start.begin();
    this.#store.started();
  }

  /** Does the next thing, when nothing is under way. */
  #next(): void {
    if (this.#chat.busy || this.#outbox.isSending) return;
    switch (this.#phase.at) {
      case "down":
        break;
      case "attention":
        this.#attention();
        break;
      case "draining":
        this.#wait("drain", this.#misses > 0 ? DRAIN_LATE_MS : DRAIN_MS);
        break;
      case "blocked":
        this.#wait("blocked", BLOCKED_MS);
        break;
      case "starting":
        this.#goOn();
        break;
      case "ready":
        this.#work();
        break;
    }
  }

  #wait(what: "idle" | "delay" | "blocked" | "drain", ms: number): void {
    if (this.#waiting === what) return;
    this.#waiting = what;
    this.#out.arm(ms);
  }

  /** Silence ends whatever was meant to follow: the modem is started up again. */
  #ask(
    text: string,
    prefix: string | null,
    done: (answer: AtAnswer) => void,
    more: Partial<AtCommand> = {},
    silent: () => void = () => undefined,
  ): void {
    this.#waiting = "nothing";
    const settled = (answer: AtAnswer) => {
      if (answer.ok || answer.error !== null) done(answer);
      else {
        silent();
        this.#restart();
      }
    };
    this.#chat.ask({ text, prefix, ms: this.#settings.replyMs, ...more, done: settled });
  }

  #attention(): void {
    if (this.#misses >= ATTENTION_MAX) {
      this.#phase = { at: "down" };
      this.#out.push({ do: "reopen", reason: SILENT });
      return;
    }
    // It may still stand at a prompt, where `AT` would be taken for text.
    if (this.#misses > 0) this.#out.write(String.fromCharCode(ESC), "<ESC>");
    const done = (answer: AtAnswer) => {
      if (answer.ok) {
        this.#phase = { at: "draining" };
        this.#idle.answered();
      } else this.#misses += 1;
      if (this.#misses === (this.#idle.isDoubted ? 1 : ATTENTION_SILENT)) this.#status("offline", SILENT);
    };
    this.#waiting = "nothing";
    this.#chat.ask({ text: ATTENTION, prefix: null, ms: ATTENTION_MS, done });
  }

  #goOn(): void {
    if (this.#start.next()) return;
    this.#phase = { at: "ready" };
    this.#tellRegistration();
    this.#work();
  }

  #startHost(): StartHost {
    return {
      pin: this.#settings.pin,
      ask: (text, prefix, done, more, silent) => this.#ask(text, prefix, done, more, silent),
      told: (facts) => {
        this.#facts = { ...this.#facts, ...facts };
      },
      registered: (stat) => this.#registered(stat),
      unread: (index) => this.#store.notice(null, index),
      blocked: (words) => {
        this.#phase = { at: "blocked" };
        this.#endTests(words);
        this.#status("faulted", words);
      },
      silent: (words) => this.#status("faulted", words),
      outOfStep: () => this.#restart(),
    };
  }

  #registered(stat: number): void {
    this.#stat = stat;
    if (this.#phase.at === "ready") this.#tellRegistration();
  }

  #tellRegistration(): void {
    const why = unregistered(this.#stat);
    this.#facts = { ...this.#facts, registration: registration(this.#stat).words };
    this.#status(why === null ? "online" : "faulted", why ?? "");
  }

  #work(): void {
    const test = this.#tests.shift();
    if (test !== undefined) this.#runTest(test);
    else if (this.#roundDue) this.#round();
    else if (this.#idle.due) this.#askPresence();
    else if (this.#store.waiting) this.#store.next();
    else if (this.#outbox.delayMs > 0) this.#wait("delay", this.#outbox.delayMs);
    else if (this.#outbox.waiting > 0 && unregistered(this.#stat) === null) {
      this.#waiting = "nothing";
      this.#outbox.send();
    } else {
      this.#wait("idle", this.#idle.waitMs(this.#healthMs()));
    }
  }

  #askPresence(): void {
    this.#idle.asked();
    this.#ask(
      ATTENTION,
      null,
      () => undefined,
      { ms: PRESENCE_REPLY_MS },
      () => this.#idle.unanswered(),
    );
  }

  #round(): void {
    this.#roundDue = false;
    this.#idle.rounded();
    for (const { from, text } of this.#inbox.age()) this.#out.tell({ type: "received", from, text });
    this.#ask("AT+CREG?", "+CREG:", (answer) => {
      const stat = registrationIn(answer.lines[0] ?? "");
      if (stat !== null) this.#stat = stat;
      this.#ask("AT+CSQ", "+CSQ:", (signal) => {
        const words = signalIn(signal.lines);
        if (words !== null) this.#facts = { ...this.#facts, signal: words };
        this.#tellRegistration();
        this.#store.list();
      });
    });
  }

  #runTest(id: string): void {
    this.#testing = id;
    this.#ask("AT+CSQ", "+CSQ:", (answer) => {
      this.#testing = null;
      const why = unregistered(this.#stat);
      const signal = `信号 signal ${signalIn(answer.lines) ?? "?"}`;
      const detail = answer.ok ? (why ?? signal) : gsmFault(answer.error ?? "").words;
      this.#out.tell({ type: "tested", id, ok: answer.ok && why === null, detail });
    });
  }

  #status(state: DeviceState, detail: string): void {
    const facts = this.#facts;
    const told = JSON.stringify([state, detail, facts]);
    if (told === this.#told) return;
    this.#told = told;
    this.#detail = detail;
    this.#out.push({ do: "status", state, detail, facts });
  }
}
