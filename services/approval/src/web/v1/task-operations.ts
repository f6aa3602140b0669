import { KINDS } from "@frontdesk/shared/domain/triage";
import { z } from "zod";
import {
  decisionMade,
  decisionWanted,
  editCleaned,
  editWanted,
  recoveryWanted,
  replayShown,
} from "../../api/actions.ts";
import { countsSchema } from "../../api/surroundings.ts";
import { callSchema, passageSchema, STATES, taskPageSchema, taskSchema } from "../../api/task-shown.ts";
import type { Operation } from "./operation.ts";
import { MOST_LOOKED_AT } from "./read-visible.ts";

/** What can be asked about tasks. */

const states = new RegExp(`^(${STATES.join("|")})(,(${STATES.join("|")}))*$`);

const id = z.string().min(1).max(300).meta({ example: "acme.webapp.42.opened" });
const ofTask = z.object({ id });

const listQuery = z.object({
  state: z
    .string()
    .max(200)
    .regex(states, "must be a state, or several with commas between them")
    .optional()
    .meta({ description: "One state, or several with commas between them.", example: "awaiting_approval,parked" }),
  repo: z.string().max(200).optional().meta({ description: "owner/name", example: "acme/webapp" }),
  author: z.string().max(100).optional().meta({ description: "A GitHub login, as GitHub writes it." }),
  kind: z.enum(KINDS).optional(),
  q: z.string().max(200).optional().meta({
    description: "A task's id, owner/repo#number, #number, or words of the title.",
    example: "acme/webapp#42",
  }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(4_000).optional().meta({ description: "`next` of the page before." }),
});

const NEEDS_TRIAGE = "Needs triage rights, as the draft does.";

export const TASK_OPERATIONS = {
  listTasks: {
    ...{ method: "get", path: "/v1/tasks", query: listQuery },
    summary: "Lists tasks, newest first",
    about: `Of what you may see. One request looks at ${MOST_LOOKED_AT} tasks at the most, so a page may have fewer than you asked for, or none, and still a \`next\`: go on with it.`,
    answer: { status: 200, what: "A page of the list.", schema: taskPageSchema },
    refusals: [],
  },
  countTasks: {
    ...{ method: "get", path: "/v1/counts" },
    summary: "Counts tasks by state",
    answer: { status: 200, what: "How many there are, of what you may see.", schema: countsSchema },
    refusals: [],
  },
  showTask: {
    ...{ method: "get", path: "/v1/tasks/{id}", params: ofTask },
    summary: "Shows one task, with its history and calls",
    about:
      "Has an ETag: sent back as If-None-Match, the answer is 304 as long as nothing has changed. Without triage rights it is `forReaders`: without the draft and what belongs to it.",
    answer: { status: 200, what: "The task.", schema: taskSchema },
    refusals: [404],
  },
  showCall: {
    ...{ method: "get", path: "/v1/tasks/{id}/calls/{call}", params: ofTask.extend({ call: z.string().max(100) }) },
    summary: "Shows one call of a model, with prompt and response",
    about: NEEDS_TRIAGE,
    answer: { status: 200, what: "The call.", schema: callSchema },
    refusals: [403, 404],
  },
  showCitation: {
    ...{ method: "get", path: "/v1/tasks/{id}/citations/{n}" },
    params: ofTask.extend({ n: z.coerce.number().int().min(0).max(1_000) }),
    summary: "Shows a passage that the draft cites, in its surroundings",
    about: `\`n\` counts from 0, as \`plan.citations\` does. ${NEEDS_TRIAGE}`,
    answer: { status: 200, what: "The passage, at the commit that was cited.", schema: passageSchema },
    refusals: [403, 404, 503],
  },
  decide: {
    ...{ method: "post", path: "/v1/tasks/{id}/decision", params: ofTask, body: decisionWanted },
    summary: "Decides on a draft",
    about:
      "Needs triage rights in the repository, asked of GitHub anew. `digest` is of the draft that you saw. Of any number of verdicts on one draft exactly one counts: the others get a 409 that says who was faster. API keys never decide.",
    answer: { status: 200, what: "It is decided; or cleaning changed the edit, and nothing is.", schema: decisionMade },
    refusals: [403, 404, 409, 503],
  },
  cleanEdit: {
    ...{ method: "post", path: "/v1/tasks/{id}/clean-edit", params: ofTask, body: editWanted },
    summary: "Cleans an edit, as it would be if it were approved",
    about: "Needs triage rights, and a draft that waits for a decision.",
    answer: { status: 200, what: "What would be posted.", schema: editCleaned },
    refusals: [403, 404, 409, 503],
  },
  recover: {
    ...{ method: "post", path: "/v1/tasks/{id}/recovery", params: ofTask, body: recoveryWanted },
    summary: "Has a task that rests go on",
    about: "Needs triage rights. A key may redrive, and nothing else.",
    answer: { status: 200, what: "The task as it goes on.", schema: taskSchema },
    refusals: [403, 404, 409],
  },
  replay: {
    ...{ method: "post", path: "/v1/tasks/{id}/replay", params: ofTask },
    summary: "Runs a task again under the present prompts, beside what was answered",
    about: "Nothing of the task changes, and nothing is posted. Needs triage rights.",
    answer: { status: 202, what: "It has begun.", schema: replayShown },
    refusals: [403, 404, 409],
  },
  showReplay: {
    ...{ method: "get", path: "/v1/tasks/{id}/replay", params: ofTask },
    summary: "Shows what came of the newest replay",
    about: NEEDS_TRIAGE,
    answer: { status: 200, what: "The replay, as far as it is.", schema: replayShown },
    refusals: [403, 404],
  },
  watchDraft: {
    ...{ method: "get", path: "/v1/tasks/{id}/live", params: ofTask },
    summary: "Streams a draft while it is written",
    about:
      "Event `draft`, with `{ text, at }`, each time that more was written; then `end`, when nothing more is written. Needs triage rights.",
    answer: { status: 200, what: "Server-sent events.", type: "text/event-stream" },
    refusals: [403, 404],
  },
} as const satisfies Record<string, Operation>;
