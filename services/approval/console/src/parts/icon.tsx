import type { ReactNode } from "react";

/** Drawn on 16 by 16. The states differ in shape, so that nobody needs their colours. */
const ICONS = {
  bell: <path d="M6.75 2.25h2.5M8 2.25v2.5M2.75 11.25a5.25 5.25 0 0 1 10.5 0zM1.5 13.75h13" />,
  received: <circle cx="8" cy="8" r="5.75" strokeDasharray="2.2 2.3" />,
  triaged: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 8V4.5A3.5 3.5 0 0 1 11.5 8z" fill="currentColor" />
    </>
  ),
  drafted: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />
    </>
  ),
  awaiting_approval: (
    <>
      <path d="M6.75 2.25h2.5M8 2.25v2.5M1.5 13.75h13" />
      <path d="M2.75 11.25a5.25 5.25 0 0 1 10.5 0z" fill="currentColor" />
    </>
  ),
  approved: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M5.5 8.2l1.8 1.8 3.3-3.6" />
    </>
  ),
  posting: (
    <>
      <circle cx="8" cy="8" r="5.75" strokeDasharray="9 3" />
      <path d="M8 10.75v-5.5M5.75 7.5 8 5.25l2.25 2.25" />
    </>
  ),
  posted: (
    <path
      d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm3.6 4.9-4.2 4.7a.75.75 0 0 1-1.1 0L4.4 9.2l1.1-1.1 1.3 1.4 3.7-4.1z"
      fill="currentColor"
      stroke="none"
      fillRule="evenodd"
    />
  ),
  skipped: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M5.5 8h5" />
    </>
  ),
  rejected: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M6 6l4 4M10 6l-4 4" />
    </>
  ),
  expired: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.75V8l2.2 1.5" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M4 12l8-8" />
    </>
  ),
  parked: (
    <>
      <rect x="2.25" y="2.25" width="11.5" height="11.5" rx="2" />
      <path d="M6.25 11.5v-7h2.4a2.1 2.1 0 0 1 0 4.2h-2.4" />
    </>
  ),
  warn: <path d="M8 2l6.5 11.5h-13zM8 6.5v3.25M8 11.6v.1" />,
  check: <path d="M3 8.5l3.2 3.2L13 4.5" />,
  x: <path d="M4 4l8 8M12 4l-8 8" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5l3.25 3.25" />
    </>
  ),
  right: <path d="M6 3.5L10.5 8 6 12.5" />,
  left: <path d="M10 3.5L5.5 8l4.5 4.5" />,
  up: <path d="M8 13V3M3.5 7.5L8 3l4.5 4.5" />,
  out: <path d="M6 3.5H3v9.5h9.5v-3M9 2.5h4.5V7M13.5 2.5L7.5 8.5" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-3h-8v8h3" />
    </>
  ),
  back: <path d="M6 3L2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" fill="currentColor" />
    </>
  ),
  clean: <path d="M9.5 2L7 8.5M4 8.5h6.5l.8 5H2.8zM6 13.5v-2M8.5 13.5v-2" />,
  list: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  pulse: <path d="M1.5 8.5h3l2-5 3 9.5 2-4.5h3" />,
  off: <path d="M2 2l12 12M4.6 6.8A6 6 0 0 1 6 6M8.2 5.5a6 6 0 0 1 3.6 1.6M6.3 9.3a3.2 3.2 0 0 1 2.6-.5M8 12.3v.1" />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
      <path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" />
    </>
  ),
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  info: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 7.5v3M8 5.2v.1" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof ICONS;

/** With a label it says something by itself; without, the words beside it do. */
export function Icon({ name, label }: { name: IconName; label?: string }): ReactNode {
  if (label === undefined) {
    return (
      <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
        {ICONS[name]}
      </svg>
    );
  }
  return (
    <svg className="i" viewBox="0 0 16 16" role="img" aria-label={label}>
      {ICONS[name]}
    </svg>
  );
}

/** The bell on the counter. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M10 2.5h4v2h-1v1.6A8 8 0 0 1 20 14v2H4v-2a8 8 0 0 1 7-7.9V4.5h-1zM2 18h20v3.5H2z" fill="currentColor" />
    </svg>
  );
}
