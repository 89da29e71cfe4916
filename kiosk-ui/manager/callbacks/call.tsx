// One person at a time: the number, what is read aloud, and what came of the call. By keys as well as by hand.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { CallHead, CallLevels, type Claimed, spokenName } from "./call-parts.tsx";
import { type Dimensions, type Marks, MarksAsked } from "./marks.tsx";
import { LEVELS, type Level, OTHER_RESULTS, type Result, scriptOf } from "./view.ts";

export interface CallProps extends Claimed {
  readonly hall: Readonly<Record<string, string>>;
  readonly busy: boolean;
  readonly tell: (result: Result, level: Level | null, marks?: Marks) => void;
  /** Asked after the level, if the person likes. */
  readonly dimensions: Dimensions;
  readonly giveBack: () => void;
}

/** By keys as by hand: a level is chosen, then confirmed, for what was said on the telephone cannot be said again. */
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
  const { row, busy, hall } = props;
  const [level, setLevel] = useState<Level | null>(null);
  const [marks, setMarks] = useState<Marks>({});
  useKeys(props, level, marks, setLevel);
  return (
    <article class="call" aria-labelledby="call-phone">
      <CallHead {...props} none={{ zh: "号码已不在", en: "the number is gone" }}>
        <b>{row.number}</b> {spokenName(row.serviceName)} · {spokenName(row.windowName)} · {dayAndTime(row.finishedAt)}
      </CallHead>
      <Script lines={scriptOf(row, hall)} />
      <CallLevels label="五级评价 Five levels" busy={busy} level={level} choose={setLevel} />
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
