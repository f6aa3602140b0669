import { expect } from "vitest";
import { z } from "zod";
import { modelCall, newRepo } from "../contract/builders.ts";
import { createRandom } from "../contract/random.ts";
import { type Document, type Drawn, drawRequest, type Known, type Operation, type Schema } from "./draw-request.ts";
import { startV1World, type V1World } from "./v1-world.ts";

const VIEWERS = ["you", "github:grace", "github:eve", "key:ci", ""];
const STATES = [
  "received",
  "triaged",
  "drafted",
  "awaiting_approval",
  "approved",
  "posted",
  "skipped",
  "parked",
] as const;
const AT_A_TIME = 16;
const MOST_KNOWN = 60;

/**
 * Sends so many requests, drawn from `/v1`'s own description, and holds each answer against it: its status, its type, and
 * its body, to the last property. Some are meant well, and some are not.
 */
export async function fuzzV1(requests: number, seed: number): Promise<{ [answer: string]: number }> {
  const it = await startV1World();
  try {
    const document = (await it.as("you").get("/v1/openapi.json")).body as Document;
    const known = await furnish(it);
    const answers: { [answer: string]: number } = {};
    const schemas = new Map<Schema, z.ZodType>();
    for (let sent = 0; sent < requests; sent += AT_A_TIME) {
      const some = Array.from({ length: Math.min(AT_A_TIME, requests - sent) }, (_, index) => sent + index);
      await Promise.all(
        some.map(async (number) => {
          const random = createRandom(seed + number);
          const drawn = drawRequest(document, known, random);
          const viewer = random.below(12) === 0 ? "" : random.pick(VIEWERS);
          const status = await sendOne(it, viewer, drawn, { document, known, schemas, seed: seed + number });
          const key = `${drawn.operation.operationId} ${status}`;
          answers[key] = (answers[key] ?? 0) + 1;
        }),
      );
    }
    return answers;
  } finally {
    await it.stop();
  }
}

type Checking = { document: Document; known: Known; schemas: Map<Schema, z.ZodType>; seed: number };

async function sendOne(it: V1World, viewer: string, drawn: Drawn, checking: Checking): Promise<number> {
  const { operation, method, path, init } = drawn;
  const about = `${method} ${path} by ${viewer || "nobody"}, of seed ${checking.seed}`;
  const gone = new AbortController();
  const response = await it.as(viewer).fetch(path, { ...init, signal: gone.signal });
  const { status } = response;
  const type = response.headers.get("content-type")?.split(";", 1)[0];
  const described = operation.responses[status];
  expect(described, `${about}: ${status} is not described`).toBeDefined();
  expect(status, about).toBeLessThan(500);
  if (type === "text/event-stream") {
    gone.abort();
    return status;
  }
  const text = await response.text();
  const content = Object.entries(described?.content ?? {})[0];
  if (!content || status === 304) {
    expect(text, about).toBe("");
    return status;
  }
  expect(type, about).toBe(content[0]);
  if (type?.endsWith("json")) {
    const body: unknown = JSON.parse(text);
    const result = schemaFor(content[1].schema, checking).safeParse(body);
    expect(result.error?.issues, `${about}: ${text.slice(0, 300)}`).toBeUndefined();
    learn(body, response.headers.get("etag"), checking.known);
  }
  return status;
}

function schemaFor(schema: Schema, { document, schemas }: Checking): z.ZodType {
  const made = schemas.get(schema) ?? z.fromJSONSchema(resolved(schema, document) as z.core.JSONSchema.JSONSchema);
  schemas.set(schema, made);
  return made;
}

function resolved(schema: Schema, { components }: Document): Schema {
  return schema.$ref ? (components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

/** What answers say is there is asked for by later requests. */
function learn(body: unknown, etag: string | null, known: Known): void {
  const add = (name: string, value: unknown) => {
    if (typeof value !== "string") return;
    const values = known.get(name) ?? [];
    if (!values.includes(value)) known.set(name, [...values, value].slice(-MOST_KNOWN));
  };
  if (etag) add("etag", etag);
  const { plan, next } = body as { plan?: { digest?: string }; next?: string };
  add("digest", plan?.digest);
  add("after", next);
}

/** Tasks in many states, in a repository that everybody may see and one that hardly anybody may. */
async function furnish(it: V1World): Promise<Known> {
  const [open, secret] = [newRepo(), newRepo()];
  it.grant("github:grace", open, "admin");
  it.grant("github:grace", secret, "triage");
  it.grant("github:eve", open, "read");
  it.grant("key:ci", open, "triage");
  const citation = { path: "README.md", commit: "1", fromLine: 1, toLine: 1 };
  const draft = { labels: ["bug"], body: "Hello", notes: { citations: [citation], unverified: ["x"], removed: [] } };
  it.github.addFile("README.md", "Hello");
  const ids: string[] = [];
  for (const repo of [open, secret]) {
    for (const [index, state] of [...STATES, ...STATES].entries()) {
      const { id } = await it.task(state, { repo, issue: index + 1, draft });
      ids.push(id);
      await it.backend.calls.record(modelCall({ taskId: id }));
    }
  }
  const repos = [open, secret].map(({ owner, name }) => `${owner}/${name}`);
  return new Map([
    ["id", [...ids, "id-of-ci"]],
    ["call", ["call-1"]],
    ["n", ["0"]],
    ["repo", repos],
    ["repos", repos],
    ["q", [...ids, ...repos.map((repo) => `${repo}#1`), "crashes"]],
    ["state", [...STATES, "awaiting_approval,parked"]],
    ["url", ["https://github.example/acme/webapp/issues/1#issuecomment-1"]],
    ["author", ["ada"]],
    ["limit", ["1", "3", "200"]],
    ["body", ["Hello", "See ![x](https://evil.example) @everyone"]],
    ["reason", ["no"]],
    ["guidance", ["shorter"]],
    ["name", ["ci"]],
  ]);
}

/** Which operations were never answered with success: of those nothing was seen. */
export function neverAnswered(answers: { [answer: string]: number }, operations: readonly Operation["operationId"][]) {
  return operations.filter((id) => !Object.keys(answers).some((key) => key.startsWith(`${id} 2`)));
}
