import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Task, taskSchema } from "@frontdesk/shared/domain/task";
import { expect, onTestFinished } from "vitest";
import { brokenRows } from "../durability/broken-rows.ts";
import { startChild } from "../durability/child.ts";
import { eventually } from "../eventually.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";
import type { Delivery } from "../sandbox/github/state.ts";

const PROCESS = new URL("./standalone-process.ts", import.meta.url);
const REPO = "acme/webapp";
/** Nobody is there to be asked. */
const POLICY = "{ reply: automatic, automatic_for: everybody, confidence: 0 }";
const ISSUE = { title: "Where is the log?", body: "It crashed, and I can't find one." };

export type ProcessOptions = {
  "freeze-at"?: string;
  hang?: "until-stopped" | "forever";
  grace?: string;
};

/** A GitHub, and a folder. Processes come and go on them. */
export async function createStandaloneWorld() {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const github = await startGitHub();
  onTestFinished(() => github.close());
  github.push(REPO, { ".github/frontdesk.yml": POLICY });
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const file = join(folder, "frontdesk.db");

  return {
    github,
    async start(options: ProcessOptions = {}) {
      const told = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      const app = JSON.stringify(github.app);
      const child = startChild(PROCESS, [
        "--folder",
        folder,
        "--gemini",
        gemini.url,
        "--github",
        github.apiUrl,
        "--app",
        app,
        ...told,
      ]);
      const url = (await child.line("listening ")).slice("listening ".length);
      github.setWebhook({ url });
      const logged = (message: string) => child.line(`{"severity":"INFO","message":"${message}"`);
      return { ...child, logged };
    },
    /** Somebody files an issue; resolves when the process has taken the webhook. */
    async fileIssue() {
      github.fileIssue({ repo: REPO, ...ISSUE });
      await toldOnceMore(0);
    },
    /** GitHub tells of the same issue once more. */
    async tellAgain() {
      const told = openings();
      github.redeliver(told[0] as Delivery);
      await toldOnceMore(told.length);
    },
    /** The bodies of the comments, as GitHub has them. */
    comments: () => github.commentsOn(REPO, 1).map(({ body }) => body),
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

  function openings() {
    return github.deliveries().filter(({ event, action }) => event === "issues" && action === "opened");
  }

  async function toldOnceMore(before: number) {
    await eventually(() => expect(openings().map(({ statusCode }) => statusCode)).toEqual(Array(before + 1).fill(202)));
  }
}
