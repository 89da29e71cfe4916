// One of a few: buttons side by side, the chosen one filled.
import "./choices.css";
import type { ComponentChildren, JSX } from "preact";
import type { Both } from "../i18n/both.ts";
import { Press, Say } from "./parts.tsx";

export interface ChoicesProps<Id> {
  readonly of: readonly { readonly id: Id; readonly name: Both }[];
  readonly chosen: Id;
  readonly choose: (id: Id) => void;
  /** What stands on the same line. */
  readonly children?: ComponentChildren;
}

export function Choices<Id>(props: ChoicesProps<Id>): JSX.Element {
  return (
    <div class="choices">
      {props.of.map(({ id, name }) => (
        <Press key={String(id)} class="choice" pressed={props.chosen === id} onPress={() => props.choose(id)}>
          <Say of={name} />
        </Press>
      ))}
      {props.children}
    </div>
  );
}
