import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useId, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { useSecond } from "../data/use-now.ts";
import { safeUrl } from "../markdown/safe-url.ts";
import { longDuration } from "../text/words.ts";
import type { Handling } from "./use-handling.ts";

/** Whether the comment got through is unknown, and only a person can look: two buttons, one for each truth. */
export function ParkedPosting({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  const { api } = useDesk();
  const now = useSecond();
  const [url, setUrl] = useState("");
  const field = useId();
  const wait = task.confirmFrom ? new Date(task.confirmFrom).getTime() - now : 0;
  const isUrl = safeUrl(url.trim()) !== undefined;
  const absent = () =>
    void handling.act("It is not there", () => api.recover(task.id, { want: "confirm absent", seen: task.version }));
  const posted = () =>
    void handling.act("It is there", () => api.recover(task.id, { want: "confirm posted", url: url.trim() }));
  const look = () => void handling.act("Look again", () => api.recover(task.id, { want: "redrive" }));
  return (
    <section className="unknown" aria-label="Is the comment there?">
      <h2>Is the comment there?</h2>
      <p>
        GitHub did not say whether it took the comment.{" "}
        <a href={task.content.url} target="_blank" rel="noopener noreferrer">
          Open the issue
        </a>{" "}
        and look, then say what you found. It is never posted twice by itself.
      </p>
      <div className="acts">
        <button
          type="button"
          className="btn"
          aria-disabled={!handling.canAct || wait > 0}
          onClick={() => wait > 0 || absent()}
        >
          It is not there: post it
        </button>
        {wait > 0 && <span className="meta">It may still appear for {longDuration(wait)}.</span>}
        <button type="button" className="btn plain" aria-disabled={!handling.canAct} onClick={look}>
          Have Frontdesk look again
        </button>
      </div>
      <div className="acts">
        <label htmlFor={field} className="sr">
          The comment’s address
        </label>
        <input
          id={field}
          className="field"
          type="url"
          placeholder="Its address, from GitHub"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <button
          type="button"
          className="btn"
          aria-disabled={!handling.canAct || !isUrl}
          onClick={() => isUrl && posted()}
        >
          It is there
        </button>
      </div>
    </section>
  );
}
