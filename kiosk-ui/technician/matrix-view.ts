// The matrix of a device's buttons: a cell per key or grade, green once it was pressed, with what became of it. Pure.
import type { InputsView } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";
import { LEVELS } from "../shared/i18n/states.ts";

export type Input = InputsView["inputs"][number];

/** What each action of a keypad is called. */
export const ACTION_WORDS: Readonly<Record<string, Both>> = {
  "call-next": { zh: "叫下一位", en: "call next" },
  recall: { zh: "重呼", en: "recall" },
  evaluate: { zh: "请评价", en: "evaluate" },
  arrived: { zh: "已到窗口", en: "arrived" },
  finish: { zh: "办结", en: "finish" },
  missed: { zh: "过号", en: "missed" },
  leave: { zh: "离开", en: "left" },
  hold: { zh: "挂起", en: "hold" },
  "resume-ticket": { zh: "取回挂起", en: "resume ticket" },
  undo: { zh: "撤销", en: "undo" },
  pause: { zh: "暂停", en: "pause" },
  resume: { zh: "恢复", en: "resume" },
  "sign-in": { zh: "登录", en: "sign in" },
  "sign-out": { zh: "退出", en: "sign out" },
  "call-number": { zh: "指定叫号", en: "call number" },
  transfer: { zh: "转移", en: "transfer" },
  guard: { zh: "呼叫保安", en: "call the guard" },
  manager: { zh: "呼叫主管", en: "call the manager" },
  adviser: { zh: "呼叫咨询员", en: "call the adviser" },
  none: { zh: "未分配", en: "no meaning" },
};

/** Key → action of the two shipped variants; a test keeps them equal to what the driver does. */
const SHIPPED_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  jackqchen: {
    "0B": "evaluate",
    "0C": "call-next",
    "*+0C": "call-number",
    "0D": "recall",
    "0E": "none",
    "6+0F": "missed",
    "0+0F": "hold",
    "3+0F": "resume-ticket",
    "11": "none",
    "12": "none",
    "13": "none",
    "*+13": "transfer",
  },
  hallqueue: {
    "*+0A": "transfer",
    "0B": "evaluate",
    "0+0B": "pause",
    "0C": "call-next",
    "*+0C": "call-number",
    "0D": "recall",
    "0E": "none",
    "*+0F": "sign-in",
    "0+0F": "pause",
    "2+0F": "resume",
    "4+0F": "sign-out",
    "5+0F": "missed",
    "6+0F": "guard",
    "7+0F": "manager",
    "8+0F": "none",
    "9+0F": "adviser",
  },
};

export interface MatrixCell {
  /** Unique within the matrix. */
  readonly key: string;
  readonly name: Both;
  /** What to press, or the code as it comes over the wire. */
  readonly code: string;
  /** An input belongs here when it names one of these. */
  readonly matches: readonly string[];
}

interface LitCell extends MatrixCell {
  readonly count: number;
  readonly became: string;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Keys with the same action light together: the service tells actions, and keys without one by their code. */
function keypadCells(settings: Readonly<Record<string, unknown>>): MatrixCell[] {
  const keys = { ...SHIPPED_KEYS[String(settings.variant)], ...record(settings.keys) };
  const inputs = list(settings.inputs).map((input) => String(record(input).action));
  const byAction = new Map<string, string[]>();
  for (const [code, action] of Object.entries(keys)) {
    if (action !== "none") byAction.set(String(action), [...(byAction.get(String(action)) ?? []), code]);
  }
  for (const action of inputs) if (action !== "none" && !byAction.has(action)) byAction.set(action, []);
  const named = [...byAction].map(([action, codes]) => ({
    key: action,
    name: ACTION_WORDS[action] ?? { zh: action, en: "" },
    code: codes.join(" "),
    matches: [action, ...codes],
  }));
  const nameless = Object.entries(keys).flatMap(([code, action]) =>
    action === "none" ? [{ key: code, name: ACTION_WORDS.none as Both, code, matches: [code] }] : [],
  );
  return [...named, ...nameless];
}

function padCells(settings: Readonly<Record<string, unknown>>): MatrixCell[] {
  const grades = Object.entries(record(settings.grades)).map(([grade, level]) => ({ grade, level: Number(level) }));
  const inputs = list(settings.inputs).map((input) => Number(record(input).level));
  const cellOf = (level: number, grades: readonly string[]): MatrixCell => ({
    key: `level ${level}`,
    name: LEVELS.find((each) => each.level === level)?.words ?? { zh: `等级 ${level}`, en: "" },
    code: grades.join(" "),
    matches: grades,
  });
  const levels = [5, 4, 3, 2, 1].filter((level) => grades.some((g) => g.level === level) || inputs.includes(level));
  return levels.map((level) => {
    const own = grades.filter((each) => each.level === level).map(({ grade }) => grade);
    return cellOf(level, own.length === 0 ? [String(level)] : own);
  });
}

/** Readers and scanners have no keys: one cell that anything lights. */
const ONE_CELL: Readonly<Record<string, Both>> = {
  reader: { zh: "放一张卡", en: "put a card on it" },
  scanner: { zh: "扫一个码", en: "scan a code" },
};

/** The cells of a device; none for a device without inputs. Pads that name no grades have the five levels. */
export function matrixCells(kind: string, settings: Readonly<Record<string, unknown>>): readonly MatrixCell[] {
  if (kind === "keypad") return keypadCells(settings);
  if (kind === "pad") {
    const cells = padCells(settings);
    return cells.length > 0 ? cells : padCells({ inputs: LEVELS.map(({ level }) => ({ level })) });
  }
  const one = ONE_CELL[kind];
  return one === undefined ? [] : [{ key: kind, name: one, code: "", matches: ["*"] }];
}

/** `key 0E` → `0E`; `grade 3` → `3`; `call-number 12` → `call-number`; a code with digits also as its pattern. */
function namesOf(what: string): readonly string[] {
  const [first = "", second = ""] = what.split(" ");
  const name = first === "key" || first === "grade" || first === "level" ? second : first;
  const pressed = /^\d+\+([0-9A-F]{2})$/.exec(name)?.[1];
  return pressed === undefined ? [name] : [name, `*+${pressed}`];
}

/** The cell an input belongs to: by its very name first, then by a pattern of digits. */
export function cellOf(cells: readonly MatrixCell[], what: string): MatrixCell | null {
  for (const name of [...namesOf(what), "*"]) {
    const found = cells.find(({ matches }) => matches.includes(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** Each cell with how often it was pressed and what became of the last press. */
export function litCells(cells: readonly MatrixCell[], inputs: readonly Input[]): readonly LitCell[] {
  return cells.map((cell) => {
    const mine = inputs.filter(({ what }) => cellOf(cells, what)?.key === cell.key);
    return { ...cell, count: mine.length, became: mine[mine.length - 1]?.became ?? "" };
  });
}

/** Inputs that fit no cell: a key nobody knew of. */
export function strangeInputs(cells: readonly MatrixCell[], inputs: readonly Input[]): readonly Input[] {
  return inputs.filter(({ what }) => cellOf(cells, what) === null);
}

/** The list never grows beyond this. */
export const INPUTS_MAX = 200;

export function appended(inputs: readonly Input[], more: readonly Input[]): readonly Input[] {
  return [...inputs, ...more].slice(-INPUTS_MAX);
}
