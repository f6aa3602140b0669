import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createV1 } from "@frontdesk/approval/web/v1/v1";
import type { State } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";
import { commandLine } from "../../services/approval/cli/command-line.ts";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";
import { type Brought, bringTo } from "../web/bring-to.ts";
import { startWebWorld } from "../web/web-world.ts";

const MAIN = resolve(import.meta.dirname, "../../services/standalone/frontdesk.mjs");

export type Ran = { code: number; out: string; err: string };

/** A console as it runs on one's own machine, and the command line beside it, as processes of their own. */
export async function cliWorld() {
  const closing = new AbortController();
  const { codeHost } = createFakeCodeHost();
  const web = await startWebWorld({
    signInBy: "link",
    routers: ({ keys, links }, { backend, github, now }) => ({
      v1: [
        createV1({
          ...{ ...backend, codeHost, web: github.url, keys, signInLinks: links, decisionKey: "d".repeat(32) },
          ...{ hasSlack: false, log: silentLog, now, closing: closing.signal, sleep: async () => undefined },
        }),
      ],
    }),
  });
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => {
    closing.abort();
    rmSync(folder, { recursive: true });
  });

  const environment = (more: { [name: string]: string }) => ({
    ...{ PATH: process.env.PATH, XDG_CONFIG_HOME: folder, FRONTDESK_URL: web.url },
    ...more,
  });
  const split = (words: string) => (words.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
  /** The command, within this process. `says`: what somebody at a terminal answers. */
  const run = (words: string, more: { [name: string]: string } = {}, says?: string) => typed(split(words), more, says);
  const typed = async (
    words: readonly string[],
    more: { [name: string]: string } = {},
    says?: string,
  ): Promise<Ran> => {
    const said = { out: "", err: "" };
    const place = { file: join(folder, ".env"), surroundings: environment(more) };
    const code = await commandLine(words, place, {
      ...{ isInteractive: says !== undefined, colours: false },
      out(text) {
        said.out += text;
      },
      err(text) {
        said.err += text;
      },
      async ask(question) {
        said.err += question;
        return says ?? "";
      },
    });
    return { code, ...said };
  };
  const spawn = (words: string, more: { [name: string]: string } = {}): Promise<Ran> =>
    new Promise((done) => {
      const child = execFile(
        process.execPath,
        [MAIN, ...split(words)],
        { env: environment(more), cwd: folder },
        (error, out, err) => {
          done({ code: error ? Number(error.code) : 0, out, err });
        },
      );
      child.stdin?.end();
    });
  return {
    ...{ folder, run, typed, spawn, url: web.url, backend: web.backend },
    link: async () => (await web.signInLink()).link,
    task: <S extends State>(state: S, origin: Brought = {}) =>
      bringTo(state, origin, { tasks: web.backend.tasks, now: web.now }),
  };
}
