import { z } from "zod";
import { pauseShown, pausesSchema, pauseWanted } from "../../api/actions.ts";
import {
  keyMade,
  keysSchema,
  keyWanted,
  meSchema,
  reposSchema,
  signInLinkSchema,
  statsSchema,
} from "../../api/surroundings.ts";
import type { Operation } from "./operation.ts";
import { TASK_OPERATIONS } from "./task-operations.ts";

const repo = z.string().max(200).meta({ description: "owner/name", example: "acme/webapp" });

/** Everything that can be asked of `/v1`. */
export const OPERATIONS = {
  showMe: {
    ...{ method: "get", path: "/v1/me" },
    summary: "Says who is asking",
    answer: { status: 200, what: "You.", schema: meSchema },
    refusals: [],
  },
  ...TASK_OPERATIONS,
  watchTasks: {
    ...{ method: "get", path: "/v1/events" },
    summary: "Streams tasks as they change",
    about:
      "Event `task`, with a row as lists have it, for every task that changes and that you may see; changes that follow each other quickly come as one. `reset`: fetch anew what you show, because something was left out. Whoever connects again with `Last-Event-ID`, as browsers do, misses nothing.",
    answer: { status: 200, what: "Server-sent events.", type: "text/event-stream" },
    refusals: [],
  },
  showStats: {
    ...{ method: "get", path: "/v1/stats", query: z.object({ window: statsSchema.shape.window.default("24h") }) },
    summary: "Says how Frontdesk is doing",
    about:
      "Of the repositories that you may see. Null where nothing is known. Times are read from histograms and are right to within 5 %.",
    answer: { status: 200, what: "The numbers.", schema: statsSchema },
    refusals: [],
  },
  listRepos: {
    ...{ method: "get", path: "/v1/repos" },
    summary: "Lists the repositories that tasks came from lately",
    answer: { status: 200, what: "Those that you may see.", schema: reposSchema },
    refusals: [],
  },
  listPauses: {
    ...{ method: "get", path: "/v1/pauses" },
    summary: "Lists where posting is paused",
    answer: { status: 200, what: "The pauses.", schema: pausesSchema },
    refusals: [],
  },
  pause: {
    ...{ method: "put", path: "/v1/pauses", body: pauseWanted },
    summary: "Stops all posting, in one repository or everywhere",
    about:
      "In a repository it needs triage rights. Everywhere, it needs admin rights in one of the repositories that `/v1/repos` lists, or a session on one's own machine: an emergency must not wait for somebody who has rights in all of them. API keys can't.",
    answer: { status: 200, what: "It is paused.", schema: pauseShown },
    refusals: [403, 404],
  },
  resume: {
    ...{ method: "delete", path: "/v1/pauses", query: z.object({ repo: repo.optional() }) },
    summary: "Ends a pause, of one repository or of everything",
    about:
      "Needs the same rights as the pause, whoever made it. What was approved meanwhile is posted at once. A repository that was paused by itself stays paused, and so does one while everything is: `GET /v1/pauses` tells.",
    answer: { status: 204, what: "The pause is over." },
    refusals: [403, 404],
  },
  listKeys: {
    ...{ method: "get", path: "/v1/keys" },
    summary: "Lists your API keys, and those for repositories that you maintain",
    answer: { status: 200, what: "The keys, without what they are.", schema: keysSchema },
    refusals: [403],
  },
  makeKey: {
    ...{ method: "post", path: "/v1/keys", body: keyWanted },
    summary: "Makes an API key",
    about: "It can read and redrive, and never decide. It is shown this once.",
    answer: { status: 201, what: "The key.", schema: keyMade },
    refusals: [403, 404],
  },
  revokeKey: {
    ...{ method: "delete", path: "/v1/keys/{id}", params: z.object({ id: z.string().max(100) }) },
    summary: "Revokes an API key",
    answer: { status: 204, what: "It is worth nothing any more." },
    refusals: [403, 404],
  },
  makeSignInLink: {
    ...{ method: "post", path: "/v1/sign-in-links" },
    summary: "Makes a link that signs in as you, once",
    about: "For the command line, or another browser.",
    answer: { status: 201, what: "The link.", schema: signInLinkSchema },
    refusals: [403],
  },
  showOpenApi: {
    ...{ method: "get", path: "/v1/openapi.json", isOpen: true },
    summary: "This description, for machines",
    answer: { status: 200, what: "OpenAPI 3.1.", schema: z.record(z.string(), z.unknown()) },
    refusals: [],
  },
  showDocs: {
    ...{ method: "get", path: "/v1/docs", isOpen: true },
    summary: "This description, for people",
    answer: { status: 200, what: "A page.", type: "text/html" },
    refusals: [],
  },
} as const satisfies Record<string, Operation>;

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
