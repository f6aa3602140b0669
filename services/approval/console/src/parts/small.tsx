import { type ComponentProps, type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { useMinute } from "../data/use-now.ts";
import { go } from "../route.ts";
import { roughly, whenWhole } from "../text/words.ts";

/** A link within the console; a new tab and the like are the browser's as ever. */
export function Link({ to, onClick, ...rest }: { to: string } & Omit<ComponentProps<"a">, "href">): ReactNode {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

/** A part of a whole, 0 to 1. Says nothing that stands not beside it in words. */
export function Meter({ share, width = 48 }: { share: number; width?: number }): ReactNode {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width * 10) / 10;
  return (
    <svg className="meter" width={width} height="6" viewBox={`0 0 ${width} 6`} aria-hidden="true">
      <rect className="whole" width={width} height="6" rx="1" />
      <rect className="part" width={filled} height="6" rx="1" />
    </svg>
  );
}

/** How long ago, or until when; turns over with the minute. */
export function Ago({ time, after = "" }: { time: string; after?: string }): ReactNode {
  const now = useMinute();
  const words = roughly(now - new Date(time).getTime());
  return (
    <time dateTime={time} title={whenWhole(time)}>
      {words === "just now" ? words : `${words}${after}`}
    </time>
  );
}

/** One of four quiet colours, always the same for the same name. */
export function Face({ name }: { name: string }): ReactNode {
  const sum = [...name].reduce((so, letter) => so + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span className={`face face-${sum % 4}`} aria-hidden="true">
      {name.replace(/^@/, "").slice(0, 1).toUpperCase()}
    </span>
  );
}

export function Label({ name, adds = false }: { name: string; adds?: boolean }): ReactNode {
  return (
    <span className="label">
      {adds && (
        <span className="plus" aria-hidden="true">
          +
        </span>
      )}
      {name}
    </span>
  );
}

/** Grey in the place of what is not known yet, and not before it is missed. */
export function Ghosts({ lines }: { lines: readonly (20 | 35 | 50 | 65 | 80 | 95)[] }): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return lines.map((width, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
    <p key={index} className={`ghost w${width}${late ? "" : " unseen-yet"}`} aria-hidden="true" />
  ));
}

export function Copy({ text, children = "Copy" }: { text: string; children?: ReactNode }): ReactNode {
  const [copied, setCopied] = useState<"" | "yes" | "no">("");
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  useEffect(() => {
    const timer = copied === "" ? undefined : setTimeout(() => setCopied(""), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button type="button" className="link" onClick={copy}>
      {copied === "yes" ? "Copied" : copied === "no" ? "Not allowed to copy" : children}
    </button>
  );
}

export function Kbd({ children }: { children: string }): ReactNode {
  return (
    <span aria-hidden="true">
      <kbd>{children}</kbd>
    </span>
  );
}
