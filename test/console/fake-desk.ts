import { type TaskShown, taskRowSchema, taskSchema } from "@frontdesk/approval/api/task-shown";
import { mayOf, planFor, rowOf, STREAMED } from "./fake-tasks.ts";

/** The tasks behind the stand-in of `/v1`, and what becomes of them when somebody decides. */

export type Listener = (event: string, data: unknown) => void;
export type Answer = { status: number; body?: unknown };
export const ok = (body: unknown): Answer => ({ status: 200, body });
export const refuse = (status: number, title: string, more: object = {}): Answer => ({
  status,
  body: { title, status, ...more },
});
const made = (one: TaskShown): Answer => ok({ is: "decided", task: one });

export type FakeDesk = ReturnType<typeof createFakeDesk>;

export function createFakeDesk(tasks: readonly TaskShown[]) {
  const all = new Map(tasks.map((one) => [one.id, one]));
  const listeners = new Set<Listener>();

  const change = (id: string, with_: Partial<TaskShown>): TaskShown => {
    const before = all.get(id);
    if (!before) throw new Error(`no task ${id}`);
    const state = with_.state ?? before.state;
    const next = taskSchema.parse({
      ...before,
      may: mayOf(state),
      ...with_,
      version: before.version + 1,
      updatedAt: new Date().toISOString(),
    });
    all.set(id, next);
    for (const tell of listeners) tell("task", taskRowSchema.parse(rowOf(next)));
    return next;
  };
  const add = (one: TaskShown) => {
    all.set(one.id, taskSchema.parse(one));
    for (const tell of listeners) tell("task", rowOf(one));
  };
  const states = () =>
    Object.fromEntries(
      [...all.values()].reduce((so, { state }) => so.set(state, (so.get(state) ?? 0) + 1), new Map<string, number>()),
    );

  const list = (query: URLSearchParams) => {
    const wanted = query.get("state")?.split(",");
    const q = (query.get("q") ?? "").toLowerCase();
    const found = [...all.values()]
      .filter((one) => !wanted || wanted.includes(one.state))
      .filter((one) =>
        ["repo", "author", "kind"].every(
          (name) => !query.get(name) || String(one[name as "repo"] ?? "") === query.get(name),
        ),
      )
      .filter(
        (one) =>
          q === "" ||
          one.title.toLowerCase().includes(q) ||
          one.id.includes(q) ||
          `${one.repo}#${one.issue}`.includes(q),
      )
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    const from = Number(query.get("after") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    return {
      tasks: found.slice(from, from + limit).map(rowOf),
      ...(from + limit < found.length && { next: String(from + limit) }),
    };
  };

  const decide = (
    one: TaskShown,
    body: { say: string; digest: string; body?: string; reason?: string; guidance?: string },
  ) => {
    if (one.state !== "awaiting_approval")
      return refuse(409, `${one.id} is ${one.state}: ${one.why}`, {
        because: "state",
        ...(one.decision && { decided: { by: one.decision.by, at: one.decision.at, what: "approved" } }),
      });
    if (one.plan?.digest !== body.digest)
      return refuse(409, `${one.id} shows another draft by now`, { because: "stale" });
    const decision = { by: "dana", via: "console", at: new Date().toISOString(), digest: body.digest };
    const line = (transition: string, to: TaskShown["state"], why: string) => ({
      version: one.version + 1,
      at: decision.at,
      transition,
      from: one.state,
      to,
      why,
      by: "dana",
    });
    if (body.say === "reject")
      return made(
        change(one.id, {
          state: "rejected",
          why: `rejected by dana: ${body.reason}`,
          decision: { ...decision, verdict: "reject" },
          history: [...one.history, line("reject", "rejected", `rejected by dana: ${body.reason}`)],
        }),
      );
    if (body.say === "send back") {
      const guidance = { text: body.guidance ?? "", by: "dana", at: decision.at };
      const back = change(one.id, {
        state: "triaged",
        workedOn: "respond",
        guidance,
        why: "sent back by dana",
        history: [...one.history, line("send back", "triaged", "sent back by dana")],
      });
      setTimeout(
        () =>
          change(one.id, {
            state: "awaiting_approval",
            plan: { ...planFor(one.id, STREAMED, 2), citations: [], unverified: [] },
            unverified: 0,
            askedAt: new Date().toISOString(),
            why: "asked",
          }),
        6_000,
      );
      return made(back);
    }
    if (body.say === "approve with edit" && /@\w/.test(body.body ?? ""))
      return { status: 200, body: { is: "changed by cleaning", body: (body.body ?? "").replaceAll("@", "") } };
    const approved = change(one.id, {
      state: "approved",
      why: "approved by dana",
      decision: { ...decision, verdict: "approve" },
      history: [...one.history, line("approve", "approved", "approved by dana")],
    });
    setTimeout(() => change(one.id, { state: "posting", why: "posting it" }), 700);
    setTimeout(() => {
      const before = all.get(one.id);
      change(one.id, {
        state: "posted",
        why: "posted",
        comment: { url: `${one.content.url}#issuecomment-9` },
        history: [
          ...(before?.history ?? []),
          {
            ...line("posted", "posted", "posted"),
            version: one.version + 3,
            from: "posting",
            at: new Date().toISOString(),
          },
        ],
      });
    }, 1_500);
    return made(approved);
  };

  return { get: (id: string) => all.get(id), listeners, change, add, states, list, decide };
}
