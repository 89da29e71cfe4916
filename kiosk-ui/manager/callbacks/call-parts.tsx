// What both kinds of calls show alike: the number with the attempts made, and the five levels to choose from.
import type { ComponentChildren, JSX } from "preact";
import type { CallbackRow } from "../../../controller/contract/callbacks.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { grouped, LEVELS, type Level, RESULT_WORDS } from "./view.ts";

export interface Claimed {
  readonly row: CallbackRow;
  readonly phone: string | null;
  /** Of a call after handling: the answer to read out. */
  readonly reply: string | null;
}

/** The name as the caller reads it out. */
export const spokenName = (words: Readonly<Record<string, string>>): string =>
  words["zh-CN"] ?? Object.values(words)[0] ?? "";

/** `none`: said in the number's place; `children`: what the call is about. */
export function CallHead(props: Claimed & { none: Both; children: ComponentChildren }): JSX.Element {
  const { row, phone } = props;
  return (
    <header class="call-head">
      <p id="call-phone" class="call-phone">
        {phone !== null ? grouped(phone) : <Say of={props.none} />}
      </p>
      <p class="call-about">{props.children}</p>
      <p class="call-about">
        第 {row.attempts.length + 1}/{row.attemptsMax} 次 · attempt {row.attempts.length + 1} of {row.attemptsMax}
        {row.attempts.map(({ at, result }) => (
          <small key={at}>
            {dayAndTime(at)} {RESULT_WORDS[result].zh} {RESULT_WORDS[result].en}
          </small>
        ))}
      </p>
    </header>
  );
}

export function CallLevels(props: {
  readonly label: string;
  readonly busy: boolean;
  readonly level: Level | null;
  readonly choose: (level: Level) => void;
}): JSX.Element {
  return (
    <fieldset class="call-levels" aria-label={props.label}>
      {LEVELS.map((one) => (
        <Press
          key={one.level}
          class="call-level"
          disabled={props.busy}
          pressed={props.level === one.level}
          onPress={() => props.choose(one.level)}
        >
          <b>{one.level}</b>
          <Say of={one.words} />
        </Press>
      ))}
    </fieldset>
  );
}
