import * as gcp from "@pulumi/gcp";
import type { Accounts } from "./accounts.ts";
import type { Apis } from "./apis.ts";
import { audienceOf, type Role, TICK, TICKED } from "./parts.ts";
import type { Services } from "./services.ts";
import type { Settings } from "./settings.ts";

type Deps = { settings: Settings; urls: { [R in Role]: string }; accounts: Accounts; services: Services; apis: Apis };

/** Sweeps what is due, every minute. One that fails is not repeated: the next one comes anyway. */
export function createClock({ settings, urls, accounts, services, apis }: Deps): void {
  for (const role of TICKED) {
    new gcp.cloudscheduler.Job(
      `tick-${role}`,
      {
        ...{ name: `${settings.name}-tick-${role}`, region: settings.region, schedule: "* * * * *" },
        attemptDeadline: `${TICK.deadline}s`,
        retryConfig: { retryCount: 0 },
        httpTarget: {
          ...{ uri: `${urls[role]}${TICK.path}`, httpMethod: "POST" },
          oidcToken: { serviceAccountEmail: accounts.clock.email, audience: audienceOf(role, settings) },
        },
      },
      { dependsOn: [apis.scheduler, ...services[role].invokers] },
    );
  }
}
