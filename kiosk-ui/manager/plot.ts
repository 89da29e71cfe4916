// The chart itself; loaded only when it is looked at.
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import type { Columns } from "./day-series.ts";

export interface Plot {
  show(columns: Columns): void;
  end(): void;
}

const HEIGHT_PX = 220;
/** Told apart by dash and weight as well as by colour. */
const LINES = [
  { label: "等候 waiting", stroke: "#a12f1e", width: 3, dash: [] },
  { label: "叫号 calls", stroke: "#0e5548", width: 2, dash: [8, 4] },
  { label: "取号 numbers", stroke: "#4d5a5e", width: 2, dash: [2, 4] },
];

/** A chart that fills its place; times are those of the hall. */
export function plotIn(place: HTMLElement, timezone: string, columns: Columns): Plot {
  const font = "13px sans-serif";
  const axis = { font, stroke: "#1d2a2e", grid: { stroke: "#d8cfbd", width: 1 } };
  const plot = new uPlot(
    {
      width: Math.max(200, place.clientWidth),
      height: HEIGHT_PX,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timezone),
      cursor: { drag: { x: false, y: false } },
      axes: [{ ...axis, values: "{HH}:{mm}" }, axis],
      scales: {
        // One quarter alone is no span: at least an hour is shown.
        x: { range: (_plot, least, most) => [least, Math.max(most, least + 3600)] },
        y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
      },
      series: [{ label: "时间 time", value: "{HH}:{mm}" }, ...LINES],
    },
    columns,
    place,
  );
  const resized = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(200, place.clientWidth), height: HEIGHT_PX }),
  );
  resized.observe(place);
  return {
    show: (next) => plot.setData(next),
    end: () => {
      resized.disconnect();
      plot.destroy();
    },
  };
}
