import type { LiveDraftShown } from "@frontdesk/approval/api/task-shown";
import { useEffect, useRef, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { followEvents } from "../data/follow-events.ts";

/** The draft's words as they are written; undefined before the first. */
export function useLiveDraft(id: string): string | undefined {
  const { tasks, say } = useDesk();
  const [text, setText] = useState<string>();
  useEffect(() => {
    const line = followEvents({
      path: `/v1/tasks/${encodeURIComponent(id)}/live`,
      on: ({ event, data }) => {
        if (event === "draft") setText((JSON.parse(data) as LiveDraftShown).text);
        if (event === "end") {
          line.end();
          say("The draft is finished.");
          void tasks.load(id);
        }
      },
      // Whatever is the matter: the task itself says how it went on.
      onRefused: () => undefined,
    });
    return () => line.end();
  }, [id, tasks, say]);
  return text;
}

/** What comes once a second in lumps is shown word by word, and a little behind rather than in jumps. */
export function useWordByWord(text: string): string {
  const [shown, setShown] = useState(0);
  const length = useRef(text.length);
  length.current = text.length;
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      setShown(text.length);
      return;
    }
    let frame = 0;
    const step = () => {
      setShown((so) =>
        so >= length.current
          ? length.current
          : Math.min(length.current, so + Math.max(1, Math.ceil((length.current - so) / 45))),
      );
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [text]);
  // Up to the end of a word, so that no word is seen growing.
  const end = shown >= text.length ? text.length : Math.max(0, text.lastIndexOf(" ", shown));
  return text.slice(0, end);
}
