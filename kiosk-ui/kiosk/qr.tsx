// A QR code as one SVG path: sharp at any size, no canvas.
import type { JSX } from "preact";
import { create } from "qrcode";

const QUIET_MODULES = 4;

/** The citizen's page as a code for the phone. */
export function QrCode(props: { text: string; label: string }): JSX.Element {
  const { modules } = create(props.text, { errorCorrectionLevel: "M" });
  const side = modules.size + QUIET_MODULES * 2;
  let path = "";
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) path += `M${column + QUIET_MODULES} ${row + QUIET_MODULES}h1v1h-1z`;
    }
  }
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={props.label} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
