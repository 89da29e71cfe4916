// Learning an unknown pad or keypad: which key is to be pressed now, what was heard, what is proposed. Pure.
import type { LearnProposeBody } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";
import { LEVELS } from "../shared/i18n/states.ts";
import { ACTION_WORDS } from "./matrix-view.ts";

export type LearnKind = LearnProposeBody["kind"];
/** So often each key is pressed: one press could be noise, two could be the same noise. */
export const PRESSES = 3;
/** Fewer keys tell nothing about what differs between them. */
export const KEYS_MIN = 2;

/** Keys that need no digits typed before them, in the order in which a window works. */
const ACTIONS = [
  ...(["call-next", "recall", "evaluate", "missed", "arrived", "finish", "leave", "hold"] as const),
  ...(["resume-ticket", "undo", "pause", "resume", "sign-out"] as const),
] as const;

export interface Key {
  readonly means: string;
  readonly words: Both;
  /** What each press sounded like, hexadecimal. */
  readonly samples: readonly string[];
  readonly skipped: boolean;
}

export interface Lesson {
  readonly kind: LearnKind;
  readonly keys: readonly Key[];
  /** The key that is to be pressed; beyond the last one: all are done. */
  readonly at: number;
  /** What the line says by itself while nobody presses. */
  readonly quiet: readonly string[];
}

export function newLesson(kind: LearnKind): Lesson {
  const meanings =
    kind === "pad"
      ? LEVELS.map(({ level, words }) => ({ means: String(level), words }))
      : ACTIONS.map((action) => ({ means: action, words: ACTION_WORDS[action] ?? { zh: action, en: "" } }));
  return { kind, keys: meanings.map((key) => ({ ...key, samples: [], skipped: false })), at: 0, quiet: [] };
}

const complete = ({ samples, skipped }: Key): boolean => skipped || samples.length >= PRESSES;

/** The next key that still needs presses, looking forward first, then from the start. */
function nextOpen(keys: readonly Key[], after: number): number {
  const forward = keys.findIndex((key, at) => at > after && !complete(key));
  const any = keys.findIndex((key) => !complete(key));
  return forward >= 0 ? forward : any >= 0 ? any : keys.length;
}

function withKey(lesson: Lesson, at: number, change: Partial<Key>): Lesson {
  const keys = lesson.keys.map((key, index) => (index === at ? { ...key, ...change } : key));
  const current = keys[lesson.at];
  const moves = current === undefined || complete(current);
  return { ...lesson, keys, at: moves ? nextOpen(keys, lesson.at) : lesson.at };
}

/** One press was heard. */
export function heard(lesson: Lesson, hex: string): Lesson {
  const key = lesson.keys[lesson.at];
  if (key === undefined || hex === "") return lesson;
  return withKey(lesson, lesson.at, { samples: [...key.samples, hex] });
}

/** The key to be pressed now has no counterpart on this device. */
export function skipped(lesson: Lesson): Lesson {
  return withKey(lesson, lesson.at, { skipped: true, samples: [] });
}

/** Of the keys before the one that is asked for now; -1: none. */
function lastWithSamples({ keys, at }: Lesson): number {
  let found = -1;
  for (const [index, { samples }] of keys.slice(0, at).entries()) if (samples.length > 0) found = index;
  return found;
}

/** Takes back the last press of the key that is asked for now, or of the one before it. */
export function undone(lesson: Lesson): Lesson {
  const here = lesson.keys[lesson.at]?.samples.length ?? 0;
  const at = here > 0 ? lesson.at : lastWithSamples(lesson);
  const key = lesson.keys[at];
  if (key === undefined) return lesson;
  const keys = lesson.keys.map((each, index) =>
    index === at ? { ...each, samples: each.samples.slice(0, -1) } : each,
  );
  return { ...lesson, keys, at };
}

/** Asks for one key again from its first press. */
export function redone(lesson: Lesson, at: number): Lesson {
  if (lesson.keys[at] === undefined) return lesson;
  const keys = lesson.keys.map((key, index) => (index === at ? { ...key, samples: [], skipped: false } : key));
  return { ...lesson, keys, at };
}

export const learnt = (lesson: Lesson): readonly Key[] =>
  lesson.keys.filter(({ samples }) => samples.length >= PRESSES);
export const enough = (lesson: Lesson): boolean => learnt(lesson).length >= KEYS_MIN;
export const finished = (lesson: Lesson): boolean => lesson.at >= lesson.keys.length;

/** What the person is asked to do now. */
export function askWords(lesson: Lesson): Both {
  const key = lesson.keys[lesson.at];
  if (key === undefined) return { zh: "全部按过了", en: "Every key is done" };
  const nth = key.samples.length + 1;
  return {
    zh: `请按「${key.words.zh}」，第 ${nth}/${PRESSES} 次`,
    en: `Press “${key.words.en}”, ${nth} of ${PRESSES}`,
  };
}

/** Beyond this a capture is no press said several times over, and is shown as it is. */
const UNIT_BYTES_MAX = 64;

export interface Unit {
  readonly hex: string;
  readonly times: number;
}

/** A press that the device said several times over, as one of them: it repeats what nobody acknowledged. */
export function unitOf(hex: string): Unit {
  for (let chars = 2; chars <= Math.min(hex.length / 2, UNIT_BYTES_MAX * 2); chars += 2) {
    if (hex.length % chars !== 0) continue;
    const times = hex.length / chars;
    if (hex.slice(0, chars).repeat(times) === hex) return { hex: hex.slice(0, chars), times };
  }
  return { hex, times: 1 };
}

/** What looks wrong with the samples of one key; null: nothing. */
export function doubt(lesson: Lesson, at: number): Both | null {
  const key = lesson.keys[at];
  const units = (key?.samples ?? []).map((hex) => unitOf(hex).hex);
  const [first] = units;
  if (key === undefined || first === undefined) return null;
  const twin = lesson.keys.find(
    (other, index) => index !== at && other.samples.some((hex) => unitOf(hex).hex === first),
  );
  if (twin !== undefined) {
    return {
      zh: `与「${twin.words.zh}」完全相同，按错键了？`,
      en: `the same as “${twin.words.en}”: was it the right key?`,
    };
  }
  if (new Set(units.map((hex) => hex.length)).size > 1) {
    return { zh: "几次长短不一，建议重按", en: "lengths differ: better press again" };
  }
  return null;
}

export function proposeBody(lesson: Lesson): LearnProposeBody {
  return {
    kind: lesson.kind,
    keys: learnt(lesson).map(({ means, samples }) => ({ means, samples: [...samples] })),
    quiet: [...lesson.quiet],
  };
}

/** `5` or `call-next` as a person reads it; anything else as it came. */
export function meaningWords(kind: LearnKind, means: string): Both {
  const known = newLesson(kind).keys.find((key) => key.means === means);
  return known?.words ?? { zh: means, en: "" };
}

/** Bytes in pairs, those that differ from the first sample marked: what differs is what tells keys apart. */
export function marked(hex: string, reference: string): readonly { byte: string; differs: boolean }[] {
  const other = reference.match(/../g) ?? [];
  return (hex.match(/../g) ?? []).map((byte, at) => ({ byte, differs: reference !== "" && other[at] !== byte }));
}

const INPUT_MEANING: Readonly<Record<LearnKind, string>> = { pad: "level", keypad: "action" };

/** The proposed settings in words, a line each. */
export function profileLines(kind: LearnKind, settings: Readonly<Record<string, unknown>>): readonly Both[] {
  const lines: Both[] = [];
  const { receive, inputs, ack, grades, keys } = settings;
  if (typeof receive === "string") lines.push({ zh: `一帧的样式：${receive}`, en: "the pattern of a frame" });
  for (const [code, means] of Object.entries({ ...(grades as object), ...(keys as object) })) {
    lines.push({
      zh: `码 ${code} → ${meaningWords(kind, String(means)).zh}`,
      en: meaningWords(kind, String(means)).en,
    });
  }
  for (const input of Array.isArray(inputs) ? inputs : []) {
    const { pattern, [INPUT_MEANING[kind]]: means } = input as Record<string, unknown>;
    const words = meaningWords(kind, String(means));
    lines.push({ zh: `收到 ${String(pattern)} → ${words.zh}`, en: words.en });
  }
  if (typeof ack === "string") lines.push({ zh: `应答：${ack}`, en: "the answer we send" });
  return lines;
}
