// The sentences a hall speaks: calls, withdrawn calls, missed numbers (surfaces.md §2.2). Pure.

/** What is announced. */
export interface Announced {
  /** Default: a call. */
  readonly kind?: "call" | "withdrawn" | "missed";
  /** Ticket number, e.g. `A001`. */
  readonly number: string;
  /** As people read it in this language, or in Chinese where the window has no other name. */
  readonly windowName: string;
  /** `en…`: English; all others: Chinese. A hall that speaks several joins their sentences. */
  readonly language: string;
  /** How a 1 in a ticket number is read: 幺, because 一 and 七 sound alike, or 一. */
  readonly one: "yao" | "yi";
}

const DIGITS = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"] as const;
const PLACES = ["", "十", "百", "千"] as const;
/** Longer numbers are no counts: they are read digit by digit. */
const VALUE_DIGITS_MAX = 4;

const digitWord = (digit: string) => DIGITS[Number(digit)] ?? digit;

/** A001 → 「A 零零幺」: no module may read it as a hundred or as a word. */
export function spokenNumber(number: string, one: "yao" | "yi"): string {
  const words = [...number.normalize("NFKC").toUpperCase()].map((char) => {
    if (/[A-Z]/.test(char)) return `${char} `;
    if (char === "1" && one === "yao") return "幺";
    return /[0-9]/.test(char) ? digitWord(char) : char;
  });
  // A hyphen is seen, not heard.
  return words
    .join("")
    .replace(/[\s\-_/.]+/g, " ")
    .trim();
}

/** 12 → 十二, 105 → 一百零五: window and floor numbers are counts, and their 1 stays 一. */
export function spokenValue(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, "");
  if (plain.length > VALUE_DIGITS_MAX) return [...digits].map(digitWord).join("");
  if (plain === "0") return "零";
  let words = "";
  for (const [i, digit] of [...plain].entries()) {
    if (digit !== "0") words += digitWord(digit) + PLACES[plain.length - 1 - i];
    else if (!words.endsWith("零")) words += "零";
  }
  return words.replace(/零$/, "").replace(/^一十/, "十");
}

/** 「3号窗口」 → 「三号窗口」, 「VIP窗口」 → 「V I P 窗口」. */
export function spokenPlace(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\d+/g, spokenValue)
    .replace(/(?<![A-Za-z])[A-Z]{1,4}(?![A-Za-z])/g, (letters) => `${[...letters].join(" ")} `)
    .replace(/\s+/g, " ")
    .trim();
}

/** Each sign of the number by itself, for English voices: `A 0 0 1`. */
function spokenNumberEn(number: string): string {
  const signs = [...number.normalize("NFKC").toUpperCase()].filter((char) => !/[\s\-_/.]/.test(char));
  return signs.join(" ");
}

/** An English name as it is; of a Chinese one the number; of others nothing. */
function placeEn(windowName: string): string | null {
  const name = windowName.normalize("NFKC").trim();
  if (/[A-Za-z]/.test(name) && !/\p{Script=Han}/u.test(name)) return name;
  const [, digits] = /^\D*?0*(\d{1,4})\s*号?\s*(?:窗口|柜台|窗)?$/.exec(name) ?? [];
  return digits === undefined ? null : `window ${digits}`;
}

function chinese({ kind, number, windowName, one }: Announced): string {
  const spoken = spokenNumber(number, one);
  if (kind === "withdrawn") return `${spoken}号请稍候。`;
  if (kind === "missed") return `${spoken}号已过号，请到咨询台。`;
  const place = spokenPlace(windowName);
  return `请${spoken}号到${/^\s*\d+\s*$/.test(windowName) ? `${place}号窗口` : place}办理。`;
}

function english({ kind, number, windowName }: Announced): string {
  const spoken = spokenNumberEn(number);
  if (kind === "withdrawn") return `Number ${spoken}, please wait.`;
  if (kind === "missed") return `Number ${spoken} was missed, please go to the information desk.`;
  return `Number ${spoken}, please go to ${placeEn(windowName) ?? "the window shown on the screen"}.`;
}

/** One sentence, with its full stop. Every voice reads it the same way: no digit of a number is left to its taste. */
export function announcementOf(said: Announced): string {
  return /^en(?![a-z])/i.test(said.language) ? english(said) : chinese(said);
}
