import type { PauseShown, ReplayShown } from "@frontdesk/approval/api/actions";
import { type Stats, statsSchema } from "@frontdesk/approval/api/surroundings";
import { taskSchema } from "@frontdesk/approval/api/task-shown";
import { type Answer, type FakeDesk, ok, refuse } from "./fake-desk.ts";
import { STREAMED } from "./fake-tasks.ts";
import { CALL, PASSAGE, stats } from "./fake-world.ts";

/** What `/v1` says to each question, without anything behind it. */
export function createAnswers(desk: FakeDesk, { signedIn }: { signedIn: boolean }) {
  const pauses: PauseShown[] = [];
  const keys = [
    {
      id: "k1",
      name: "nightly report",
      repos: ["acme/webapp"],
      by: "dana",
      createdAt: new Date(0).toISOString(),
      expiresAt: new Date(0).toISOString(),
    },
  ];
  let replay: ReplayShown | undefined;
  const { change, states, list, decide } = desk;

  const answer = (method: string, path: string, query: URLSearchParams, body: Record<string, string>): Answer => {
    const [, , kind, id = "", part, n] = path.split("/").map(decodeURIComponent);
    if (kind === "me")
      return signedIn
        ? ok({
            kind: "person",
            name: "dana",
            csrf: "csrf",
            signedInBy: "link",
            web: "https://github.com",
            sandbox: { github: "/sandbox/github", slack: "/sandbox/slack" },
          })
        : refuse(401, "Sign in.");
    if (kind === "counts") return ok({ states: states() });
    if (kind === "stats")
      return ok(statsSchema.parse(stats((query.get("window") ?? "24h") as Stats["window"], states())));
    if (kind === "repos")
      return ok({
        repos: [
          { repo: "acme/webapp", permission: "admin" },
          { repo: "acme/cli", permission: "triage", settingsProblem: "line 14: quietHours needs a time zone" },
          { repo: "acme/docs", permission: "read" },
        ],
      });
    if (kind === "pauses") {
      if (method === "PUT")
        pauses.push({
          ...(body.repo && { repo: body.repo }),
          by: "dana",
          why: body.why ?? "",
          at: new Date().toISOString(),
        });
      if (method === "DELETE")
        pauses.splice(
          pauses.findIndex(({ repo }) => (repo ?? "") === (query.get("repo") ?? "")),
          1,
        );
      return method === "DELETE" ? { status: 204 } : ok({ pauses });
    }
    if (kind === "keys") {
      if (method === "DELETE")
        keys.splice(
          keys.findIndex((key) => key.id === id),
          1,
        );
      if (method !== "POST") return method === "DELETE" ? { status: 204 } : ok({ keys });
      const key = {
        id: `k${keys.length + 1}`,
        name: String(body.name),
        repos: ["acme/webapp"],
        by: "dana",
        createdAt: new Date().toISOString(),
        expiresAt: new Date().toISOString(),
      };
      keys.push(key);
      return { status: 201, body: { ...key, key: "fd_shown_this_once_4f8a" } };
    }
    if (kind === "sign-in-links")
      return {
        status: 201,
        body: { link: "http://127.0.0.1/sign-in/link/abc", until: new Date(Date.now() + 600_000).toISOString() },
      };
    if (kind === "setup")
      return ok({
        steps: [
          { name: "Gemini", state: "done", says: "key works, 3 models" },
          { name: "GitHub App", state: "now", says: "one click, about a minute" },
          { name: "Install it", state: "next", says: "choose repositories" },
          { name: "Webhook", state: "next", says: "needs an address GitHub can reach" },
          { name: "Slack", state: "optional", says: "optional: the console does the same" },
        ],
        manifest: { name: "Frontdesk" },
        action: "https://github.com/settings/apps/new?state=x",
        tunnel: "cloudflared tunnel --url http://127.0.0.1:8787",
      });
    if (kind !== "tasks") return refuse(404, `There is nothing at ${path}.`);
    if (id === "") return ok(list(query));
    const one = desk.get(id);
    if (!one) return refuse(404, `There is no task ${id}.`);
    if (part === undefined) return ok(taskSchema.parse(one));
    if (part === "calls") return ok({ ...one.calls.find((call) => call.id === n), ...CALL });
    if (part === "citations") return ok(PASSAGE);
    if (part === "decision") return decide(one, body as Parameters<typeof decide>[1]);
    if (part === "clean-edit") {
      const mentions = [...new Set(body.body?.match(/@\w+/g) ?? [])];
      return ok({
        body: (body.body ?? "").replaceAll("@", ""),
        changed: mentions.length > 0,
        removed: mentions.map((name) => `mention: ${name}`),
      });
    }
    if (part === "recovery")
      return ok(
        change(
          id,
          body.want === "confirm posted"
            ? { state: "posted", why: "dana checked: it is posted", comment: { url: body.url ?? "" } }
            : { state: body.want === "revive" ? "received" : "approved", why: `${body.want} by dana` },
        ),
      );
    if (part === "replay") {
      if (method === "POST") {
        replay = { state: "asked", askedBy: "dana", at: new Date().toISOString() };
        setTimeout(() => {
          replay = {
            ...replay,
            state: "done",
            askedBy: "dana",
            at: new Date().toISOString(),
            sorting: { kind: "bug", spam: false, wantsReply: true, labels: ["proxy"], summary: "The same." },
            reply: STREAMED,
          };
        }, 3_000);
        return { status: 202, body: replay };
      }
      return replay ? ok(replay) : refuse(404, "No replay was asked for.");
    }
    return refuse(404, `There is nothing at ${path}.`);
  };
  return answer;
}
