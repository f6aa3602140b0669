import type { ReactNode } from "react";
import { keyPath } from "../text/key-path.ts";

/** The digest as a key with eight cuts, to compare at a glance with the one in Slack; and its first digits. */
export function DigestKey({ digest }: { digest: string }): ReactNode {
  const digits = digest.slice(0, 8);
  return (
    <span className="digest" title="The digest of what you approve. Slack shows the same.">
      <svg className="key" viewBox="0 0 62 18" aria-hidden="true">
        <path
          fillRule="evenodd"
          fill="currentColor"
          d="M8 1a8 8 0 1 0 0 16A8 8 0 0 0 8 1zm-2.5 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
        />
        <path fill="currentColor" d={keyPath(digits)} />
      </svg>
      <span>
        <span className="sr">digest </span>
        {digits.slice(0, 4)} {digits.slice(4)}
      </span>
    </span>
  );
}
