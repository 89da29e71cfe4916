// One person at a time: the number, what is read aloud, and what came of the call. By keys as well as by hand.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CallbackRow } from "../../../controller/contract/callbacks.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { type Dimensions, type Marks, MarksAsked } from "./marks.tsx";
import { grouped, LEVELS, type Level, OTHER_RESULTS, RESULT_WORDS, type Result, scriptOf } from "./view.ts";

export interface Claimed {
  readonly row: CallbackRow;
  readonly phone: string | null;
  /** Of a call after handling: the answer to read out. */
  readonly reply: string | null;
}

export interface CallProps extends Claimed {
  readonly hall: Readonly<Record<string, string>>;
  readonly busy: boolean;
  readonly tell: (result: Result, level: Level | null, marks?: Marks) => void;
  /** Asked after the level, if the person likes. */
  readonly dimensions: Dimensions;
  readonly giveBack: () => void;
}

/** A level is chosen, then confirmed: what was said on the telephone cannot be said again. */
function useKeys(props: CallProps, level: Level | null, marks: Marks, choose: (level: Level) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement | null;
      if (props.busy || event.ctrlKey || event.altKey || event.metaKey || target?.tagName === "INPUT") return;
      const chosen = LEVELS.find((one) => String(one.level) === event.key);
      const other = OTHER_RESULTS.find(({ key }) => key === event.key.toLowerCase());
      if (chosen !== undefined) choose(chosen.level);
      else if (other !== undefined) props.tell(other.result, null);
      else if (event.key === "Escape") props.giveBack();
      // A focused button takes Enter itself.
      else if (event.key === "Enter" && level !== null && target?.tagName !== "BUTTON")
        props.tell("rated", level, marks);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

function Script(props: { lines: readonly Both[] }): JSX.Element {
  return (
    <ol class="call-script">
      {props.lines.map((line) => (
        <li key={line.en}>
          <Say of={line} />
        </li>
      ))}
    </ol>
  );
}

export function Call(props: CallProps): JSX.Element {
  const { row, phone, busy, hall } = props;
  const [level, setLevel] = useState<Level | null>(null);
  const [marks, setMarks] = useState<Marks>({});
  useKeys(props, level, marks, setLevel);
  const name = (words: Readonly<Record<string, string>>) => words["zh-CN"] ?? Object.values(words)[0] ?? "";
  return (
    <article class="call" aria-labelledby="call-phone">
      <header class="call-head">
        <p id="call-phone" class="call-phone">
          {phone !== null ? grouped(phone) : <Say of={{ zh: "号码已不在", en: "the number is gone" }} />}
        </p>
        <p class="call-about">
          <b>{row.number}</b> {name(row.serviceName)} · {name(row.windowName)} · {dayAndTime(row.finishedAt)}
        </p>
        <p class="call-about">
          第 {row.attempts.length + 1}/{row.attemptsMax} 次 · attempt {row.attempts.length + 1} of {row.attemptsMax}
          {row.attempts.map(({ at, result }) => (
            <small key={at}>
              {dayAndTime(at)} {RESULT_WORDS[result].zh} {RESULT_WORDS[result].en}
            </small>
          ))}
        </p>
      </header>
      <Script lines={scriptOf(row, hall)} />
      <fieldset class="call-levels" aria-label="五级评价 Five levels">
        {LEVELS.map((one) => (
          <Press
            key={one.level}
            class="call-level"
            disabled={busy}
            pressed={level === one.level}
            onPress={() => setLevel(one.level)}
          >
            <b>{one.level}</b>
            <Say of={one.words} />
          </Press>
        ))}
      </fieldset>
      {level !== null && <MarksAsked dimensions={props.dimensions} marks={marks} busy={busy} choose={setMarks} />}
      <Press
        class="primary call-confirm"
        disabled={busy || level === null}
        onPress={() => (level === null ? undefined : props.tell("rated", level, marks))}
      >
        <Say of={{ zh: "记下所说的评价", en: "Record as spoken · Enter" }} />
      </Press>
      <div class="call-others">
        {OTHER_RESULTS.map(({ result, key, words }) => (
          <Press key={result} disabled={busy} onPress={() => props.tell(result, null)}>
            <Say of={{ zh: words.zh, en: `${words.en} · ${key.toUpperCase()}` }} />
          </Press>
        ))}
        <Press disabled={busy} onPress={props.giveBack}>
          <Say of={{ zh: "放回名单", en: "Give back · Esc" }} />
        </Press>
      </div>
    </article>
  );
}
