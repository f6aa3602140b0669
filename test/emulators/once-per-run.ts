import type { TestProject } from "vitest/node";
import { startEmulators } from "./start-emulators.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** `host:port` of Google's emulator; undefined where it is not installed. */
    firestoreHost: string | undefined;
    pubsubHost: string | undefined;
  }
}

/** Vitest calls this before the first file of a project whose suites run on emulators, and what it gives back at the end. */
export default async function startOncePerRun(project: TestProject): Promise<() => Promise<void>> {
  const { hosts, missing, stop } = await startEmulators();
  project.provide("firestoreHost", hosts.firestore);
  project.provide("pubsubHost", hosts.pubsub);
  if (missing.length > 0) process.stderr.write(announcement(missing));
  return stop;
}

function announcement(missing: string[]): string {
  const line = "!".repeat(100);
  return [
    "",
    line,
    "  The suites that run on Google's emulators are SKIPPED.",
    ...missing.map((reason) => `  ${reason}`),
    "  Install them: gcloud components install cloud-firestore-emulator pubsub-emulator, and Java 17 or later.",
    line,
    "",
  ].join("\n");
}
