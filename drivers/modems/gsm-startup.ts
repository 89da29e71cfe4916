// What a modem is asked and told before it may send (hardware.md §8): a table, in order.

import type { AtAnswer, AtCommand } from "./at-chat.ts";
import { maskedNumber } from "./at-lines.ts";
import { gsmFault, registration, signalWords } from "./gsm-words.ts";
import { LIST_STORED, storedIn } from "./sms-store.ts";

/** What an answer means for the start-up. */
type StartResult =
  | { readonly go: "next"; readonly facts?: Readonly<Record<string, string>> }
  | { readonly go: "registered"; readonly stat: number }
  | { readonly go: "unread"; readonly indexes: readonly number[] }
  /** The SIM is open. */
  | { readonly go: "unlocked" }
  | { readonly go: "pin" }
  | { readonly go: "blocked"; readonly words: string };

interface StartStep {
  readonly text: string;
  readonly prefix: string | null;
  /** The modem may not know the command, or take too long: then it goes without. */
  readonly optional: boolean;
  read?(lines: readonly string[]): StartResult;
}

const NEXT: StartResult = { go: "next" };

const fact = (name: string, value: string | undefined): StartResult =>
  value === undefined || value === "" ? NEXT : { go: "next", facts: { [name]: value } };

/** `+CREG: 0,1`, or `+CREG: 1` when it comes unasked; null: neither. */
export function registrationIn(line: string): number | null {
  const match = /^\+CREG: ?(?:\d,)?(\d)(?:,"|$)/.exec(line) ?? /^\+CREG: ?\d,(\d)/.exec(line);
  return match === null ? null : Number(match[1]);
}

/** `+CSQ: 20,0` → words, or null. */
export function signalIn(lines: readonly string[]): string | null {
  const rssi = /^\+CSQ: ?(\d{1,2}),/.exec(lines[0] ?? "")?.[1];
  return rssi === undefined ? null : signalWords(Number(rssi));
}

function readPin([line = ""]: readonly string[]): StartResult {
  const state = /^\+CPIN: ?(.*)$/.exec(line)?.[1] ?? "";
  if (state === "READY") return { go: "unlocked" };
  if (state === "SIM PIN") return { go: "pin" };
  if (state.includes("PUK")) {
    return { go: "blocked", words: "SIM 卡已锁，需要 PUK the SIM is locked and wants its PUK" };
  }
  return { go: "blocked", words: "SIM 卡状态不明 the state of the SIM is unknown" };
}

function readRegistration(lines: readonly string[]): StartResult {
  const stat = registrationIn(lines[0] ?? "");
  return { go: "registered", stat: stat ?? 4 };
}

const readUnread = (lines: readonly string[]): StartResult => ({ go: "unread", indexes: storedIn(lines) });

const last4 = (digits: string) => maskedNumber(digits).slice(-8);

/** The name of the network, in quotes whatever the format. */
const readOperator = ([line = ""]: readonly string[]) => fact("operator", /"([^"]{1,32})"/.exec(line)?.[1]);

/** Asked until it answers; everything else follows. */
export const ATTENTION = "AT";
/** From here on an echo means that the modem was reset. */
const ECHO_OFF = "ATE0";
/** Reports directly as `+CDS`, messages as an index (§8). */
const ROUTES = "AT+CNMI=2,1,0,1,0";

const START_STEPS: readonly StartStep[] = [
  { text: ECHO_OFF, prefix: null, optional: false },
  { text: "AT+CMEE=1", prefix: null, optional: true },
  { text: "AT+CPIN?", prefix: "+CPIN:", optional: false, read: readPin },
  { text: "AT+CREG?", prefix: "+CREG:", optional: false, read: readRegistration },
  {
    text: "AT+CSQ",
    prefix: "+CSQ:",
    optional: true,
    read: (lines) => fact("signal", signalIn(lines) ?? undefined),
  },
  { text: "AT+COPS?", prefix: "+COPS:", optional: true, read: readOperator },
  {
    text: "AT+CGMR",
    prefix: "",
    optional: true,
    read: ([line]) => fact("firmware", line?.replace(/^\+CGMR: ?/, "").slice(0, 48)),
  },
  {
    text: "AT+CGSN",
    prefix: "",
    optional: true,
    read: ([line]) => fact("imei", line === undefined ? undefined : last4(line.replace(/\D/g, ""))),
  },
  { text: "AT+CMGF=0", prefix: null, optional: false },
  { text: ROUTES, prefix: null, optional: true },
  { text: LIST_STORED, prefix: "+CMGL:", optional: true, read: readUnread },
];

/** Why nothing is sent although the modem answers, or null. */
export function unregistered(stat: number): string | null {
  const { ok, words } = registration(stat);
  return ok ? null : words;
}

/**
 * Tries the SIM leaves for its PIN, from `+CPINR: SIM PIN,3,3`; null: it does not say. A SIM locks itself after three
 * wrong ones, and a service that is started anew would not remember that it was wrong before.
 */
function pinTriesLeft(lines: readonly string[]): number | null {
  const left = lines.map((line) => /^\+CPINR: ?"?SIM PIN"?,(\d+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return left === undefined ? null : Number(left);
}

const PIN_TRIES_FULL = 3;
const PIN_STEP = START_STEPS.findIndex(({ text }) => text === "AT+CPIN?");
const PIN_REFUSED =
  "SIM 卡 PIN 错误或已试过一次，不再尝试以免锁卡 the PIN is wrong or was tried: not again, or the SIM locks";

/** Words for a step that was refused. */
export function refusedStep(text: string, error: string): string {
  if (text === "AT+CPIN?") return gsmFault(error).words;
  return `模块拒绝 ${text} the modem refused it: ${gsmFault(error).words}`;
}

/** What the start-up needs of the session, and what it tells it. */
export interface StartHost {
  readonly pin: string | undefined;
  /** `done` is called when the modem answered, `silent` when it did not; the session then begins anew. */
  ask(
    text: string,
    prefix: string | null,
    done: (answer: AtAnswer) => void,
    more: Partial<AtCommand>,
    silent: () => void,
  ): void;
  told(facts: Readonly<Record<string, string>>): void;
  registered(stat: number): void;
  unread(index: number): void;
  /** Cannot go on; tried again after a while. */
  blocked(words: string): void;
  silent(words: string): void;
  /** Begin anew. */
  outOfStep(): void;
}

/** One answer may be lost on the line; a command that is left out stays so. */
const UNANSWERED_MAX = 2;

/** Goes through the steps; begins anew after every reset of the modem, and remembers the PIN. */
export class GsmStart {
  readonly #host: StartHost;
  /** How often in a row this modem left an optional command unanswered. */
  readonly #unanswered = new Map<string, number>();
  #at = 0;
  #pin: "untried" | "tried" | "proven" = "untried";
  /** From here on an echo means that the modem was reset. */
  echoOff = false;

  constructor(host: StartHost) {
    this.#host = host;
  }

  begin(): void {
    this.#at = 0;
    this.echoOff = false;
  }

  /** Asks the next question; false: there is none left, and the modem is ready. */
  next(): boolean {
    for (let step = START_STEPS[this.#at]; step !== undefined; step = START_STEPS[this.#at]) {
      this.#at += 1;
      if ((this.#unanswered.get(step.text) ?? 0) >= UNANSWERED_MAX) continue;
      this.#take(step);
      return true;
    }
    return false;
  }

  #take(step: StartStep): void {
    const done = (answer: AtAnswer) => {
      this.#unanswered.delete(step.text);
      if (!answer.ok) {
        if (!step.optional) this.#host.blocked(refusedStep(step.text, answer.error ?? ""));
        return;
      }
      // An answer without its line is the answer to something else: we are out of step.
      if (!step.optional && step.prefix !== null && answer.lines.length === 0) {
        this.#host.outOfStep();
        return;
      }
      if (step.text === ECHO_OFF) this.echoOff = true;
      this.#follow(step.read?.(answer.lines) ?? NEXT);
    };
    // A command that is not needed must not keep a modem from starting for ever.
    const silent = () => {
      if (step.optional) this.#unanswered.set(step.text, (this.#unanswered.get(step.text) ?? 0) + 1);
      else this.#host.silent(`模块未应答 ${step.text} the modem did not answer it`);
    };
    this.#host.ask(step.text, step.prefix, done, {}, silent);
  }

  #follow(result: StartResult): void {
    switch (result.go) {
      case "next":
        if (result.facts !== undefined) this.#host.told(result.facts);
        break;
      case "unlocked":
        if (this.#pin === "tried") this.#pin = "proven";
        break;
      case "registered":
        this.#host.registered(result.stat);
        break;
      case "unread":
        for (const index of result.indexes) this.#host.unread(index);
        break;
      case "pin":
        this.#wantsPin();
        break;
      case "blocked":
        this.#host.blocked(result.words);
        break;
    }
  }

  /** The PIN is tried once. Only when the SIM was seen open after it may it be used again. */
  #wantsPin(): void {
    const { pin, blocked, ask } = this.#host;
    if (pin === undefined) {
      blocked("SIM 卡需要 PIN，请设置 pin the SIM wants its PIN: set `pin`");
      return;
    }
    if (this.#pin === "tried") {
      blocked(PIN_REFUSED);
      return;
    }
    const nothing = () => undefined;
    const entered = (answer: AtAnswer) => {
      if (answer.ok) this.#at = PIN_STEP;
      else blocked(PIN_REFUSED);
    };
    const counted = (answer: AtAnswer) => {
      const left = pinTriesLeft(answer.lines);
      if (left !== null && left < PIN_TRIES_FULL) {
        blocked(PIN_REFUSED);
        return;
      }
      this.#pin = "tried";
      ask(`AT+CPIN="${pin}"`, null, entered, { logged: 'AT+CPIN="****"' }, nothing);
    };
    ask('AT+CPINR="SIM PIN"', "+CPINR:", counted, {}, nothing);
  }
}
