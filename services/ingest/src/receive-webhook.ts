import { parseJson } from "@frontdesk/shared/domain/parse-json";
import { sendProblem } from "@frontdesk/shared/http/problem";
import { type ReceiveDeps, receiveTask } from "@frontdesk/shared/steps/receive-task";
import { currentContext } from "@frontdesk/shared/telemetry/context";
import { childOf } from "@frontdesk/shared/telemetry/trace";
import { type RequestHandler, Router, raw } from "express";
import { isIssueOpened, readIssueOpened } from "./issue-opened.ts";
import { isSignedBy } from "./verify-signature.ts";

export type WebhookDeps = ReceiveDeps & { secrets: readonly string[] };

/** Verifies, persists, announces, answers. A body that fails verification is never parsed. */
export function createWebhookRouter(deps: WebhookDeps): Router {
  const router = Router();
  router.post("/webhooks/github", raw({ type: () => true, limit: "25mb" }), receive(deps));
  return router;
}

function receive({ secrets, ...deps }: WebhookDeps): RequestHandler {
  return async (request, response) => {
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body) || !isSignedBy(secrets, body, request.get("x-hub-signature-256"))) {
      sendProblem(response, 401, "The signature does not match the body.");
      return;
    }
    const payload = parseJson(body.toString("utf8"));
    if (request.get("x-github-event") !== "issues" || !isIssueOpened(payload)) {
      response.status(202).json({ ignored: "nothing in this delivery wants an answer" });
      return;
    }
    const deliveryId = request.get("x-github-delivery") ?? "";
    const wanted = readIssueOpened(payload, deliveryId);
    if (!wanted) {
      // Accepting it would be losing it: as a failed delivery, GitHub keeps it to be delivered again.
      deps.log.alert("an opened issue can't be understood", { delivery: deliveryId });
      sendProblem(response, 400, "This is no issue as GitHub describes one.");
      return;
    }
    const traceparent = childOf(currentContext().traceparent);
    const { task } = await receiveTask({ ...wanted, traceparent, rawBody: body }, deps);
    response.status(202).json({ taskId: task.id });
  };
}
