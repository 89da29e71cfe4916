// Status bytes of an ESC/POS printer, from what is the matter with it (hardware.md §1.4, §1.5).

/** Everything the tables of §1.4 and §1.5 can say that a simulated printer can have. */
export interface PrinterFlags {
  readonly drawerHigh: boolean;
  readonly offline: boolean;
  readonly waiting: boolean;
  readonly feedButton: boolean;
  readonly coverOpen: boolean;
  readonly stoppedByPaperEnd: boolean;
  readonly error: boolean;
  readonly mechanical: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly autoRecoverable: boolean;
  readonly nearEnd: boolean;
  readonly end: boolean;
}

export const NO_FLAGS: PrinterFlags = {
  drawerHigh: false,
  offline: false,
  waiting: false,
  feedButton: false,
  coverOpen: false,
  stoppedByPaperEnd: false,
  error: false,
  mechanical: false,
  cutter: false,
  unrecoverable: false,
  autoRecoverable: false,
  nearEnd: false,
  end: false,
};

type Bits = readonly (readonly [keyof PrinterFlags, number])[];

const FIXED = 0x12; // §1.4: bits 1 and 4 are always set.
const REAL_TIME: Readonly<Record<number, Bits>> = {
  1: [
    ["drawerHigh", 0x04],
    ["offline", 0x08],
    ["waiting", 0x20],
    ["feedButton", 0x40],
  ],
  2: [
    ["coverOpen", 0x04],
    ["feedButton", 0x08],
    ["stoppedByPaperEnd", 0x20],
    ["error", 0x40],
  ],
  3: [
    ["mechanical", 0x04],
    ["cutter", 0x08],
    ["unrecoverable", 0x20],
    ["autoRecoverable", 0x40],
  ],
  4: [
    ["nearEnd", 0x0c],
    ["end", 0x60],
  ],
};
const ASB_FIXED = 0x10; // §1.5: bit 4 of the first byte.
const ASB: readonly Bits[] = [
  [
    ["drawerHigh", 0x04],
    ["offline", 0x08],
    ["coverOpen", 0x20],
    ["feedButton", 0x40],
  ],
  [
    ["waiting", 0x01],
    ["mechanical", 0x04],
    ["cutter", 0x08],
    ["unrecoverable", 0x20],
    ["autoRecoverable", 0x40],
  ],
  [
    ["nearEnd", 0x03],
    ["end", 0x0c],
  ],
  [],
];
const PAPER: Bits = [
  ["nearEnd", 0x03],
  ["end", 0x0c],
]; // §1.5: GS r 1
const ESC_V: Bits = [
  ["end", 0x04],
  ["error", 0x08],
  ["autoRecoverable", 0x40],
]; // §1.5: Cashino

const byteOf = (flags: PrinterFlags, bits: Bits, fixed = 0): number =>
  bits.reduce((byte, [name, mask]) => (flags[name] ? byte | mask : byte), fixed);

/** The answer to DLE EOT n, or null for an n no table has. */
export function realTimeStatus(n: number, flags: PrinterFlags): number | null {
  const bits = REAL_TIME[n];
  return bits === undefined ? null : byteOf(flags, bits, FIXED);
}

/** The four bytes of the Automatic Status Back. */
export const asbStatus = (flags: PrinterFlags): Uint8Array =>
  Uint8Array.from(ASB.map((bits, at) => byteOf(flags, bits, at === 0 ? ASB_FIXED : 0)));

export const paperStatus = (flags: PrinterFlags): number => byteOf(flags, PAPER);
export const cashinoStatus = (flags: PrinterFlags): number => byteOf(flags, ESC_V);

/** §1.3a: the printer has printed everything before the id. */
export const processIdAnswer = (id: string): Uint8Array =>
  Uint8Array.from([0x37, 0x22, ...Buffer.from(id, "latin1"), 0]);

/** §1.5: a text answer to GS I. */
export const textAnswer = (text: string): Uint8Array => Uint8Array.from([0x5f, ...Buffer.from(text, "latin1"), 0]);

/** Which ASB bits each bit of GS a n wants to hear of: drawer, online, error, paper (§1.5). */
const ASB_CARES: readonly (readonly [number, readonly (keyof PrinterFlags)[]])[] = [
  [0x01, ["drawerHigh"]],
  [0x02, ["offline", "coverOpen", "feedButton", "waiting"]],
  [0x04, ["mechanical", "cutter", "unrecoverable", "autoRecoverable"]],
  [0x08, ["nearEnd", "end"]],
];

/** True when something changed that the host asked to hear of. */
export function asbConcerns(mask: number, before: PrinterFlags, after: PrinterFlags): boolean {
  return ASB_CARES.some(([bit, names]) => (mask & bit) !== 0 && names.some((name) => before[name] !== after[name]));
}
