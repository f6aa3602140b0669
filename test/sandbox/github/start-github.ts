import { serve } from "@frontdesk/shared/http/serve";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import type { Neighbours } from "../look/frame.ts";
import { createDeliveries } from "./deliveries.ts";
import { createFaults, type Faults } from "./faults.ts";
import { accountFor, appOf, known } from "./find.ts";
import { registerApp } from "./manifest.ts";
import { createPeople } from "./people.ts";
import { createRoutes } from "./routes.ts";
import { type App, type Delivery, type Hook, openState, type State } from "./state.ts";
import { createTrouble } from "./trouble.ts";
import { createWire } from "./wire.ts";
import { apiUrlOf, stamp, type World } from "./world.ts";

/** Where an App's webhooks go. Without a secret, the App keeps the one that it has. */
export type Webhook = { url: string; secret?: string; contentType?: Hook["contentType"] };

export type GitHubOptions = {
  port?: number;
  now?: () => Date;
  /** A file that it all survives in: people, issues, the App's key, tokens. */
  keptIn?: string;
  webhook?: Webhook;
  log?: Log;
  /** How long a webhook may take, in milliseconds. */
  patience?: number;
  /** What the App is subscribed to. */
  events?: string[];
};

export type GitHub = ReturnType<typeof createPeople> & {
  url: string;
  /** As on an Enterprise Server. The API answers under `url` as well. */
  apiUrl: string;
  readonly app: App;
  /** The App's installation on acme, which has acme/webapp. */
  installationId: number;
  state: State;
  faults: Faults;
  /** Undefined: from now on nothing is sent. */
  setWebhook(webhook: Webhook | undefined): void;
  /** Links from its pages to the others of the sandbox. */
  setNeighbours(neighbours: Neighbours): void;
  /** Oldest first. */
  deliveries(): Delivery[];
  /** What a person does who presses "Redeliver". */
  redeliver(delivery: Delivery): void;
  /** Ends the life of every token that was given so far. */
  expireTokens(): void;
  /** Resolves when every webhook sent so far was answered or given up, those that it led to included. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

const PERMISSIONS = { issues: "write", contents: "read", metadata: "read" } as const;
const EVENTS = ["issues", "issue_comment", "push", "repository"];

/**
 * Stands in for GitHub: its REST API, webhooks, sign-in and pages, over HTTP and with a memory. It begins with the
 * repository acme/webapp, its maintainer grace, ada who reports, and an App that is installed there.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const {
    port = 0,
    now = () => new Date(),
    keptIn,
    webhook,
    log = silentLog,
    patience = 10_000,
    events = EVENTS,
  } = options;
  const state = openState(keptIn);
  const emit: World["emit"] = (happening) => deliveries.emit(happening);
  const world: World = { state, now, log, url: "", neighbours: {}, emit };
  const faults = createFaults(state, now);
  const trouble = createTrouble(faults);
  const deliveries = createDeliveries(world, { patience, copies: trouble.copies });
  const wire = createWire(world);
  const firstApp = () => known(state.all("apps")[0], "App");
  const people = createPeople(world, firstApp);
  const setWebhook = (hook: Webhook | undefined) => {
    const app = firstApp();
    const { url, contentType = "json", secret = app.webhookSecret } = hook ?? {};
    state.put("apps", { ...app, webhookSecret: secret, hook: url === undefined ? null : { url, contentType } });
  };
  if (!state.all("apps").length) furnish(world, people, events);
  if (webhook) setWebhook(webhook);

  const server = await serve(createRoutes(world, { faults, trouble, wire, redeliver: deliveries.redeliver }), {
    ...{ port, log, timeouts: { grace: 0 } },
  });
  world.url = server.url;
  return {
    ...people,
    url: server.url,
    apiUrl: apiUrlOf(world),
    get app() {
      return appOf(state, firstApp().id);
    },
    installationId: known(state.all("installations")[0], "installation").id,
    state,
    faults,
    setWebhook,
    setNeighbours(neighbours) {
      world.neighbours = neighbours;
    },
    deliveries: () => state.all("deliveries").toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),
    redeliver: deliveries.redeliver,
    expireTokens() {
      for (const token of state.all("tokens")) state.put("tokens", { ...token, expiresAt: stamp(now()) });
    },
    settled: deliveries.settled,
    async close() {
      await deliveries.close();
      await server.close();
    },
  };
}

function furnish(world: World, people: ReturnType<typeof createPeople>, events: string[]): void {
  const acme = accountFor(world.state, "acme", "Organization");
  registerApp(world, acme, { name: "Frontdesk", permissions: PERMISSIONS, events, hook: null });
  people.createRepo("acme/webapp", { labels: ["bug", "question"] });
  people.addPerson("ada");
  people.addPerson("grace", { "acme/webapp": "maintain" });
  people.install("acme", ["acme/webapp"]);
}
