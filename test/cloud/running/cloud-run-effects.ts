import { pathToFileURL } from "node:url";
import { type Child, startChild } from "../../durability/child.ts";
import type { Effects, Google, Inputs } from "../google.ts";
import type { CloudRunFront } from "./cloud-run-front.ts";

type Deps = {
  /** Where the bundles are, a folder for each image. */
  bundles: string;
  frontOf: (service: string) => Promise<CloudRunFront>;
  /** What stands in for Google and GitHub, as variables; and what an address of the stack is here. */
  surroundings: (account: string) => Promise<{ [name: string]: string }>;
  here: (value: string) => Promise<string>;
};

/** Services of the stack are processes here: the image names the bundle, secrets come from the stack's own versions. */
export function cloudRunEffects({ bundles, frontOf, surroundings, here }: Deps, leftOut: readonly string[]): Effects {
  const running = new Map<string, Child>();
  return {
    "gcp:cloudrunv2/service:Service": {
      async made({ inputs }, google) {
        const { name, template } = inputs;
        if (leftOut.includes(name)) return undefined;
        const [container] = template.containers;
        const image = /\/([a-z]+)@sha256:/.exec(container.image)?.[1];
        const env = await variablesOf(container, google, here);
        const child = startChild(pathToFileURL(`${bundles}/${image}/main.mjs`), [], {
          ...{ ...env, ...(await surroundings(template.serviceAccount)), PORT: "0" },
        });
        const line = await child.line(`{"severity":"INFO","message":"listening"`);
        (await frontOf(name)).setTarget(JSON.parse(line).url);
        const before = running.get(name);
        running.set(name, child);
        before?.send("SIGTERM");
        return undefined;
      },
      async deleted({ inputs }) {
        (await frontOf(inputs.name)).setTarget(undefined);
        running.get(inputs.name)?.send("SIGTERM");
      },
    },
  };
}

async function variablesOf(container: Inputs, google: Google, here: (value: string) => Promise<string>) {
  const variables: { [name: string]: string } = {};
  for (const { name, value, valueSource } of container.envs) {
    if (!valueSource) variables[name] = await here(value);
    else {
      const { secret, version } = valueSource.secretKeyRef;
      variables[name] = google.named(`secret ${secret} version ${version}`)?.inputs.secretData;
    }
  }
  return variables;
}
