import type { Stats } from "@frontdesk/approval/api/surroundings";
import { type ReactNode, useMemo } from "react";
import { Sign } from "../parts/state.tsx";
import { count, dollars, duration, longDuration, percent, whenShort } from "../text/words.ts";
import { Chart } from "./chart.tsx";
import type { ChartLook } from "./chart-options.ts";
import { Oldest, Verdicts } from "./plain-charts.tsx";

const ACK_BAR = 200;
const SPANS = {
  "1h": ["1 h ago", "30 min", "now"],
  "24h": ["24 h ago", "12 h", "now"],
  "7d": ["7 d ago", "3.5 d", "now"],
} as const;

const seconds = (value: number) => longDuration(value * 1_000);
const none = "nothing yet";

export function Charts({ stats }: { stats: Stats }): ReactNode {
  const { received, ack, draft, decision, spend, cache, oldest, verdicts } = stats;
  const looks = useMemo(() => looksOf(stats), [stats]);
  const most = Math.max(0, ...received.answered.map((one, at) => (one ?? 0) + (received.skipped[at] ?? 0)));
  const per = { "1h": "a minute", "24h": "an hour", "7d": "in 6 hours" }[stats.window];
  const shared = { stats, span: SPANS[stats.window] };
  return (
    <div className="multiples">
      <Figure
        {...shared}
        title="Received"
        big={count(received.total)}
        small={`tasks in ${stats.window.replace(/(\d+)/, "$1 ")}`}
        look={looks.received}
        top={`${most} ${per} at most`}
        format={count}
      />
      <Figure
        {...shared}
        title="Acknowledged to GitHub"
        big={ack.p99 === null ? none : duration(ack.p99)}
        small={ack.p50 === null ? "" : `p99, ${duration(ack.p50)} p50`}
        verdict={
          ack.p99 === null
            ? undefined
            : { isMet: ack.p99 < ACK_BAR, words: ack.p99 < ACK_BAR ? "under 200 ms" : "over 200 ms" }
        }
        look={looks.ack}
        top={`${topOf(looks.ack)} ms`}
        format={duration}
      />
      <Figure
        {...shared}
        title="Time to draft"
        big={draft.p95 === null ? none : seconds(draft.p95)}
        small={draft.p50 === null ? "" : `p95, ${seconds(draft.p50)} p50`}
        look={looks.draft}
        top={seconds(topOf(looks.draft))}
        format={seconds}
      />
      <Figure
        {...shared}
        title="Time to decision"
        big={decision.p50 === null ? none : seconds(decision.p50)}
        small={decision.p50 === null ? "" : "p50"}
        look={looks.decision}
        top={seconds(topOf(looks.decision))}
        format={seconds}
      />
      <Oldest oldest={oldest} />
      <Figure
        {...shared}
        title="Spent today"
        big={dollars(spend.todayMicros, 2)}
        small={spend.budgetMicros ? `of ${dollars(spend.budgetMicros, 2)}` : "no budget is set"}
        verdict={byMidnight(spend)}
        look={looks.spend}
        top={`${dollars(topOf(looks.spend) * 1e6, 2)} ${per} at most`}
        format={(value) => dollars(value * 1e6, 3)}
      />
      <Figure
        {...shared}
        title="Prompt from the cache"
        big={cache.share === null ? none : percent(cache.share)}
        small={cache.share === null ? "" : "of tokens"}
        look={looks.cache}
        top="100 %"
        format={percent}
      />
      <Verdicts verdicts={verdicts} />
    </div>
  );
}

function looksOf({ received, ack, draft, decision, spend, cache }: Stats) {
  const lines = (...series: ChartLook["series"]): ChartLook => ({ kind: "lines", series, atLeast: 1 });
  return {
    received: {
      kind: "bars",
      series: [
        { label: "reply", values: received.answered },
        { label: "skip", values: received.skipped },
      ],
      atLeast: 4,
    },
    ack: {
      ...lines({ label: "p99", values: ack.p99s }, { label: "p50", values: ack.p50s }),
      bar: { at: ACK_BAR, label: "bar" },
    },
    draft: lines({ label: "p95", values: draft.p95s }, { label: "p50", values: draft.p50s }),
    decision: { kind: "area", series: [{ label: "p50", values: decision.p50s }], atLeast: 60 },
    spend: {
      kind: "bars",
      series: [{ label: "", values: spend.micros.map((one) => one && one / 1e6) }],
      atLeast: 0.01,
    },
    cache: { kind: "area", series: [{ label: "share", values: cache.shares }], atLeast: 0.96 },
  } satisfies Record<string, ChartLook>;
}

type FigureProps = {
  stats: Stats;
  span: readonly [string, string, string];
  title: string;
  big: string;
  small: string;
  verdict?: { isMet: boolean; words: string } | undefined;
  look: ChartLook;
  top: string;
  format(value: number): string;
};

function Figure({ stats, span, title, big, small, verdict, look, top, format }: FigureProps): ReactNode {
  const at = (index: number) => {
    const time = stats.buckets[index];
    const values = look.series.map(({ label, values: all }) =>
      `${all[index] == null ? "–" : format(all[index])} ${label}`.trim(),
    );
    return `${time ? whenShort(time, Date.now()) : ""}: ${values.join(", ")}`;
  };
  return (
    <figure className="chart">
      <figcaption>
        <h2>{title}</h2>
        <span className="big">
          {big} <small>{small}</small>
        </span>
        {verdict && (
          <Sign tone={verdict.isMet ? "good" : "stop"} icon={verdict.isMet ? "check" : "warn"}>
            {verdict.words}
          </Sign>
        )}
      </figcaption>
      <Chart
        look={look}
        buckets={stats.buckets}
        top={top}
        span={span}
        says={`${title}, ${span[0]} to ${span[2]}: ${big} ${small}. ${rangeOf(look, format)}`}
        at={at}
      />
    </figure>
  );
}

function rangeOf({ series }: ChartLook, format: (value: number) => string): string {
  return series
    .map(({ label, values }) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0
        ? `No ${label} yet.`
        : `${label} from ${format(Math.min(...known))} to ${format(Math.max(...known))}.`.trim();
    })
    .join(" ");
}

const topOf = ({ series, bar }: ChartLook) =>
  Math.round(Math.max(0, bar?.at ?? 0, ...series.flatMap(({ values }) => values.filter((one) => one !== null))) * 100) /
  100;

/** If the rest of the day (in UTC, as budgets are) is like what there was of it. */
function byMidnight({ todayMicros, budgetMicros }: Stats["spend"]): { isMet: boolean; words: string } | undefined {
  if (!budgetMicros) return undefined;
  const passed = (Date.now() % 86_400_000) / 86_400_000;
  if (todayMicros >= budgetMicros) return { isMet: false, words: "spent: all waits until 00:00 UTC" };
  const expected = todayMicros / Math.max(passed, 0.04);
  return { isMet: expected <= budgetMicros, words: `${dollars(expected, 2)} by midnight` };
}
