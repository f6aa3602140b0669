import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Event } from "@frontdesk/shared/domain/events";
import { describe, expect, test } from "vitest";
import { IGNORED_EVENTS, MEANINGS } from "./example-meanings.ts";
import { startIngest } from "./ingest-world.ts";

const SETS = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"];
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** The parts of an example that expectations are made of. */
type Example = {
  action?: string;
  ref?: string;
  repository?: { id: number; full_name: string };
  issue?: { id: number; number: number; title: string };
  comment?: { id: number };
  installation?: { id: number };
  repositories_removed?: { id: number }[];
};

const resolveHere = createRequire(import.meta.url).resolve;

describe.each(SETS)("the example payloads of %s", (set) => {
  const examples = read(set);

  test("there is a decision on what becomes of each", () => {
    const names = examples.map(({ event, payload }) => nameOf(event, payload));
    const decided = (name: string) => name in MEANINGS || IGNORED_EVENTS.has(name.split(".", 1)[0] ?? "");
    expect(names.filter((name) => !decided(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(48);
  });

  test.each([["JSON"], ["a form"]])("each, as %s, becomes what was decided, with its own numbers", async (shape) => {
    const it = await startIngest();
    for (const { event, payload } of examples) {
      it.published.length = 0;
      const json = JSON.stringify(payload);
      const answer = await (shape === "JSON"
        ? it.deliver(event, json)
        : it.deliver(event, `${new URLSearchParams({ payload: json })}`, FORM));
      const name = nameOf(event, payload);
      const wanted = MEANINGS[name] ?? "ignored";
      const hints = it.published.filter(({ type }) => type !== "task.received").map(withoutTrace);
      if (wanted === "ignored") {
        expect({ name, answer, hints }).toEqual({
          ...{ name, hints: [] },
          answer: { status: 202, ignored: expect.any(String) },
        });
      } else if (wanted === "task") {
        const id = idOf(payload);
        expect({ name, answer, hints }).toEqual({ name, hints: [], answer: { status: 202, taskId: id } });
        const task = await it.tasks.get(id);
        expect(task?.source).toMatchObject({ objectId: (payload.comment ?? payload.issue)?.id });
        expect(task?.issue.title).toBe(payload.issue?.title);
      } else {
        const expected = hintsOf(wanted, payload);
        expect({ name, answer, hints }).toEqual({
          ...{ name, hints: expected },
          answer: { status: 202, hints: expected.length },
        });
      }
    }
    expect(it.entries().filter(({ severity }) => severity === "ERROR")).toEqual([]);
  });
});

test("the decisions are about examples that exist", () => {
  const names = new Set(SETS.flatMap((set) => read(set).map(({ event, payload }) => nameOf(event, payload))));
  expect(Object.keys(MEANINGS).filter((name) => !names.has(name))).toEqual([]);
  const events = new Set([...names].map((name) => name.split(".", 1)[0]));
  expect([...IGNORED_EVENTS].filter((event) => !events.has(event))).toEqual([]);
});

function read(set: string): { event: string; payload: Example }[] {
  const file = resolveHere(`@octokit/webhooks-examples/${set}/index.json`);
  const definitions: { name: string; examples: Example[] }[] = JSON.parse(readFileSync(file, "utf8"));
  return definitions.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}

function nameOf(event: string, { action, ref }: Example): string {
  if (event === "push") return `push of ${ref}`;
  return action === undefined ? event : `${event}.${action}`;
}

function idOf({ repository, issue, comment }: Example): string {
  const what = comment ? `comment-${comment.id}` : "opened";
  return `${repository?.full_name.replace("/", ".")}.${issue?.number}.${what}`.toLowerCase();
}

function hintsOf(type: Event["type"], payload: Example): object[] {
  const { repository, issue, installation, repositories_removed } = payload;
  switch (type) {
    case "thread.changed":
      return [{ type, thread: { repoId: repository?.id, issue: issue?.number } }];
    case "installation.changed":
      return [{ type, installationId: installation?.id }];
    default:
      return (repositories_removed ?? [repository]).map((repo) =>
        expect.objectContaining({ type, repo: expect.objectContaining({ id: repo?.id }) }),
      );
  }
}

function withoutTrace({ traceparent: _, v: __, ...event }: Event): object {
  return event;
}
