// Invented identity cards for the simulated reader: nobody has these names or numbers (hardware.md §6).
import { concat } from "../lib.ts";

/** No region of the country has this code. */
const REGION = "990000";
const PHOTO_BYTES = 1024;
const CHECK_DIGITS = "10X98765432"; // GB 11643

/** Bytes of each field, in the order of the record (§6). */
const WIDTHS = {
  name: 30,
  sex: 2,
  nation: 4,
  birth: 16,
  address: 70,
  idNumber: 36,
  issuer: 30,
  from: 16,
  until: 16,
  spare: 36,
} as const;

export type CardFields = Readonly<Record<keyof typeof WIDTHS, string>>;

/** The number of an invented person; its last sign is the checksum of GB 11643. */
export function inventedNumber(birth: string, order: string): string {
  const digits = `${REGION}${birth}${order}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);
  return digits + CHECK_DIGITS.charAt(sum % 11);
}

function card(name: string, sex: "1" | "2", nation: string, birth: string, order: string, until: string): CardFields {
  return {
    ...{ name, sex, nation, birth },
    address: "虚构省示例市模拟区测试路99号",
    idNumber: inventedNumber(birth, order),
    issuer: "示例市公安局模拟分局",
    ...{ from: "20200101", until, spare: "" },
  };
}

/** The cards that lie beside the reader, by the key that lays them down. */
export const CARDS: Readonly<Record<string, CardFields>> = {
  "card-1": card("张某", "1", "01", "19900101", "001", "20400101"),
  "card-2": card("李某某", "2", "11", "19651231", "002", "长期"),
  "card-3": card("阿某·依某某", "1", "05", "20040229", "003", "20300101"),
};

/** UTF-16LE, each field filled up with blanks (§6). */
export function cardText(fields: CardFields): Uint8Array {
  const parts = Object.entries(WIDTHS).map(([field, width]) => {
    const text = fields[field as keyof typeof WIDTHS].padEnd(width / 2, " ");
    return Uint8Array.from(Buffer.from(text, "utf16le").subarray(0, width));
  });
  return concat(...parts);
}

/** Not a picture: a pattern that is the same for every card. */
export const cardPhoto = (): Uint8Array => Uint8Array.from({ length: PHOTO_BYTES }, (_, i) => (i * 37 + 11) & 0xff);
