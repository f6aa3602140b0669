import { expect, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { eventually } from "../eventually.ts";
import { createCloudWorld } from "./cloud-world.ts";

const AUTOMATIC = "{ reply: automatic, labels: automatic, automatic_for: everybody, confidence: 0 }";

describeOnEmulators(["firestoreHost", "pubsubHost"], "four processes on Google's emulators", (hosts) => {
  test("an issue on GitHub gets its comment, and each process stops when it is told to", async () => {
    const world = await createCloudWorld(hosts);
    world.github.push("acme/webapp", { ".github/frontdesk.yml": AUTOMATIC });
    const services = await world.startAll();
    for (const service of ["ingest", "triage", "respond", "approval"] as const) {
      expect((await fetch(`${world.urlOf(service)}/readyz`)).status).toBe(200);
    }
    world.github.fileIssue({ repo: "acme/webapp", title: "Where is the log?", body: "I can't find it." });
    await eventually(() => expect(world.commentsOn(1)).toHaveLength(1));
    expect(world.github.labelsOn("acme/webapp", 1)).toEqual(["question"]);

    // A service dies: Pub/Sub brings what it did not take to the one that comes next.
    services.respond.send("SIGKILL");
    await services.respond.ended;
    world.github.fileIssue({ repo: "acme/webapp", title: "And the other log?", body: "" });
    await services.triage.line(`{"severity":"INFO","message":"task triaged"`);
    await world.start("respond");
    await eventually(() => expect(world.commentsOn(2)).toHaveLength(1));

    expect((await world.tick()).status).toBe(204);
    expect((await world.tick("somebody@else.test")).status).toBe(403);
    expect((await fetch(`${world.urlOf("approval")}/internal/tick`, { method: "POST" })).status).toBe(401);
    for (const service of ["ingest", "triage", "approval"] as const) {
      services[service].send("SIGTERM");
      expect(await services[service].ended).toEqual({ code: 0, signal: null });
    }
  });

  test("a service whose settings are wrong says which, and ends", async () => {
    const world = await createCloudWorld(hosts);
    await expect(world.start("triage")).rejects.toThrow("FRONTDESK_DESK_URL");
  });
});
