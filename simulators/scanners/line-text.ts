// What a scanner in serial mode types: the text of a code and its line end (hardware.md §7).
import { concat } from "../lib.ts";

/** A large QR code in its densest form holds fewer characters. */
export const CODE_CHARACTERS_MAX = 2048;

/** §7: CR and/or LF. */
export const LINE_ENDS = { cr: "\r", lf: "\n", crlf: "\r\n", none: "" } as const;
export type LineEnd = keyof typeof LINE_ENDS;

/** The bytes of one scanned code. */
export const codeLine = (text: string, end: LineEnd): Uint8Array =>
  concat(Buffer.from(text, "utf8"), Buffer.from(LINE_ENDS[end], "latin1"));

/** Something that can stand in a code and be typed as one line. */
export const isCode = (text: string | undefined): text is string =>
  text !== undefined && text !== "" && text.length <= CODE_CHARACTERS_MAX && !/[\r\n]/.test(text);
