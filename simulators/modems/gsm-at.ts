// The command line of a modem: echo, lines, the entry of a message behind its prompt (hardware.md §8).

/** Longer lines are cut; the longest message in hex is shorter. */
export const LINE_BYTES_MAX = 1024;
const CR = 0x0d;
const LF = 0x0a;
const BACKSPACE = 0x08;
const SUBSTITUTE = 0x1a; // §8: ends a message
const ESCAPE = 0x1b; // gives a message up

/** What came in whole. */
export type AtInput =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "cancel" };

/** Collects bytes until something is whole. */
export class AtLine {
  /** Behind the prompt only 1A and 1B end anything. */
  entering = false;
  #text = "";

  get waitingBytes(): number {
    return this.#text.length;
  }

  byte(byte: number): AtInput | null {
    if (this.entering) return this.#entered(byte);
    if (byte === CR) return { kind: "line", text: this.#take() };
    if (byte === BACKSPACE) this.#text = this.#text.slice(0, -1);
    else if (byte !== LF) this.#keep(byte);
    return null;
  }

  clear(): void {
    this.#text = "";
    this.entering = false;
  }

  #entered(byte: number): AtInput | null {
    if (byte !== SUBSTITUTE && byte !== ESCAPE) {
      if (byte !== CR && byte !== LF) this.#keep(byte);
      return null;
    }
    this.entering = false;
    const text = this.#take();
    return byte === SUBSTITUTE ? { kind: "message", text } : { kind: "cancel" };
  }

  #keep(byte: number): void {
    if (this.#text.length < LINE_BYTES_MAX) this.#text += String.fromCharCode(byte);
  }

  #take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** The commands of a line behind its AT, or null for a line that is none: `AT+CMGF=0;+CSQ` holds two. */
export function commandsOf(line: string): string[] | null {
  const at = line.toUpperCase().indexOf("AT");
  if (at === -1) return null;
  const commands = line
    .slice(at + 2)
    .split(";")
    .map((command) => command.trim());
  return commands.filter((command, i) => command !== "" || i === 0);
}

/** `+CMGD=1,4` → name, question, arguments without their quotes. */
export interface AtCommand {
  readonly name: string;
  readonly ask: "?" | "=?" | "";
  readonly values: readonly string[];
}

/** Basic commands have their number at once: `E0` is E with 0. */
export function readCommand(command: string): AtCommand {
  const basic = /^([A-Z&])(\d*)$/i.exec(command);
  if (basic !== null) return { name: (basic[1] ?? "").toUpperCase(), ask: "", values: [basic[2] ?? ""] };
  const [, name = "", ask = "", , rest] = /^(\+?[A-Z&]+\d*)(\?|=\?)?(=(.*))?$/i.exec(command) ?? [];
  const values = rest === undefined ? [] : rest.split(",").map((value) => value.trim().replace(/^"(.*)"$/, "$1"));
  return { name: name.toUpperCase(), ask: ask as AtCommand["ask"], values };
}
