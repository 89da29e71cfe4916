// The technician's test page: ruler, Chinese in three sizes, QR at four module sizes, black bar, state.
import type { EscposOp } from "./escpos-ops.ts";
import type { EscposSettings } from "./escpos-settings.ts";
import type { Bitmap } from "./raster.ts";
import { cutOps, qrOps, startOps } from "./ticket-layout.ts";

const RULER_STEP_DOTS = 8;
const RULER_TALL_EVERY_DOTS = 96;
const RULER_ROWS = 8;
const BAR_ROWS = 12;
const QR_MODULES = [3, 4, 6, 8] as const;
const QR_TEXT = "HALLKEEPER-TEST";

/** Ticks every 8 dots (1 mm at 203 dpi), tall ones every 96, and the last dot of the line. */
function ruler(width: number): Bitmap {
  const dots = new Uint8Array(width * RULER_ROWS);
  for (let x = 0; x < width; x++) {
    const tall = x % RULER_TALL_EVERY_DOTS === 0 || x === width - 1;
    const rows = tall ? RULER_ROWS : x % RULER_STEP_DOTS === 0 ? RULER_ROWS / 2 : 1;
    for (let y = RULER_ROWS - rows; y < RULER_ROWS; y++) dots[y * width + x] = 1;
  }
  return { width, height: RULER_ROWS, dots };
}

const bar = (width: number): Bitmap => ({ width, height: BAR_ROWS, dots: new Uint8Array(width * BAR_ROWS).fill(1) });

const line = (text: string): EscposOp[] => [{ op: "text", text }, { op: "lf" }];

function sizes(): EscposOp[] {
  return [1, 2, 3].flatMap((times): EscposOp[] => [{ op: "size", width: times, height: times }, ...line("永国龘 Aa1")]);
}

function symbols(settings: EscposSettings): EscposOp[] {
  return QR_MODULES.flatMap((module) => [...line(`QR ${module}`), ...qrOps(QR_TEXT, module, settings)]);
}

/** The commands of the test page. `state` is what the printer last said of itself. */
export function testPageOps(settings: EscposSettings, state: string): EscposOp[] {
  const width = settings.dotsPerLine;
  return [
    ...startOps(),
    ...line("打印测试 PRINT TEST"),
    { op: "align", to: "left" },
    ...line(`${width} 点 dots，长刻度 tall tick = ${RULER_TALL_EVERY_DOTS}`),
    { op: "bitmap", bitmap: ruler(width), scale: 2 },
    { op: "align", to: "center" },
    ...sizes(),
    { op: "size", width: 1, height: 1 },
    ...symbols(settings),
    ...line("打印头：下条应无白线 head: no white lines below"),
    { op: "bitmap", bitmap: bar(width), scale: 2 },
    ...line(`状态 state: ${state}`),
    ...cutOps(settings),
  ];
}
