import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";
import { atMost, type Bench } from "./bench.ts";
import { startFrontdesk } from "./burst/start-frontdesk.ts";

const ISSUES = 5_000;
const WITHIN = 3 * 60_000;
const REPO = "acme/webapp";
const POLICY =
  "{ reply: automatic, automatic_for: everybody, confidence: 0, budget: { tasks_per_author_per_day: 1000 } }";

/**
 * A hundred times the disaster that Frontdesk began with: 5,000 issues in 3 minutes, and models that take 8 to 25 s and
 * turn away three calls in ten. All services are one process, which works on what it accepts while it accepts more.
 */
const bench: Bench = async (print) => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-burst-"));
  const github = await startGitHub();
  const gemini = await startGemini({ keep: 0 });
  gemini.faults.add({ fault: { kind: "quota", retryDelay: 5 }, share: 0.3, times: Number.POSITIVE_INFINITY });
  github.push(REPO, { ".github/frontdesk.yml": POLICY, "README.md": "# Webapp\n\nThe log is in /var/log/webapp.\n" });
  const frontdesk = await startFrontdesk({ folder, github: github.apiUrl, app: github.app, gemini: gemini.url });
  try {
    github.setWebhook({ url: frontdesk.webhook });
    const begun = performance.now();
    for (let n = 0; n < ISSUES; n++) {
      github.fileIssue({
        repo: REPO,
        author: "ada",
        title: `Where is the log? (${n})`,
        body: "It crashed, and I can't find one.",
      });
      const due = begun + ((n + 1) * WITHIN) / ISSUES;
      await setTimeout(Math.max(0, due - performance.now()));
    }
    const took = (performance.now() - begun) / 1_000;
    // What the App itself does makes webhooks, too: those are told apart by what they are about.
    const opened = () => github.deliveries().filter(({ event, action }) => event === "issues" && action === "opened");
    for (let wait = 0; wait < 100 && opened().length < ISSUES; wait++) await setTimeout(100);
    const acks = opened()
      .map(({ duration }) => duration * 1_000)
      .toSorted((one, other) => one - other);
    const refused = opened().filter(({ statusCode }) => statusCode !== 202).length;
    const { accepted, resting, most } = stored(join(folder, "frontdesk.db"), github);
    const at = (share: number) => acks[Math.min(acks.length - 1, Math.floor(acks.length * share))] ?? Number.NaN;
    print(
      `${ISSUES} issues in ${took.toFixed(0)} s, and meanwhile ${gemini.totalsOf("gemini-3.5-flash-lite").answered} answers of the fast model`,
    );
    print(
      `acknowledged within: median ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, slowest ${at(1).toFixed(1)} ms`,
    );
    print(`${accepted} tasks, ${resting} at rest by the end of the burst; ${most} comment at the most on an issue`);
    return [
      atMost("ack_p99_ms", at(0.99), "ms", 200),
      atMost("not_accepted", refused + ISSUES - opened().length, "deliveries", 0),
      atMost("lost", ISSUES - accepted, "tasks", 0),
      atMost("comments_on_an_issue", most, "comments", 1),
    ];
  } finally {
    await frontdesk.stop();
    await Promise.all([github.close(), gemini.close()]);
    rmSync(folder, { recursive: true });
  }
};

function stored(file: string, github: Awaited<ReturnType<typeof startGitHub>>) {
  using database = new DatabaseSync(file, { readOnly: true });
  const count = (sql: string) => Number(database.prepare(sql).get()?.n);
  const comments = github
    .issuesOf(REPO)
    .map(({ number }) => github.commentsOn(REPO, number).filter(({ byApp }) => byApp).length);
  return {
    accepted: count("SELECT count(*) AS n FROM tasks"),
    resting: count("SELECT count(*) AS n FROM tasks WHERE due_at IS NULL"),
    most: Math.max(...comments),
  };
}

export default bench;
