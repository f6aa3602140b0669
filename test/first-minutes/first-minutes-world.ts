import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type Child, startChild } from "../durability/child.ts";

const DEV = new URL("../../services/standalone/dev.mjs", import.meta.url);
const START = new URL("../../services/standalone/start.mjs", import.meta.url);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `pnpm dev`, on a folder; resolves when it has said where everything is. */
export async function startDev(folder: string) {
  const child = startChild(DEV, [], { FRONTDESK_DATA: join(folder, "data"), NO_COLOR: "1" }, { cwd: folder });
  await child.line("    Stop");
  return { ...child, where: placesIn(child) };
}

/** `pnpm start`, in a folder, with nothing but what is given. */
export async function startFor(folder: string, environment: { [name: string]: string }) {
  const free = { FRONTDESK_WEBHOOK_PORT: "0", FRONTDESK_CONSOLE_PORT: "0", FRONTDESK_DATA: join(folder, "data") };
  const child = startChild(START, [], { ...free, NO_COLOR: "1", ...environment }, { cwd: folder });
  await child.line("    Stop");
  return { ...child, where: placesIn(child) };
}

/** What stands behind a name in the newest summary. */
export function placesIn({ lines }: Pick<Child, "lines">): { [name: string]: string } {
  const rows = lines.map((line) => /^ {4}(\S+(?: \S+)*?) {3,}(\S+)/.exec(line)).filter((row) => row !== null);
  return Object.fromEntries(rows.map(([, name = "", value = ""]) => [name, value]));
}

/** Follows the link that is good once, as a browser would, and stays signed in. */
export async function signIn(link: string) {
  const entered = await fetch(link, { redirect: "manual", headers: { "sec-fetch-site": "none" } });
  const cookie = (entered.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const { origin } = new URL(link);
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, which the tests then look into.
  const json = async (path: string): Promise<any> => (await fetch(origin + path, { headers: { cookie } })).json();
  const { csrf } = await json("/v1/me");
  return {
    to: entered.headers.get("location"),
    cookie,
    async get(path: string) {
      const answer = await fetch(origin + path, { headers: { cookie }, redirect: "manual" });
      return { status: answer.status, text: await answer.text() };
    },
    json,
    post: (path: string, body: object) =>
      fetch(origin + path, {
        method: "POST",
        headers: { cookie, origin, "content-type": "application/json", "x-frontdesk-csrf": csrf },
        body: JSON.stringify(body),
      }),
  };
}

export type SignedIn = Awaited<ReturnType<typeof signIn>>;

export function expectStopped({ code, signal }: Awaited<Child["ended"]>): void {
  expect({ code, signal }).toEqual({ code: 0, signal: null });
}
