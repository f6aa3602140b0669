import uPlot from "uplot";

/** One thing over time. The first series is the one that counts. */
export type ChartLook = {
  kind: "lines" | "area" | "bars";
  series: { label: string; values: readonly (number | null)[] }[];
  /** What it has to stay under. */
  bar?: { at: number; label: string };
  /** The top of the scale is at least this. */
  atLeast: number;
};

export type Inks = Record<"chart" | "chart2" | "fill" | "stop" | "axis" | "base" | "words" | "paper" | "font", string>;

const RIGHT = 44;
const LABEL_HEIGHT = 13;

export function chartOptions(
  look: ChartLook,
  inks: Inks,
  width: number,
  height: number,
  onIndex: (index: number | undefined) => void,
): uPlot.Options {
  const values = look.series.flatMap((one) => one.values.filter((value) => value !== null));
  const top = Math.max(look.atLeast, (look.bar?.at ?? 0) * 1.1, ...stackedTops(look), ...values) * 1.04;
  return {
    width,
    height,
    padding: [6, RIGHT, 2, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: look.kind !== "bars" }, drag: { x: false, y: false } },
    scales: { x: { time: true, ...(look.kind === "bars" && { range: withRoom }) }, y: { range: [0, top] } },
    axes: [{ show: false }, { show: false }],
    series: [{}, ...look.series.map((one, index) => seriesOf(one.label, look.kind, index, inks))],
    hooks: {
      drawClear: [(plot) => drawFrame(plot, inks)],
      draw: [(plot) => drawBar(plot, look, inks), (plot) => drawEndLabels(plot, look, inks)],
      setCursor: [(plot) => onIndex(plot.cursor.idx ?? undefined)],
    },
  };
}

/** Half a bar more at each end: bars stand in the middle of their time. */
function withRoom(plot: uPlot, min: number, max: number): [number, number] {
  const half = (max - min) / Math.max(1, plot.data[0].length - 1) / 2;
  return [min - half, max + half];
}

/** Bars stand on each other: what is drawn of the first is its sum with those behind it. */
export function dataOf(look: ChartLook, buckets: readonly string[]): uPlot.AlignedData {
  const times = buckets.map((one) => new Date(one).getTime() / 1_000);
  if (look.kind !== "bars") return [times, ...look.series.map(({ values }) => [...values])] as uPlot.AlignedData;
  const sums = look.series.map((_, index) =>
    buckets.map((_time, at) => look.series.slice(index).reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
  );
  return [times, ...sums] as uPlot.AlignedData;
}

function stackedTops(look: ChartLook): number[] {
  if (look.kind !== "bars") return [];
  return (look.series[0]?.values ?? []).map((_, at) =>
    look.series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  );
}

function seriesOf(label: string, kind: ChartLook["kind"], index: number, inks: Inks): uPlot.Series {
  const ink = index === 0 ? inks.chart : inks.chart2;
  if (kind === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.8, 40], gap: 1 });
    return { label, fill: ink, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  return {
    label,
    stroke: ink,
    width: 1.5,
    points: { show: false },
    spanGaps: true,
    ...(kind === "area" && { fill: inks.fill }),
  };
}

function drawFrame({ ctx, bbox }: uPlot, inks: Inks): void {
  line(ctx, bbox.left, bbox.top, bbox.width, inks.axis);
  line(ctx, bbox.left, bbox.top + bbox.height, bbox.width, inks.base);
}

function drawBar(plot: uPlot, { bar }: ChartLook, inks: Inks): void {
  if (!bar) return;
  const { ctx, bbox } = plot;
  const y = plot.valToPos(bar.at, "y", true);
  line(ctx, bbox.left, y, bbox.width, inks.stop, [3 * devicePixelRatio, 3 * devicePixelRatio]);
  words(ctx, bar.label, bbox.left + bbox.width, y, inks.stop, inks);
}

/** Each line is named at its end, where the eye already is. Names too near to each other are pushed apart. */
function drawEndLabels(plot: uPlot, look: ChartLook, inks: Inks): void {
  const { ctx, bbox } = plot;
  const ends = look.series
    .map(({ label }, index) => {
      const data = plot.data[index + 1] ?? [];
      const at = data.findLastIndex((value) => value !== null && value !== undefined);
      const value = data[at];
      return { label, index, at, y: value == null ? undefined : plot.valToPos(value, "y", true) };
    })
    .filter((end): end is typeof end & { y: number } => end.y !== undefined)
    .sort((a, b) => a.y - b.y);
  const places = apart(
    ends.map(({ y }) => y),
    LABEL_HEIGHT * devicePixelRatio,
    bbox.top + bbox.height,
  );
  for (const [at, end] of ends.entries()) {
    if (end.index === 0 && look.kind !== "bars")
      dot(ctx, plot.valToPos(plot.data[0][end.at] ?? 0, "x", true), end.y, inks);
    words(ctx, end.label, bbox.left + bbox.width, places[at] ?? end.y, inks.words, inks);
  }
}

/** From the top down none nearer than `least` to the one above; then from the bottom up, so that the last is still seen. */
function apart(ys: readonly number[], least: number, bottom: number): number[] {
  const places: number[] = [];
  for (const y of ys) places.push(Math.max(y, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + least));
  let below = bottom + least / 2;
  for (let at = places.length - 1; at >= 0; at -= 1) {
    places[at] = Math.min(places[at] ?? 0, below - least);
    below = places[at] ?? 0;
  }
  return places;
}

function line(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  ink: string,
  dash: number[] = [],
): void {
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + width, y);
  ctx.stroke();
  ctx.restore();
}

function words(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string, inks: Inks): void {
  ctx.save();
  ctx.fillStyle = ink;
  ctx.font = `${12 * devicePixelRatio}px ${inks.font}`;
  ctx.textBaseline = "middle";
  ctx.fillText(text, x + 8 * devicePixelRatio, y);
  ctx.restore();
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, inks: Inks): void {
  ctx.save();
  ctx.fillStyle = inks.chart;
  ctx.strokeStyle = inks.paper;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.arc(x, y, 3.5 * devicePixelRatio, 0, Math.PI * 2);
  ctx.stroke();
  ctx.fill();
  ctx.restore();
}
