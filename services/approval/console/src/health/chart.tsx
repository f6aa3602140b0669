import { type ReactNode, useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { preferences } from "../data/preferences.ts";
import { useStore } from "../data/store.ts";
import { type ChartLook, chartOptions, dataOf, type Inks } from "./chart-options.ts";

type Props = {
  look: ChartLook;
  buckets: readonly string[];
  top: string;
  span: readonly [string, string, string];
  /** All that it shows, in words. */
  says: string;
  /** What was at one time, for who points at it. */
  at(index: number): string;
};

const HEIGHT = 84;

export function Chart({ look, buckets, top, span, says, at }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState<number>();
  const theme = useTheme();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const inks = inksOf(element, theme);
    const options = chartOptions(look, inks, element.clientWidth, HEIGHT, setIndex);
    const plot = new uPlot(options, dataOf(look, buckets), element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [look, buckets, theme]);
  return (
    <div className="chart-box">
      <p className="chart-top" aria-hidden="true">
        {index === undefined ? top : at(index)}
      </p>
      <div ref={box} role="img" aria-label={says} />
      <p className="chart-span" aria-hidden="true">
        <span>{span[0]}</span>
        <span>{span[1]}</span>
        <span>{span[2]}</span>
      </p>
    </div>
  );
}

const DARK = "(prefers-color-scheme: dark)";

/** Canvas knows no light-dark(): it is drawn again when the theme turns. */
function useTheme(): string {
  const chosen = useStore(preferences, (so) => so.theme);
  const [isDark, setIsDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const look = () => setIsDark(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return chosen === "auto" ? (isDark ? "dark" : "light") : chosen;
}

const ROLES = {
  chart: "--chart",
  chart2: "--chart-2",
  fill: "--chart-fill",
  stop: "--stop",
  axis: "--hairline",
  base: "--control",
  words: "--ink-2",
  paper: "--paper",
} as const;

/** The tokens as colours. `_theme`: they are others in another. */
function inksOf(element: HTMLElement, _theme: string): Inks {
  const probe = document.createElement("span");
  element.append(probe);
  const style = getComputedStyle(probe);
  const inks = Object.fromEntries(
    Object.entries(ROLES).map(([name, role]) => {
      probe.style.color = `var(${role})`;
      return [name, style.color];
    }),
  );
  const font = style.fontFamily;
  probe.remove();
  return { ...inks, font } as Inks;
}
