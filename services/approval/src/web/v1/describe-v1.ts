import { STATUS_CODES } from "node:http";
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { problemSchema } from "../../api/problem.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";

/** The OpenAPI document of `/v1`, made from what its routes are made from. */
export type Description = ReturnType<typeof createDocument>;

const ABOUT = `Everything that the console does, for programs and scripts.

Sign in with an API key, sent as \`Authorization: Bearer fd_…\`: keys read and redrive, they never decide. Or with a
session's cookie; then whatever changes something needs the header \`x-frontdesk-csrf\`, with \`csrf\` of \`/v1/me\`, and
an \`Origin\` that is ours.

You see the tasks of the repositories that you may read on GitHub. What you may not see is answered exactly as what
isn't there: 404.

Refusals are problems (RFC 9457) of one shape. How much may be asked, and how much of it is left, is told in
\`ratelimit-limit\`, \`ratelimit-remaining\` and \`ratelimit-reset\` (seconds) of every answer.`;

const REFUSALS: { [status: number]: string } = {
  400: "Something in the request is not as described here.",
  401: "Nobody is signed in.",
  403: "You may see it, but not do this; or the request is not from our own pages.",
  404: "It isn't there, or you may not see it.",
  409: "Not as it is by now: `because` is for programs, `detail` for people.",
  413: "The body is too large.",
  415: "The body is no JSON.",
  429: "Too many requests: `retry-after` says when to come back.",
  500: "A bug: the log says which.",
  503: "Something that this needs can't be reached: `retry-after` says when to come back.",
};

const limits = {
  "ratelimit-limit": { description: "Requests in a window.", schema: { type: "integer" } },
  "ratelimit-remaining": { description: "Left of them.", schema: { type: "integer" } },
  "ratelimit-reset": { description: "Seconds until there are more.", schema: { type: "integer" } },
} as const;

const Problem = problemSchema.meta({ id: "Problem" });

export function describeV1(): Description {
  const paths: ZodOpenApiPathsObject = {};
  for (const [operationId, operation] of Object.entries<Operation>(OPERATIONS)) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operationId, operation) };
  }
  const document: ZodOpenApiObject = {
    openapi: "3.1.1",
    info: {
      title: "Frontdesk",
      version: "1",
      description: ABOUT,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key, as in `fd_…`." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-frontdesk",
          description: "Made by signing in, at /sign-in.",
        },
      },
    },
  };
  return createDocument(document, { reused: "inline" });
}

function described(operationId: string, operation: Operation): ZodOpenApiOperationObject {
  const { summary, about, params, query, body, answer, isOpen } = operation;
  return {
    ...{ operationId, summary },
    ...(about !== undefined && { description: about }),
    ...(isOpen && { security: [] }),
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(answer.type === "text/event-stream" && operationId === "watchTasks" && { header: lastEventId }),
    },
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      [answer.status]: { description: answer.what, headers: limits, ...contentOf(operation) },
      ...(operationId === "showTask" || operationId === "listTasks" ? { 304: { description: "As you know it." } } : {}),
      ...Object.fromEntries(refusalsOf(operation).map((status) => [status, refusal(status)])),
    },
  };
}

const lastEventId = z.object({
  "Last-Event-ID": z.string().optional().meta({ description: "The id of the last event that was read." }),
});

function contentOf({ answer }: Operation) {
  if (answer.schema) return { content: { "application/json": { schema: answer.schema } } };
  if (answer.type !== undefined) return { content: { [answer.type]: { schema: z.string() } } };
  return {};
}

function refusalsOf({ refusals, body, query, params, isOpen }: Operation): number[] {
  const always = isOpen ? [429, 500] : [401, 429, 500, 503];
  const ofInput = [...(query || body || params ? [400] : []), ...(body ? [413, 415] : [])];
  return [...new Set([...refusals, ...always, ...ofInput])].sort((one, other) => one - other);
}

function refusal(status: number) {
  return {
    description: REFUSALS[status] ?? STATUS_CODES[status] ?? "Refused.",
    content: { "application/problem+json": { schema: Problem } },
  };
}
