import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, onTestFinished } from "vitest";
import type {} from "../reporter.ts";
import { findChromium } from "./find-chromium.ts";

/** What the tests saw. Kept by CI, not by git. */
export const SCREENSHOTS = join(import.meta.dirname, ".screenshots");

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Machines that run tests are busy with others. */
const PATIENCE = 30_000;

export type PageOptions = {
  theme?: "light" | "dark";
  phone?: boolean;
  /** As what somebody has who signed in before. */
  signedIn?: BrowserContextOptions["storageState"];
  /** What the browser may complain of in this test, beside nothing. */
  complains?: RegExp;
};

export type OpenPage = (options?: PageOptions) => Promise<Page>;

const browser = await launch();

/**
 * A `describe` for what a person does in a browser: one browser for all of the file. Where none can run, its tests are
 * skipped, and counted as skipped. A test fails if a page reports an error, or something that its policy forbids.
 */
export function describeInBrowser(name: string, suite: (openPage: OpenPage) => void): void {
  describe.runIf(browser !== undefined)(name, { meta: { missing: "no Chromium runs here" } }, () => {
    const complaints: string[] = [];
    afterEach(() => {
      expect(complaints.splice(0), "what the browser complained of").toEqual([]);
    });
    afterAll(() => browser?.close());
    suite((options = {}) => open(browser as Browser, options, complaints));
  });
}

const TELL_OF_VIOLATIONS = `addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error("against the policy: " + violatedDirective + ", " + blockedURI));`;

async function open(running: Browser, options: PageOptions, complaints: string[]): Promise<Page> {
  const { theme = "light", phone = false, signedIn, complains } = options;
  const context = await running.newContext({
    ...{ viewport: phone ? PHONE : DESKTOP, colorScheme: theme, reducedMotion: "reduce", locale: "en-US" },
    ...(phone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
    ...(signedIn !== undefined && { storageState: signedIn }),
  });
  context.setDefaultTimeout(PATIENCE);
  onTestFinished(async ({ task }) => {
    for (const [n, page] of context.pages().entries()) {
      if (task.result?.state === "fail")
        await page.screenshot({ path: join(SCREENSHOTS, `failed ${task.name} ${n + 1}.png`) });
    }
    await context.close();
  });
  const complain = (words: string) => {
    if (!complains?.test(words)) complaints.push(words);
  };
  context.on("console", (message) => {
    if (message.type() === "error") complain(`${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => complain(String(error.error())));
  await context.addInitScript({ content: TELL_OF_VIOLATIONS });
  return context.newPage();
}

async function launch(): Promise<Browser | undefined> {
  const failed: string[] = [];
  for await (const { path, env } of findChromium()) {
    try {
      return await chromium.launch({
        ...{ executablePath: path, args: ["--no-sandbox"], headless: true, timeout: 60_000 },
        env: { ...process.env, ...env } as { [name: string]: string },
      });
    } catch (error) {
      failed.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.warn(
    `No Chromium runs here: the tests of this file are skipped. Tried: ${failed.join("; ") || "none found"}`,
  );
  return undefined;
}
