// A scripted SAM_V reader at the far end of a wire, and invented cards; written from hardware.md §6 alone.
import type { ReaderEvent, ReaderOrder } from "../../drivers/kernel/model.ts";
import { createSessionDevice, type SessionDevice } from "../../drivers/kernel/session-runner.ts";
import { type SamvSettings, samv } from "../../drivers/readers/samv.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

const WIDTHS = [30, 2, 4, 16, 70, 36, 30, 16, 16, 36];
const PHOTO_BYTES = 1024;

export interface CardFields {
  readonly name: string;
  readonly sex: string;
  readonly nation: string;
  readonly birth: string;
  readonly address: string;
  readonly idNumber: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A number with its check character (GB 11643), of a region that does not exist. */
export function inventedId(birth: string, order = "001"): string {
  const digits = `990000${birth}${order}`;
  let rest = 0;
  for (const digit of digits) rest = ((rest + Number(digit)) * 2) % 11;
  return digits + "0123456789X".charAt((12 - rest) % 11);
}

export const WANG: CardFields = {
  name: "王测试",
  sex: "1",
  nation: "01",
  birth: "19900307",
  address: "虚构省示例市模拟区测试路88号",
  idNumber: inventedId("19900307"),
  issuer: "示例市公安局",
  validFrom: "20200101",
  validUntil: "20400101",
};
export const LI: CardFields = {
  ...WANG,
  name: "李样本",
  sex: "2",
  validUntil: "长期",
  idNumber: inventedId("19900307", "002"),
};

export const cardText = (card: CardFields): Uint8Array =>
  Buffer.concat(
    [...Object.values(card), ""].map((field, i) => {
      const width = WIDTHS[i] ?? 0;
      return Buffer.from(field.padEnd(width / 2, " "), "utf16le").subarray(0, width);
    }),
  );

/** One answer of a reader. */
export function answer(sw3: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = data.length + 4;
  const counted = [length >> 8, length & 255, 0, 0, sw3, ...data];
  return Uint8Array.of(
    0xaa,
    0xaa,
    0xaa,
    0x96,
    0x69,
    ...counted,
    counted.reduce((xor, byte) => xor ^ byte, 0),
  );
}

const photo = Uint8Array.from({ length: PHOTO_BYTES }, (_, i) => (i * 31 + 7) & 255);
/** The 1295 bytes that answer a reading. */
export const readAnswer = (card: CardFields): Uint8Array =>
  answer(0x90, Buffer.concat([Uint8Array.of(1, 0, 4, 0), cardText(card), photo]));

export type Asked = "find" | "select" | "read" | "reset" | "status";
const NAMES: Readonly<Record<string, Asked>> = {
  "2001": "find",
  "2002": "select",
  "3001": "read",
  "10ff": "reset",
  "11ff": "status",
};

/** What the reader says instead; null: nothing; undefined: what it would say. */
export type Twist = (asked: Asked) => Uint8Array | null | undefined;

/** A reader on a wire under a virtual clock. `again`: it goes on finding a card that was read. */
export async function readerOnWire({ again = false, settings = {} as Partial<SamvSettings>, baudRate = 115_200 } = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, { baudRate });
  const all: SamvSettings = { findEveryMs: 300, replyMs: 600, readMs: 1500, resetAtOpen: true, ...settings };
  const device: SessionDevice<ReaderOrder, ReaderEvent> = createSessionDevice({
    ...{ id: "reader", model: samv, settings: all, transport, clock },
    random: seededRandom(3),
  });
  const bench = { card: null as CardFields | null, read: false, twist: (() => undefined) as Twist };
  const asked: Asked[] = [];
  const events: ReaderEvent[] = [];
  device.onEvent((event) => events.push(event));
  const usual = (request: Asked): Uint8Array => {
    const there = bench.card !== null && (again || !bench.read);
    if (request === "find") return there ? answer(0x9f, new Uint8Array(4)) : answer(0x80);
    if (request === "select") return there ? answer(0x90, new Uint8Array(8)) : answer(0x81);
    if (request !== "read") return answer(0x90);
    if (bench.card === null) return answer(0x41);
    bench.read = true;
    return readAnswer(bench.card);
  };
  peer.receive = (bytes) => {
    const request = NAMES[Buffer.from(bytes.subarray(7, 9)).toString("hex")];
    if (request === undefined || bytes.length !== 10) throw new Error("not a request");
    asked.push(request);
    const twisted = bench.twist(request);
    const said = twisted === undefined ? usual(request) : twisted;
    if (said !== null) clock.after(20, () => peer.send(said));
  };
  const lay = (card: CardFields | null) => Object.assign(bench, { card, read: false });
  device.start();
  await clock.advanceAsync(500);
  const types = () => events.map(({ type }) => type);
  return { clock, peer, device, bench, asked, events, types, lay };
}
