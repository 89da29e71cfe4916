// The bytes of one press, as they are read aloud.
import type { JSX } from "preact";
import * as view from "./learn-view.ts";

const BYTES_SHOWN_MAX = 48;

/** Bytes that differ from the first key's are underlined: they are what tells the keys apart. */
export function Bytes(props: { hex: string; reference: string }): JSX.Element {
  const { hex, times } = view.unitOf(props.hex);
  const bytes = view.marked(hex, view.unitOf(props.reference).hex);
  return (
    <code class="bytes">
      {bytes.slice(0, BYTES_SHOWN_MAX).map(({ byte, differs }, at) => (
        <span key={at} class={differs ? "differs" : ""}>
          {byte}{" "}
        </span>
      ))}
      {bytes.length > BYTES_SHOWN_MAX && `… 共 ${bytes.length} 字节 bytes`}
      {times > 1 && `×${times}`}
    </code>
  );
}
