// The lines a modem speaks in (hardware.md §8), and what the wire log may keep of them.

/** A PDU of 200 bytes in hex, its head and some room. */
const LINE_CHARS_MAX = 600;
const CR = 0x0d;
const LF = 0x0a;
const PROMPT = 0x3e;
const SPACE = 0x20;
const TILDE = 0x7e;
/** Ends a PDU; an echo repeats it. */
export const CTRL_Z = 0x1a;
/** Leaves the prompt without sending. */
export const ESC = 0x1b;
/** What a modem's pins say while it loses or gains its power. */
const POWER_NOISE = new Set([0x00, 0xff]);

export type AtToken =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "prompt" }
  | { readonly kind: "garbage"; readonly bytes: Uint8Array; readonly why: string };

/** Lines and prompts of a stream, however it is cut. A prompt is known by its first character: nothing ends it. */
export class AtLines {
  #line: number[] = [];
  #tooLong = false;

  push(bytes: Uint8Array): AtToken[] {
    const tokens: AtToken[] = [];
    for (const byte of bytes) {
      if (byte === CR || byte === LF) this.#end(tokens);
      else if (byte === PROMPT && this.#line.every((before) => POWER_NOISE.has(before)) && !this.#tooLong) {
        this.#line = [];
        tokens.push({ kind: "prompt" });
      } else this.#add(byte, tokens);
    }
    return tokens;
  }

  /** What is pending belongs to a line that was closed. */
  reset(): void {
    this.#line = [];
    this.#tooLong = false;
  }

  #add(byte: number, tokens: AtToken[]): void {
    // The blank behind a prompt, and the end of an echoed PDU.
    if ((byte === SPACE && this.#line.length === 0) || byte === CTRL_Z || byte === ESC) return;
    if (this.#tooLong) return;
    this.#line.push(byte);
    if (this.#line.length <= LINE_CHARS_MAX) return;
    tokens.push({ kind: "garbage", bytes: Uint8Array.from(this.#line), why: "line too long" });
    this.#line = [];
    this.#tooLong = true;
  }

  #end(tokens: AtToken[]): void {
    const line = this.#line;
    const cutShort = this.#tooLong;
    this.reset();
    if (cutShort) return;
    const first = line.findIndex((byte) => !POWER_NOISE.has(byte));
    if (first < 0) return;
    const said = line.slice(first);
    // A byte that no modem sends means the line was damaged: none of it is believed.
    if (said.some((byte) => byte < SPACE || byte > TILDE)) {
      tokens.push({ kind: "garbage", bytes: Uint8Array.from(line), why: "damaged line" });
    } else tokens.push({ kind: "line", text: String.fromCharCode(...said).trimEnd() });
  }
}

const DIGIT_RUN = /\+?[0-9]{7,}/g;
const HEX_RUN = /[0-9A-Fa-f]{16,}/g;
/** Lines whose parameters are harmless once long numbers are out of them. */
const PLAIN = /^\+(CM[SE] ERROR|CSQ|CREG|COPS|CPIN|CPINR|CMGS|CMTI|CDSI|CDS|CMGF|CNMI|CPMS|CFUN|CGMR): ?/;
/** Their quotes may hold a number or the name it is stored under. */
const QUOTING = /^\+(CMGR|CMGL|CMT): ?/;
const WORD = /^(OK|ERROR|RING|RDY|START|NO CARRIER|Call Ready|SMS Ready|MODEM:STARTUP)$/;

/** `+8613800001234` → `+86138****1234`; short ones keep less. */
export function maskedNumber(number: string): string {
  const digits = number.replace(/^\+/, "");
  const head = number.slice(0, number.length - digits.length);
  if (digits.length < 9) return `${head}****${digits.slice(-2)}`;
  return `${head}${digits.slice(0, digits.length >= 11 ? 5 : 2)}****${digits.slice(-4)}`;
}

/**
 * A line as people may read it. What is not known to be harmless shows its length only: a modem that was reset into
 * text mode sends messages as they are. `free`: the answer to a question that has no fixed form, e.g. the firmware.
 */
export function maskedLine(text: string, free = false): string {
  if (isPduLine(text)) return `<PDU ${text.length / 2} bytes>`;
  const quoting = QUOTING.test(text) ? text.replace(/"[^"]*"/g, '"***"') : null;
  const plain = quoting ?? (free || PLAIN.test(text) || WORD.test(text) ? text : null);
  if (plain !== null) return plain.replace(DIGIT_RUN, maskedNumber).replace(HEX_RUN, (run) => `<hex ${run.length}>`);
  // An echo: what is behind the equals sign may be the PIN.
  const head = /^AT[A-Z+^0-9?]*=?|^[+^*][A-Z]{2,12}:/.exec(text)?.[0] ?? "";
  return head === text ? text : `${head}<${text.length - head.length} characters>`;
}

const isPduLine = (text: string): boolean => /^([0-9A-Fa-f]{2}){12,}$/.test(text);

/** Bytes nobody could read, as a pattern: any of them could be part of a number or a text. */
export function maskedGarbage(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (POWER_NOISE.has(byte) || byte < SPACE ? byte : 0x2a));
}

export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
