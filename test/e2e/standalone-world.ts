import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Task, taskSchema } from "@frontdesk/shared/domain/task";
import { onTestFinished } from "vitest";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";
import { brokenRows } from "../durability/broken-rows.ts";
import { startChild } from "../durability/child.ts";
import { fileIssue } from "../sandbox/github/file-issue.ts";

const PROCESS = new URL("./standalone-process.ts", import.meta.url);
const SECRET = "a secret of the tests";
const ISSUE = { title: "Where is the log?", body: "It crashed, and I can't find one.", state: "open" as const };
/** Where the sandbox files its first issue. */
const PLACE = "acme/webapp/issues/1";

export type ProcessOptions = {
  "freeze-at"?: string;
  hang?: "until-stopped" | "forever";
  grace?: string;
};

/** A folder with a GitHub in it that has one issue. Processes come and go on it. */
export function createStandaloneWorld() {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const openGithub = () => createFakeCodeHost(join(folder, "github.jsonl"));
  openGithub().setIssue(PLACE, ISSUE);
  const file = join(folder, "frontdesk.db");

  return {
    async start(options: ProcessOptions = {}) {
      const told = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      const child = startChild(PROCESS, ["--folder", folder, "--secret", SECRET, ...told]);
      const url = (await child.line("listening ")).slice("listening ".length);
      /** Tells it of the issue, as GitHub does; resolves with its 202. */
      const sendWebhook = () =>
        fileIssue(createFakeCodeHost(), { url: `${url}/webhooks/github`, secret: SECRET }, ISSUE);
      const logged = (message: string) => child.line(`{"severity":"INFO","message":"${message}"`);
      return { ...child, sendWebhook, logged };
    },
    /** The bodies of our comments, as GitHub has them. */
    comments: () =>
      openGithub()
        .commentsAt(PLACE)
        .map(({ body }) => body),
    /** What the processes have left behind, read without opening it as ours: that would change it. */
    stored() {
      using database = new DatabaseSync(file, { readOnly: true });
      const [row, ...others] = database.prepare("SELECT document FROM tasks").all();
      if (!row || others.length > 0) throw new Error(`${row ? "more than one" : "no"} task is stored`);
      const history = database
        .prepare(`SELECT transition || ' by ' || "by" AS line FROM history ORDER BY version`)
        .all();
      const task: Task = taskSchema.parse(JSON.parse(String(row.document)));
      return { task, history: history.map(({ line }) => line), broken: brokenRows(file) };
    },
  };
}
