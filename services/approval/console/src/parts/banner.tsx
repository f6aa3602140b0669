import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** What happened, what happens next, and one thing to do about it. */
export function Banner({
  tone,
  icon,
  end,
  children,
}: {
  tone: "run" | "wait" | "good" | "stop" | "rest";
  icon: IconName;
  end?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={`banner ${tone}`}>
      <Icon name={icon} />
      <div>{children}</div>
      {end !== undefined && <span className="end">{end}</span>}
    </div>
  );
}

/** In the place of what is not there: why, and what to do. */
export function Blank({
  icon,
  title,
  acts,
  first = false,
  children,
}: {
  icon: IconName;
  title: string;
  acts?: ReactNode;
  /** Nothing stands above it: its heading is the page's. */
  first?: boolean;
  children?: ReactNode;
}): ReactNode {
  const Title = first ? "h1" : "h2";
  return (
    <div className="blank">
      <Icon name={icon} />
      <Title tabIndex={first ? -1 : undefined}>{title}</Title>
      {children}
      {acts !== undefined && <div className="acts">{acts}</div>}
    </div>
  );
}
