// Marks beside the level on the telephone: read out one by one, each may be left out, none comes before the level.
import type { JSX } from "preact";
import type { CallbacksView } from "../../../controller/contract/callbacks.ts";
import { both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import { LEVELS, type Level } from "./view.ts";

export type Dimensions = NonNullable<CallbacksView["dimensions"]>;
export type Marks = Readonly<Record<string, Level>>;

/** The same level again takes the mark away. */
function changed(marks: Marks, code: string, level: Level): Marks {
  const { [code]: before, ...others } = marks;
  return before === level ? others : { ...others, [code]: level };
}

export function MarksAsked(props: {
  readonly dimensions: Dimensions;
  readonly marks: Marks;
  readonly busy: boolean;
  readonly choose: (marks: Marks) => void;
}): JSX.Element | null {
  const { dimensions, marks, busy, choose } = props;
  if (dimensions.length === 0) return null;
  return (
    <details class="call-marks">
      <summary>
        <Say class="inline" of={{ zh: "分项评价（愿意才问）", en: "further marks, if they like" }} />
      </summary>
      {dimensions.map(({ code, name }) => (
        <fieldset key={code} class="call-levels" aria-label={`${both(name).zh} ${both(name).en}`}>
          <legend>
            <Say class="inline" of={both(name)} />
          </legend>
          {LEVELS.map((one) => (
            <Press
              key={one.level}
              class="call-level"
              disabled={busy}
              pressed={marks[code] === one.level}
              onPress={() => choose(changed(marks, code, one.level))}
            >
              <b>{one.level}</b>
              <Say of={one.words} />
            </Press>
          ))}
        </fieldset>
      ))}
    </details>
  );
}
