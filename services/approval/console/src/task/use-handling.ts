import type { DecisionWanted } from "@frontdesk/approval/api/actions";
import type { Problem } from "@frontdesk/approval/api/problem";
import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { useCallback, useEffect, useRef, useState } from "react";
import { Refused, whyOf } from "../data/api.ts";
import { type Desk, useDesk } from "../data/desk.ts";
import { keepEdit, keptEdit } from "../data/kept-edit.ts";
import { useStore } from "../data/store.ts";
import { withoutPassage } from "../markdown/find-passages.ts";

export type View = "look" | "bytes" | "edit";
export type Panel = "send back" | "reject";
type Seen = { digest: string; body: string; revision: number };

const SAID: Record<string, string> = {
  Approve: "Approved. It is posted in a moment.",
  "Approve this edit": "Your edit is approved. It is posted in a moment.",
  "Send back": "Sent back. It is written again.",
  Reject: "Rejected. Nothing is posted.",
};

/** What came of a deed: the server's word for it, never our guess. */
export type Outcome = { because: string; why: string; at: number; status: number; decided?: Problem["decided"] };

export type Handling = ReturnType<typeof useHandling>;

/** What a reviewer does with a task's draft: how it is looked at, what is typed, and what becomes of a click. */
export function useHandling(task: TaskShown | undefined, id: string) {
  const desk = useDesk();
  const isLive = useStore(desk.line, (line) => line.is !== "lost");
  const isOpen = useStore(desk.session, (session) => session === "open");
  const [view, setView] = useState<View>(() => (keptEdit(id) ? "edit" : "look"));
  const [panel, setPanel] = useState<Panel>();
  const [words, setWords] = useState({ "send back": "", reject: "" });
  const { seen, current, accept, expectNew } = useSeen(task);
  const edit = useEdit(id, seen);
  const [cleanedTo, setCleanedTo] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [decidedAt, setDecidedAt] = useState<number>();

  const waits = task?.state === "awaiting_approval";
  const mayDecide = waits && task.may.includes("decide");
  const isStale = seen !== undefined && current !== undefined && seen.digest !== current.digest;
  // An edit of what was decided meanwhile is kept, and nobody can go on with it.
  const shownView = view === "edit" && !mayDecide ? "look" : view;
  const canAct = isLive && isOpen && busy === undefined;

  const show = useCallback((wanted: View) => {
    setPanel(undefined);
    setView(wanted);
  }, []);

  /** Does it, and takes in what the server says to it. */
  const act = async (name: string, deed: () => Promise<TaskShown | { body: string }>) => {
    if (!canAct) return;
    setBusy(name);
    setOutcome(undefined);
    const at = Date.now();
    try {
      const made = await deed();
      if (!("id" in made)) return setCleanedTo(made.body);
      setDecidedAt(at);
      setPanel(undefined);
      setCleanedTo(undefined);
      edit.forget();
      setView("look");
      desk.took(made);
      desk.say(SAID[name] ?? "Done.");
      // What was asked for is seen being written, not looked for.
      if (name === "Send back") requestAnimationFrame(() => document.getElementById("draft")?.scrollIntoView());
    } catch (error) {
      setOutcome(outcomeOf(error, at));
      // Who was faster, or what it shows by now, is in the task.
      void desk.tasks.load(id);
    } finally {
      setBusy(undefined);
    }
  };
  const decide = (name: string, wanted: DecisionWanted) =>
    act(name, async () => {
      if (wanted.say === "send back") expectNew();
      return decideBy(desk, id, wanted);
    });

  return {
    ...{
      view: shownView,
      show,
      panel,
      setPanel,
      isLive,
      isOpen,
      busy,
      canAct,
      outcome,
      decidedAt,
      mayDecide,
      isStale,
      seen,
      accept,
      act,
      cleanedTo,
    },
    ...{ text: edit.text, original: edit.original, keptAt: edit.keptAt },
    words,
    say: (what: Panel, text: string) => setWords((so) => ({ ...so, [what]: text })),
    type: (text: string) => {
      setCleanedTo(undefined);
      edit.type(text);
    },
    /** Takes what cleaning made of the edit as the edit. */
    takeCleaned: () => {
      if (cleanedTo !== undefined) edit.type(cleanedTo);
      setCleanedTo(undefined);
    },
    discard: () => {
      edit.forget();
      setCleanedTo(undefined);
      setView("look");
    },
    removePassage: (passage: string) => {
      const without = withoutPassage(edit.text, passage);
      if (without !== undefined) edit.type(without);
      show("edit");
    },
    dismiss: () => setOutcome(undefined),
    approve: () => seen && decide("Approve", { say: "approve", digest: seen.digest }),
    approveEdit: () =>
      seen && decide("Approve this edit", { say: "approve with edit", digest: seen.digest, body: edit.text }),
    sendBack: () =>
      seen && decide("Send back", { say: "send back", digest: seen.digest, guidance: words["send back"].trim() }),
    reject: () => seen && decide("Reject", { say: "reject", digest: seen.digest, reason: words.reject.trim() }),
  };
}

async function decideBy(desk: Desk, id: string, wanted: DecisionWanted): Promise<TaskShown | { body: string }> {
  const made = await desk.api.decide(id, wanted);
  return made.is === "decided" ? made.task : { body: made.body };
}

function outcomeOf(error: unknown, at: number): Outcome {
  const problem = error instanceof Refused ? error.problem : undefined;
  return {
    because: problem?.because ?? "",
    why: whyOf(error),
    at,
    status: problem?.status ?? 0,
    decided: problem?.decided,
  };
}

/** The draft that the reviewer has in mind. A new one takes its place only when it is expected, or when they say so. */
function useSeen(task: TaskShown | undefined) {
  const plan = task?.state === "awaiting_approval" ? task.plan : undefined;
  const current: Seen | undefined = plan && { digest: plan.digest, body: plan.body, revision: plan.revision };
  const [seen, setSeen] = useState<Seen>();
  const expects = useRef(true);
  const digest = current?.digest;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the digest stands for all of the plan.
  useEffect(() => {
    if (!current || !expects.current) return;
    expects.current = false;
    setSeen(current);
  }, [digest]);
  return {
    seen: seen ?? current,
    current,
    accept: () => setSeen(current),
    expectNew: () => {
      expects.current = true;
    },
  };
}

const MARKER = /\n*<!-- frontdesk:[^\n]* -->\s*$/;

/** Without our hidden last line, which is put back whatever is written. */
function useEdit(id: string, seen: Seen | undefined) {
  const original = (seen?.body ?? "").replace(MARKER, "");
  const [kept, setKept] = useState(() => keptEdit(id));
  return {
    original,
    text: kept?.text ?? original,
    keptAt: kept?.at,
    type: (text: string) => {
      const edit = text === original ? undefined : { digest: seen?.digest ?? "", text, at: Date.now() };
      setKept(edit);
      keepEdit(id, edit);
    },
    forget: () => {
      setKept(undefined);
      keepEdit(id, undefined);
    },
  };
}
