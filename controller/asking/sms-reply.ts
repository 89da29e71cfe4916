// What an answer to a message says: a level, or the code of one of several messages and a level. Pure.

export interface Reply {
  /** Null: the level alone, as the first message to a number asks for it. */
  readonly slot: number | null;
  readonly level: 1 | 2 | 3 | 4 | 5;
}

const CHINESE: Readonly<Record<string, string>> = { 一: "1", 二: "2", 三: "3", 四: "4", 五: "5" };
/** The words of the levels, the longest first: 非常不满意 holds 满意. */
const WORDS: readonly (readonly [string, Reply["level"]])[] = [
  ["非常不满意", 1],
  ["非常满意", 5],
  ["基本满意", 3],
  ["不满意", 2],
  ["满意", 4],
];
/** What may stand beside the figure and says nothing else. */
const BESIDE =
  /^(分|星|级|(我)?(选|选择|评|打)|回复|谢谢(你|您)?|多谢|感谢|好的?|您好|你好|thanks?|thank\s*you|ok|score|rating|stars?)+$/i;
const CHARS_MAX = 40;

/** Null: it cannot be told what was meant; a wrong guess would be a false rating. */
export function replyOf(text: string): Reply | null {
  const plain = text.normalize("NFKC").trim();
  if (plain === "" || plain.length > CHARS_MAX) return null;
  const bare = plain.replace(/[\s\p{P}\p{S}]/gu, "");
  const word = WORDS.find(([words]) => bare === words);
  if (word !== undefined) return { slot: null, level: word[1] };
  // `-5` or `5/10` are no codes, `1 5` is not `15`.
  if (/[-−+/.,:%][0-9]|[0-9][-−+/:%]|[0-9]\s+[0-9]/.test(plain)) return null;
  const figures = /^([^0-9]*)([0-9]+)([^0-9]*)$/.exec(plain) ?? chinese(bare);
  if (figures === null) return null;
  const [, before = "", code = "", after = ""] = figures;
  if (!isBeside(before) || !isBeside(after)) return null;
  const levelText = code.slice(-1);
  if (!/^[1-5]$/.test(levelText) || code.length > 2) return null;
  const slot = code.length === 1 ? null : Number(code[0]);
  if (slot === 0) return null;
  return { slot, level: Number(levelText) as Reply["level"] };
}

function chinese(bare: string): RegExpExecArray | null {
  const found = /^(.*?)([一二三四五])(.*)$/.exec(bare);
  if (found === null) return null;
  found[2] = CHINESE[found[2] ?? ""] ?? "";
  return found;
}

function isBeside(text: string): boolean {
  const plain = text.replace(/[\s\p{P}\p{S}]/gu, "");
  return plain === "" || BESIDE.test(plain);
}

/** What a level is answered with: the first message to a number takes the level itself, others begin with 2 … 9. */
export function codeOf(slot: number, level: number): string {
  return slot === 1 ? String(level) : `${slot}${level}`;
}
