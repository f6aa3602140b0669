import { sendProblem } from "@frontdesk/shared/http/problem";
import type { Chat } from "@frontdesk/shared/ports/chat";
import { withContext } from "@frontdesk/shared/telemetry/context";
import type { Log } from "@frontdesk/shared/telemetry/log";
import express, { type RequestHandler, Router } from "express";
import { adoptOrRemove, type StrayDeps } from "./adopt-stray.ts";
import { saidForm } from "./build-forms.ts";
import { type Acting, type ActingDeps, type Outcome, onClick, onForm } from "./on-interaction.ts";
import { type Interaction, readInteraction } from "./read-interaction.ts";
import { whyNotSlacks } from "./slack-signature.ts";

export type InteractionsConfig = {
  signingSecret: string;
  /** The one workspace that people decide in. */
  team: string;
  /** Who may decide: by their id in Slack, the GitHub login under which it is recorded. */
  users: ReadonlyMap<string, string>;
  /** Where the console is. */
  console: string;
};

export type InteractionsDeps = ActingDeps & StrayDeps & { chat: Chat; log: Log; now: () => Date };

type Person = Exclude<Interaction, { is: "nothing" }>;

export const INTERACTIONS_PATH = "/slack/interactions";

/** The largest that Slack sends has the message in it: some 100 KB. */
const LARGEST = "1mb";
/** Slack waits for 3 s, and then tells the person that it didn't work. */
const ANSWER_WITHIN = 2_500;
const TELL_WITHIN = 10_000;

const NOT_SURE =
  "It is not certain yet whether this counted: the database is slow. Look at the message before you try again; deciding twice does no harm.";

/**
 * What people do in Slack. A decision is committed before Slack has its answer; what there is to say besides is said
 * after it, to that person alone.
 */
export function createInteractions(config: InteractionsConfig, deps: InteractionsDeps): Router {
  const { log, now } = deps;
  const handle: RequestHandler = async (request, response) => {
    const began = performance.now();
    const { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature } = request.headers;
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const given = { body, timestamp: String(timestamp ?? ""), signature: String(signature ?? "") };
    const why = whyNotSlacks(given, config.signingSecret, now());
    if (why !== undefined) {
      log.warn("a request that is not Slack's was refused", { why });
      return sendProblem(response, 401, `This is not from Slack: ${why}.`);
    }
    const interaction = readInteraction(body.toString());
    if (!interaction) return sendProblem(response, 400, "This is no interaction that Frontdesk has asked for.");
    if (interaction.is === "nothing") return void response.status(200).end();
    const taskId = interaction.task;
    await withContext({ taskId, event: `slack ${interaction.is}` }, async () => {
      const left = ANSWER_WITHIN - (performance.now() - began);
      const outcome = await inTime(act(interaction, config, deps), left, log);
      if (interaction.is === "form") answerForm(interaction, outcome, response);
      else response.status(200).end();
      if (interaction.is === "click") await afterClick(interaction, outcome, deps);
    });
  };
  const router = Router();
  router.post(INTERACTIONS_PATH, express.raw({ type: () => true, limit: LARGEST, inflate: false }), handle);
  return router;
}

async function act(interaction: Person, config: InteractionsConfig, deps: InteractionsDeps): Promise<Outcome> {
  const by = whoIs(interaction, config);
  if (typeof by !== "string") {
    deps.log.warn("somebody who may not decide in Slack tried to", { user: interaction.user, team: interaction.team });
    return { say: by.refused };
  }
  const acting: Acting = { by, console: config.console, signal: AbortSignal.timeout(ANSWER_WITHIN) };
  return interaction.is === "click" ? onClick(interaction, acting, deps) : onForm(interaction, acting, deps);
}

/** The GitHub login of whoever it was, or why they may not. A channel can be shared with people of other workspaces. */
function whoIs({ team, user, userTeam, isBot }: Person, config: InteractionsConfig): string | { refused: string } {
  if (team !== config.team || (userTeam !== undefined && userTeam !== config.team)) {
    return { refused: "Nothing was decided: you are from another workspace than the one that decides here." };
  }
  const login = isBot ? undefined : config.users.get(user);
  if (login !== undefined) return login;
  return {
    refused:
      "You are not on the list of people who may decide, so this did nothing. Ask whoever runs Frontdesk to add you.",
  };
}

/** Whatever happens, Slack has an answer in time, and it is never a wrong one. */
async function inTime(work: Promise<Outcome>, milliseconds: number, log: Log): Promise<Outcome> {
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve({ say: NOT_SURE }), milliseconds);
  const failed = (error: unknown): Outcome => {
    log.error("what somebody did in Slack failed", { error });
    return { say: NOT_SURE };
  };
  const outcome = await Promise.race([work.catch(failed), late]);
  clearTimeout(timer);
  return outcome;
}

/** A form that is refused stays open: nothing that was typed is lost. */
function answerForm(
  { block, form }: Extract<Interaction, { is: "form" }>,
  { say, show }: Outcome,
  response: express.Response,
): void {
  if (show) response.json({ response_action: "update", view: show });
  else if (say === undefined) response.status(200).end();
  else if (form === "approve") response.json({ response_action: "update", view: saidForm(say) });
  else response.json({ response_action: "errors", errors: { [block]: say } });
}

async function afterClick(
  click: Extract<Interaction, { is: "click" }>,
  { say }: Outcome,
  deps: InteractionsDeps,
): Promise<void> {
  const signal = AbortSignal.timeout(TELL_WITHIN);
  try {
    if (say !== undefined && click.answerTo !== undefined) {
      const told = await deps.chat.tellPrivately(click.answerTo, say, signal);
      if (told.is !== "told") deps.log.warn("somebody could not be told what came of a click", { why: told.why });
    }
    await adoptOrRemove(click, deps, signal);
  } catch (error) {
    // Slack has had its answer, and so has whoever reads the message.
    deps.log.warn("what follows a click failed", { error });
  }
}
