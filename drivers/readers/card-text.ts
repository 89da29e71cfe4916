// The 256 bytes of text on a resident ID card, and whether they can be true (hardware.md §6).
import type { IdCard } from "../kernel/model.ts";

/** Bytes of text and, at most, of photo in the answer to `read` (§6). */
export const TEXT_BYTES = 256;
const PHOTO_BYTES_MAX = 1024;
const LENGTHS_BYTES = 4;

/** Field and its bytes, in their order on the card (§6). */
const FIELDS = [
  ["name", 30],
  ["sex", 2],
  ["nation", 4],
  ["birth", 16],
  ["address", 70],
  ["idNumber", 36],
  ["issuer", 30],
  ["validFrom", 16],
  ["validUntil", 16],
] as const;

const SEXES: Readonly<Record<string, string>> = { 0: "未知", 1: "男", 2: "女", 9: "未说明" };

/** GB/T 3304: the nation of code 01 first. */
const NATIONS = (
  "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 " +
  "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 " +
  "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split(" ");
const NATIONS_BESIDE: Readonly<Record<string, string>> = { 97: "其他", 98: "外国血统中国籍人士" };

const FOREVER = "长期";
/** GB 11643: weights of the first 17 digits, and the check character by the sum modulo 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = "10X98765432";

/** What was read, or what is wrong with it in words that quote nothing of it. */
export type CardText =
  | { readonly ok: true; readonly card: IdCard }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The text block in the data of an answer to `read`; null when the lengths are not those of a card. */
export function textBlockOf(data: Uint8Array): Uint8Array | null {
  if (data.length < LENGTHS_BYTES + TEXT_BYTES) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [textBytes, photoBytes] = [view.getUint16(0), view.getUint16(2)];
  if (textBytes !== TEXT_BYTES || photoBytes > PHOTO_BYTES_MAX) return null;
  if (data.length !== LENGTHS_BYTES + textBytes + photoBytes) return null;
  return data.subarray(LENGTHS_BYTES, LENGTHS_BYTES + TEXT_BYTES);
}

/** Reads the text block. Never throws. */
export function parseCardText(text: Uint8Array): CardText {
  const fields = fieldsOf(text);
  if (fields === null) return { ok: false, faults: ["文字编码 text encoding"] };
  const faults = faultsOf(fields);
  if (faults.length > 0) return { ok: false, faults };
  const sex = SEXES[fields.sex] ?? "";
  return { ok: true, card: { ...fields, sex, nation: nationOf(fields.nation) ?? "" } };
}

function fieldsOf(text: Uint8Array): IdCard | null {
  if (text.length !== TEXT_BYTES) return null;
  const decoder = new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true });
  const fields: Record<string, string> = {};
  let from = 0;
  try {
    for (const [name, bytes] of FIELDS) {
      // Padded with blanks (§6); some cards are written with zeros behind the text.
      fields[name] = decoder.decode(text.subarray(from, from + bytes)).replace(/[ \0\u3000]+$/, "");
      from += bytes;
    }
  } catch {
    return null; // Half a character; which one would be personal.
  }
  return fields as unknown as IdCard;
}

/** Letters, marks, digits, punctuation and blanks: what stands on a card. */
const PRINTED = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co} \u3000]+$/u;

function faultsOf(fields: IdCard): string[] {
  const { birth, idNumber } = fields;
  const checks: readonly (readonly [good: boolean, fault: string])[] = [
    [PRINTED.test(fields.name), "姓名 name"],
    [Object.hasOwn(SEXES, fields.sex), "性别 sex"],
    [nationOf(fields.nation) !== null, "民族 nation"],
    [isDate(birth), "出生日期 date of birth"],
    [PRINTED.test(fields.address), "住址 address"],
    [/^\d{17}[\dX]$/.test(idNumber), "身份证号 ID number"],
    [!/^\d{17}[\dX]$/.test(idNumber) || hasCheckDigit(idNumber), "身份证号校验位 check digit of the ID number"],
    [!isDate(birth) || idNumber.slice(6, 14) === birth, "号码与出生日期不符 ID number and date of birth differ"],
    [PRINTED.test(fields.issuer), "签发机关 issuer"],
    [isDate(fields.validFrom), "有效期起 valid from"],
    [isDate(fields.validUntil) || fields.validUntil === FOREVER, "有效期止 valid until"],
  ];
  return checks.flatMap(([good, fault]) => (good ? [] : [fault]));
}

function nationOf(code: string): string | null {
  if (!/^\d\d$/.test(code)) return null;
  return NATIONS_BESIDE[code] ?? NATIONS[Number(code) - 1] ?? null;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) >= 1800 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Whether an ID number of 18 characters ends with its own check character (GB 11643). */
export function hasCheckDigit(idNumber: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(idNumber[i]), 0);
  return idNumber[17] === CHECK_CHARACTERS[sum % 11];
}
