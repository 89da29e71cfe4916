// Text in the reader's language first, the other one beside it.
import { createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { lines, type Text, type Tongue } from "../shared/i18n/text.ts";

/** The language chosen at this kiosk. */
export const TongueContext = createContext<Tongue>("zh-CN");

export function SayText(props: { of: Text; class?: string; alone?: boolean }): JSX.Element {
  const { main, mainTongue, side, sideTongue } = lines(props.of, useContext(TongueContext));
  return (
    <span class={`say ${props.class ?? ""}`}>
      <span class="say-main" lang={mainTongue}>
        {main}
      </span>
      {side !== "" && props.alone !== true && (
        <span class="say-side" lang={sideTongue}>
          {side}
        </span>
      )}
    </span>
  );
}
