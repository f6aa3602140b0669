import { buildConsole } from "@frontdesk/console/build";
import { expect, onTestFinished, test } from "vitest";
import { startFor, temporaryFolder } from "../first-minutes/first-minutes-world.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";
import { describeInBrowser, type OpenPage } from "./in-browser.ts";
import { lookAt } from "./look-at.ts";

/** `pnpm start` with nothing set, and its page for setting up. */
async function openSetup(openPage: OpenPage) {
  await buildConsole();
  const github = await startGitHub();
  onTestFinished(() => github.close());
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const { where } = await startFor(temporaryFolder(), {
    FRONTDESK_GITHUB_URL: github.apiUrl,
    FRONTDESK_GEMINI_URL: gemini.url,
  });
  const page = await openPage({ complains: /status of 422/ });
  await page.goto(where["Set up"] ?? "");
  const address = page.getByLabel("Public address");
  await address.waitFor();
  return { page, address, create: page.getByRole("button", { name: "Create on GitHub" }), github };
}

describeInBrowser("setting up", (openPage) => {
  test("what is wrong with an address or an organisation stands beside it, and the App can't be made with it", async () => {
    const { page, address, create } = await openSetup(openPage);
    await address.fill("desk.acme.example");
    await create.click();
    const reason = page.locator("#about-address", {
      hasText: '"desk.acme.example" is no address that GitHub can reach',
    });
    await reason.waitFor();
    expect(await address.getAttribute("aria-invalid")).toBe("true");
    expect(await create.getAttribute("aria-disabled")).toBe("true");
    expect(await lookAt(page, "set up, with a wrong address")).toEqual([]);

    await page.getByLabel("An organisation").check();
    await page.getByLabel("Organisation", { exact: true }).fill("ac/me");
    await create.click({ force: true });
    await page.locator("#about-organisation", { hasText: 'No organisation on GitHub is called "ac/me".' }).waitFor();
    expect(await reason.count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe("/setup");

    await address.fill("");
    await page.getByLabel("My account").check();
    await page.locator("#about-address", { hasText: "It can be given later" }).waitFor();
    expect(await create.getAttribute("aria-disabled")).toBe("false");
  });

  test("whoever types an address and presses the button at once comes to GitHub, with that address", async () => {
    const { page, address, create, github } = await openSetup(openPage);
    await address.fill("https://desk.acme.example");
    await create.click();
    await page.waitForURL((url) => url.origin === new URL(github.url).origin);
    expect(await page.content()).toContain("desk.acme.example");
  });

  test("of a key that is refused it says why, and nothing else", async () => {
    const { page } = await openSetup(openPage);
    await page.getByLabel("Gemini API key").fill("two words that are long enough");
    await page.getByRole("button", { name: "Try and keep it" }).click();
    const why = "That is no key of the Gemini API: it has no spaces and no quotes in it.";
    await page.getByText(why, { exact: true }).waitFor();
  });
});
