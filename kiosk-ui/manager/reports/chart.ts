// The chart beside a report's table; loaded only when it is looked at.
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";

const HEIGHT_PX = 220;
const INK = "#1d2a2e";
const PINE = "#0e5548";

/** Bars, one per row; returns how to take it away. */
export function chartIn(
  place: HTMLElement,
  label: string,
  labels: readonly string[],
  values: (number | null)[],
): () => void {
  const axis = { font: "13px sans-serif", stroke: INK, grid: { stroke: "#d8cfbd", width: 1 } };
  const width = () => Math.max(200, place.clientWidth);
  const bars = uPlot.paths.bars?.({ size: [0.7, 60] });
  const plot = new uPlot(
    {
      ...{ width: width(), height: HEIGHT_PX, legend: { show: false } },
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-0.6, labels.length - 0.4] },
        y: { range: (_plot, _least, most) => [0, Math.max(1, (most ?? 1) * 1.1)] },
      },
      axes: [
        {
          ...axis,
          incrs: [1, 2, 5, 10, 20, 50, 100],
          space: 90,
          values: (_plot, ticks) => ticks.map((at) => (Number.isInteger(at) ? (labels[at] ?? "") : "")),
        },
        axis,
      ],
      series: [
        {},
        {
          label,
          stroke: PINE,
          fill: "#bcd9cf",
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        },
      ],
    },
    [labels.map((_, at) => at), values],
    place,
  );
  const resized = new ResizeObserver(() => plot.setSize({ width: width(), height: HEIGHT_PX }));
  resized.observe(place);
  return () => {
    resized.disconnect();
    plot.destroy();
  };
}
