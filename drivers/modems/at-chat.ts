// One AT command and its answer at a time (hardware.md §8), and what a session says while it talks.
import type { ModemEvent } from "../kernel/model.ts";
import type { SessionEffect } from "../kernel/session.ts";
import { asciiBytes, maskedGarbage, maskedLine } from "./at-lines.ts";
import { isError } from "./gsm-words.ts";

export type GsmEffect = SessionEffect<ModemEvent>;

/** The effects of one step, in order. */
export class GsmOut {
  #effects: GsmEffect[] = [];

  push(effect: GsmEffect): void {
    this.#effects.push(effect);
  }

  /** `logged`: instead of what is written, where that is personal or secret. */
  write(text: string, logged = text, meaning: unknown = logged.trim()): void {
    this.push({ do: "write", bytes: asciiBytes(text), meaning, logged: asciiBytes(logged) });
  }

  heard(text: string, free: boolean): void {
    const masked = maskedLine(text, free);
    this.push({ do: "heard", bytes: Uint8Array.from(Buffer.from(`${masked}\r\n`, "utf8")), meaning: masked });
  }

  garbage(bytes: Uint8Array, why: string): void {
    this.push({ do: "garbage", bytes: maskedGarbage(bytes), why });
  }

  tell(event: ModemEvent): void {
    this.push({ do: "tell", event });
  }

  count(counter: "retries" | "timeouts" | "naks" | "late"): void {
    this.push({ do: "count", counter });
  }

  arm(ms: number): void {
    this.push({ do: "arm", ms });
  }

  take(): GsmEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

/** Everything between a command and its last line. `error` null: no last line came in time. */
export type AtAnswer =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly lines: readonly string[]; readonly error: string | null };

export interface AtCommand {
  readonly text: string;
  readonly logged?: string;
  readonly ms: number;
  /** How the lines of its answer begin; null: it has none; "": any line that is nothing else. */
  readonly prefix: string | null;
  /** A PDU follows behind each line with the prefix. */
  readonly pdu?: boolean;
  readonly done: (answer: AtAnswer) => void;
}

const LINES_MAX = 600;
const HEX = /^([0-9A-Fa-f]{2})+$/;

/** Answers carry no number: there is never more than one command out. */
export class AtChat {
  readonly #out: GsmOut;
  #command: AtCommand | null = null;
  #lines: string[] = [];

  constructor(out: GsmOut) {
    this.#out = out;
  }

  get busy(): boolean {
    return this.#command !== null;
  }

  /** The command that waits for its answer, as it was sent. */
  get asked(): string | null {
    return this.#command?.text ?? null;
  }

  /** A line that would come by itself too, were it not asked for. */
  expects(text: string): boolean {
    const prefix = this.#command?.prefix ?? "";
    return prefix !== "" && text.startsWith(prefix);
  }

  /** The answer under way has no fixed form, so any line may be it. */
  get expectsAny(): boolean {
    return this.#command?.prefix === "";
  }

  ask(command: AtCommand): void {
    this.#command = command;
    this.#lines = [];
    const { text, logged = text } = command;
    this.#out.write(`${text}\r`, `${logged}\r`);
    this.#out.arm(command.ms);
  }

  /** True: the line belonged to the answer. */
  line(text: string): boolean {
    const command = this.#command;
    if (command === null) return false;
    if (text === "OK") {
      this.#finish(command, { ok: true, lines: this.#lines });
      return true;
    }
    if (isError(text)) {
      this.#out.count("naks");
      this.#finish(command, { ok: false, lines: this.#lines, error: text });
      return true;
    }
    const isPdu = command.pdu === true && HEX.test(text) && (this.#lines.at(-1) ?? "").startsWith(command.prefix ?? "");
    const belongs = isPdu || (command.prefix !== null && text.startsWith(command.prefix));
    if (belongs && this.#lines.length < LINES_MAX) this.#lines.push(text);
    return belongs;
  }

  timeout(): void {
    const command = this.#command;
    if (command === null) return;
    this.#out.count("timeouts");
    this.#finish(command, { ok: false, lines: this.#lines, error: null });
  }

  /** Its answer will never come: the modem was reset, or the line closed. */
  drop(): void {
    this.#command = null;
  }

  #finish(command: AtCommand, answer: AtAnswer): void {
    this.#command = null;
    command.done(answer);
  }
}
