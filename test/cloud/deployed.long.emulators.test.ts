import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, IMAGES } from "@frontdesk/infra/build/bundles";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { eventually } from "../eventually.ts";
import { createStack } from "./create-stack.ts";
import { createDeployedWorld } from "./running/deployed-world.ts";

const AUTOMATIC = "{ reply: automatic, labels: automatic, automatic_for: everybody, confidence: 0 }";
const CALLS = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember";
const RIGHTS = "gcp:projects/iAMMember:IAMMember";

describeOnEmulators(["firestoreHost", "pubsubHost"], "the stack, deployed", (hosts) => {
  const bundles = mkdtempSync(join(tmpdir(), "frontdesk-bundles-"));
  beforeAll(async () => {
    await Promise.all(IMAGES.map((image) => bundle(image, join(bundles, image))));
  });
  afterAll(() => rmSync(bundles, { recursive: true }));

  test("an issue gets its comment; without a right it does not, is refused where the right is missing, and goes on when it is given", async () => {
    const world = await createDeployedWorld(hosts, bundles);
    world.github.push("acme/webapp", { ".github/frontdesk.yml": AUTOMATIC });
    await world.up();
    const desk = await world.frontOf("frontdesk-desk");
    let filed = 0;
    const file = () => {
      filed += 1;
      world.github.fileIssue({ repo: "acme/webapp", title: `Where is log ${filed}?`, body: "I can't find it." });
      return filed;
    };
    const answered = (issue: number) =>
      eventually(
        async () => {
          expect((await world.tick("frontdesk-tick-desk")).status).toBe(204);
          expect(world.commentsOn(issue)).toHaveLength(1);
        },
        { every: 50 },
      );

    // Triage may not call desk: without a token it can't read the repository, so nothing is sorted.
    let giveBack = await world.revoke(CALLS, (on) => on.name === "frontdesk-desk" && /-triage@/.test(on.member ?? ""));
    const unread = file();
    await eventually(() => expect(desk.refused).toContainEqual({ path: "/internal/read-token", status: 403 }));
    expect(world.commentsOn(unread)).toEqual([]);
    await giveBack();
    await answered(unread);
    desk.refused.splice(0);

    // With all rights, nobody is refused anything.
    await answered(file());
    expect([...desk.refused, ...world.refusedByModels]).toEqual([]);

    // Pub/Sub may not call triage: each push is turned away, and comes again.
    giveBack = await world.revoke(CALLS, (on) => on.name === "frontdesk-triage");
    const unpushed = file();
    await eventually(() => expect(world.pushesTo("frontdesk.task.received.triage")).toContain(403));
    expect(world.commentsOn(unpushed)).toEqual([]);
    await giveBack();
    await answered(unpushed);

    // Respond may not ask models: there is no draft.
    giveBack = await world.revoke(
      RIGHTS,
      (on) => /aiplatform/.test(on.role ?? "") && /-respond@/.test(on.member ?? ""),
    );
    const undrafted = file();
    await eventually(() => expect(world.refusedByModels.join()).toMatch(/-respond@/));
    expect(world.refusedByModels.join()).not.toMatch(/-triage@/);
    expect(world.commentsOn(undrafted)).toEqual([]);
    await giveBack();

    // People get to the console, and find out whose it is only by signing in.
    const { outside: console } = await world.frontOf("frontdesk-web");
    expect((await fetch(`${console}/ready`)).status).toBe(200);
    expect((await fetch(`${console}/v1/tasks`)).status).toBe(401);
    expect((await world.tick("frontdesk-tick-web")).status).toBe(204);

    // The clock may not call desk: nobody sweeps.
    giveBack = await world.revoke(CALLS, (on) => on.name === "frontdesk-desk" && /-clock@/.test(on.member ?? ""));
    expect((await world.tick("frontdesk-tick-desk")).status).toBe(403);
    await giveBack();
    expect((await world.tick("frontdesk-tick-desk")).status).toBe(204);
  });

  test("C66: whoever brings a token that is not meant for desk does not get through its front", async () => {
    const world = await createDeployedWorld(hosts, bundles);
    await world.up();
    const { inside, outside } = await world.frontOf("frontdesk-desk");
    const { issuer, stack } = world;
    const project = stack.config["gcp:project"];
    const rightly = {
      aud: `https://desk.frontdesk.${project}`,
      email: `frontdesk-push@${project}.iam.gserviceaccount.com`,
    };
    const now = Math.floor(Date.now() / 1_000);
    const pushed = async (token: string | undefined, front = inside) => {
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) };
      return (await fetch(`${front}/push`, { method: "POST", headers, body: "{}" })).status;
    };
    // Not understood, and so done with: it has come through both doors.
    expect(await pushed(issuer.token(rightly))).toBe(204);
    const wrong: [string, string | undefined, number][] = [
      ["audience", issuer.token({ ...rightly, aud: `https://triage.frontdesk.${project}` }), 401],
      ["e-mail", issuer.token({ ...rightly, email: "somebody@else.test" }), 403],
      ["e-mail that nobody verified", issuer.token({ ...rightly, email_verified: false }), 403],
      ["issuer", issuer.token({ ...rightly, iss: "https://else.test" }), 401],
      ["expired", issuer.token({ ...rightly, iat: now - 7_200, exp: now - 3_600 }), 401],
      ["unsigned", `${issuer.token(rightly, { alg: "none" }).split(".").slice(0, 2).join(".")}.`, 401],
      ["signed by somebody else", issuer.forgedToken(), 401],
      ["none", undefined, 401],
    ];
    for (const [what, token, status] of wrong) expect([what, await pushed(token)]).toEqual([what, status]);
    // Who may call desk may not call all of it: a reader's token opens no push.
    const reader = { ...rightly, email: `frontdesk-triage@${project}.iam.gserviceaccount.com` };
    expect(await pushed(issuer.token(reader), outside)).toBe(403);
    const triage = await world.frontOf("frontdesk-triage");
    expect(await pushed(issuer.token({ ...rightly, aud: `https://triage.frontdesk.${project}` }), triage.outside)).toBe(
      404,
    );
  });

  test("a service that may not read its secret does not come up", async () => {
    const isIt = (on: { role?: string; secretId?: string }) =>
      on.role === "roles/secretmanager.secretAccessor" && on.secretId === "frontdesk-github-private-key";
    const stack = await createStack({ loses: isIt });
    await expect(stack.up()).rejects.toThrow(
      "frontdesk-desk@acme-frontdesk.iam.gserviceaccount.com may not read frontdesk-github-private-key",
    );
  });
});
