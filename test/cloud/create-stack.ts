import { CONFIG } from "@frontdesk/infra/example-stack";
import { onTestFinished } from "vitest";
import { destroy, type Op, type Ran, type Running, runProgram, type Step } from "./engine.ts";
import { createGoogle, type Effects, type Google, type Inputs } from "./google.ts";
import { startProvider } from "./provider.ts";
import { connectProvider } from "./provider-client.ts";

export type TestStack = {
  google: Google;
  config: { [key: string]: string };
  preview(): Promise<Ran>;
  up(): Promise<Ran>;
  destroy(how?: { exceptProtected?: boolean }): Promise<Step[]>;
};

/** A stack of the program as it is, on an engine, a provider and a Google Cloud of ours. */
export async function createStack({
  config = {},
  ...how
}: {
  config?: { [key: string]: string };
  effects?: Effects;
  loses?: (inputs: Inputs) => boolean;
} = {}): Promise<TestStack> {
  const given: { [key: string]: string } = { ...CONFIG, ...config };
  const projectId = given["gcp:project"] ?? "";
  const google = createGoogle({ projectId, ...how });
  const listening = await startProvider(google);
  const provider = await connectProvider(listening.address);
  onTestFinished(() => {
    provider.close();
    listening.close();
  });
  const running: Running = { stack: { kept: new Map() }, stackName: "test", config: given, provider };
  return {
    google,
    config: given,
    preview: () => runProgram(running, { preview: true }),
    up: () => runProgram(running, { preview: false }),
    destroy: (how) => destroy(running, how),
  };
}

/** What was done, without what stayed as it was. */
export function done({ steps }: Pick<Ran, "steps">): string[] {
  return steps.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`);
}

export function count({ steps }: Pick<Ran, "steps">, op: Op): number {
  return steps.filter((step) => step.op === op).length;
}
