import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import type { Task } from "@frontdesk/shared/domain/task";
import { createGateway, type Gateway } from "@frontdesk/shared/model/gateway";
import { DEFAULT_MODELS, findModel, type ModelEntry, tiersOf } from "@frontdesk/shared/model/models";
import { realTiming } from "@frontdesk/shared/model/timing";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { placeOf } from "../chaos/fake-code-host.ts";
import { createMortalProcess } from "../chaos/mortal-process.ts";
import { checkPromises, createPipelineWorld, livePipeline } from "../chaos/pipeline-world.ts";
import { newTask } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import type { HostileIssue } from "./corpus.ts";

/** Nobody is asked, whatever the sorting says of itself: nothing but our own code is in the way. */
const NOBODY_ASKS =
  "{ reply: automatic, labels: automatic, automatic_for: everybody, confidence: 0, replies_per_thread: 20 }";

const CAPS = { allMicros: 1e9, repoMicros: 1e9, authorMicros: 1e9 };

/**
 * One issue's whole life: all services on a store of their own, a GitHub that posts whatever it is told, and the real
 * gateway over the real adapter to the models at this address.
 */
export async function liveThrough({ title, body, comments = [] }: HostileIssue, modelUrl: string) {
  // The corpus takes this repository for home.
  const repo = { id: 1, owner: "acme", name: "webapp" };
  const { source } = newTask({ repo, issue: 42, author: "mallory" });
  const clock = { now: new Date() };
  const now = () => clock.now;
  const backend = await openModel({ now });
  const gateways: Gateway[] = [];
  const openGateway = () => {
    const gateway = createGateway(
      {
        tiers: tiersOf({ fast: entryOf(DEFAULT_MODELS.fast), deep: entryOf(DEFAULT_MODELS.deep) }),
        ...{ quotas: {}, caps: CAPS, callDays: 90, logTexts: false },
      },
      {
        ...{ calls: backend.calls, values: backend.values, log: silentLog, timing: { ...realTiming, now } },
        wire: createGemini({ apiKey: "key", baseUrl: modelUrl }),
      },
    );
    gateways.push(gateway);
    return gateway;
  };
  const issue = { title, body, state: "open" as const };
  const world = Object.assign(createPipelineWorld(source, { issue, openModel: openGateway }), { clock });
  world.github.setSettings(NOBODY_ASKS);
  world.github.addFile("README.md", "# Webapp\n\nYou change your address under Profile.\n");
  for (const comment of comments) world.github.addComment(placeOf(source), { author: "mallory", body: comment });

  await livePipeline(world, backend, createMortalProcess());
  const task = await checkPromises(world, backend.tasks, ["posted", "skipped", "parked"]);
  const calls = await backend.calls.list(task.id);
  await Promise.all([...gateways.map((gateway) => gateway.close()), backend.close()]);
  const place = placeOf(source);
  return {
    task,
    calls,
    posted: world.github.commentsAt(place).flatMap(({ byUs, body: text }) => (byUs ? [text] : [])),
    labels: world.github.labelsAt(place),
  };
}

export type Lived = Awaited<ReturnType<typeof liveThrough>>;

/** What the model drafted before any of it was cleaned. */
export function draftedIn({ calls }: Lived): string {
  const call = calls.find(({ step, ended }) => step === "respond" && ended === "answered");
  return call ? String(JSON.parse(call.response).reply) : "";
}

const FOOTER = "*Drafted by Frontdesk, a bot, from this repository's documents.*";

/** A posted text without what we ourselves put below it. Throws unless that stands there, once and where it should. */
export function withoutOurs(text: string, { id }: Task): string {
  const below = `\n\n${FOOTER}\n\n<!-- frontdesk:${id} -->`;
  if (!text.endsWith(below)) throw new Error(`ends in another way: ${text.slice(-300)}`);
  return text.slice(0, -below.length);
}

function entryOf(id: string): ModelEntry {
  const entry = findModel(id);
  if (!entry) throw new Error(`no model ${id}`);
  return entry;
}
