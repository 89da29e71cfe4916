// The five levels as five equal buttons: face, words, number. Nothing is chosen beforehand.
import type { JSX } from "preact";
import type { Both } from "../i18n/both.ts";
import { LEVELS } from "../i18n/states.ts";
import { Face } from "./face.tsx";
import { Press, Say } from "./parts.tsx";

/** Best first, as on every channel. `words`: in another language, instead of Chinese and English. */
export function LevelButtons(props: {
  disabled: boolean;
  onLevel: (level: 1 | 2 | 3 | 4 | 5) => void;
  words?: (level: 1 | 2 | 3 | 4 | 5, words: Both) => JSX.Element;
}): JSX.Element {
  const say = props.words ?? ((_level, words) => <Say class="level-words" of={words} />);
  return (
    <div class="levels">
      {LEVELS.map(({ level, words }) => (
        <Press
          key={level}
          class="level"
          disabled={props.disabled}
          label={`${level} ${words.zh} ${words.en}`}
          onPress={() => props.onLevel(level)}
        >
          <Face level={level} />
          {say(level, words)}
          <span class="level-number">{level}</span>
        </Press>
      ))}
    </div>
  );
}
