import { realTiming } from "@frontdesk/shared/model/timing";
import type { CodeReader } from "@frontdesk/shared/ports/code-host";
import type { EventPublisher } from "@frontdesk/shared/ports/event-bus";
import type { ModelCalls } from "@frontdesk/shared/ports/model-calls";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Log } from "@frontdesk/shared/telemetry/log";
import express, { type RequestHandler, Router } from "express";
import { type AccountDeps, listKeys, makeKey, makeSignInLink, readMe, revokeKey } from "./account.ts";
import { createTaskCounts } from "./count-tasks.ts";
import { cleanEdit, decideOnTask } from "./decide-on-task.ts";
import { describeV1 } from "./describe-v1.ts";
import { docsPage, STYLES, STYLES_PATH } from "./docs-page.ts";
import { watchDraft, watchTasks } from "./events.ts";
import { createKnownRepos } from "./known-repos.ts";
import { listTasks } from "./list-tasks.ts";
import { answer, type Handle, type Operation } from "./operation.ts";
import { OPERATIONS, type OperationName, type Operations } from "./operations.ts";
import { deletePause, listPauses, putPause } from "./pauses.ts";
import { readCall, readCitation, readTask } from "./read-task.ts";
import { readReplay, recoverTask, replayTask } from "./recover-task.ts";
import { listRepos } from "./repos.ts";
import { rightsOf } from "./rights.ts";
import { createSeal } from "./seal.ts";
import { type Sleep, serveOperation, signedIn } from "./serve-operation.ts";
import { readStats } from "./stats.ts";
import { createTaskFeed } from "./watch-tasks.ts";

export type V1Deps = AccountDeps & {
  tasks: TaskStore;
  calls: Pick<ModelCalls, "list">;
  values: SharedValues;
  bus: EventPublisher;
  codeHost: Pick<CodeReader, "repository" | "file">;
  decisionKey: string;
  /** Where people see repositories. */
  web: string;
  /** Of a day, for all of Frontdesk; undefined where this process doesn't know it. */
  budgetMicros?: number | undefined;
  hasSlack: boolean;
  log: Log;
  now: () => Date;
  /** Aborts when the process is asked to stop: streams end then. */
  closing: AbortSignal;
  sleep?: Sleep;
  pingEvery?: number;
};

/** A draft as it was edited, in JSON, where each character may take six bytes. */
const LARGEST_BODY = 512 * 1024;

/** `/v1`, for the app whose other parts say who asks, how often they may, and from where. */
export function createV1(given: V1Deps): Router {
  const feed = createTaskFeed(given);
  given.closing.addEventListener("abort", feed.close, { once: true });
  const deps = {
    ...given,
    ...{
      feed,
      streams: new Map(),
      counts: createTaskCounts(given),
      knownRepos: createKnownRepos(given),
      cursors: createSeal(given.decisionKey, "cursors of /v1"),
    },
  };
  const description = describeV1();
  const page = docsPage(description);
  const handles: { [N in OperationName]: Handle<Operations[N]> } = {
    showMe: (asked) => readMe(asked, deps),
    listTasks: (asked) => listTasks(asked, deps),
    countTasks: async ({ viewer, signal }) => answer(await deps.counts.of(viewer, rightsOf(viewer, signal))),
    showTask: (asked) => readTask(asked, deps),
    showCall: (asked) => readCall(asked, deps),
    showCitation: (asked) => readCitation(asked, deps),
    decide: (asked) => decideOnTask(asked, deps),
    cleanEdit: (asked) => cleanEdit(asked, deps),
    recover: (asked) => recoverTask(asked, deps),
    replay: (asked) => replayTask(asked, deps),
    showReplay: (asked) => readReplay(asked, deps),
    watchDraft: (asked) => watchDraft(asked, deps),
    watchTasks: (asked) => watchTasks(asked, deps),
    showStats: (asked) => readStats(asked, deps),
    listRepos: (asked) => listRepos(asked, deps),
    listPauses: (asked) => listPauses(asked, deps),
    pause: (asked) => putPause(asked, deps),
    resume: (asked) => deletePause(asked, deps),
    listKeys: (asked) => listKeys(asked, deps),
    makeKey: (asked) => makeKey(asked, deps),
    revokeKey: (asked) => revokeKey(asked, deps),
    makeSignInLink: (asked) => makeSignInLink(asked, deps),
    showOpenApi: async () => answer({ ...description }),
    showDocs: async () => answer(page),
  };

  const router = Router();
  const json = express.json({ limit: LARGEST_BODY });
  for (const name of Object.keys(OPERATIONS) as OperationName[]) {
    const operation: Operation = OPERATIONS[name];
    const serve = serveOperation(operation, handles[name] as Handle<Operation>, {
      sleep: given.sleep ?? realTiming.sleep,
    });
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    // Whose request it is comes before what is in it.
    router[operation.method](path, ...(operation.isOpen ? [] : [signedIn]), ...(operation.body ? [json] : []), serve);
  }
  router.get(STYLES_PATH, styles);
  return router;
}

const styles: RequestHandler = (_request, response) => {
  response.type("css").send(STYLES);
};
