import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { SCREENSHOTS } from "./in-browser.ts";

const SIZES = [
  { name: "phone", width: 390, height: 844 },
  { name: "desktop", width: 1440, height: 900 },
];
const THEMES = ["dark", "light"] as const;

/**
 * What is wrong with how the page looks now, as sentences: light and dark, on a desktop and on a phone. Each of the four is
 * kept as a picture.
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const { name: size, ...viewport } of SIZES) {
    await page.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const look = `${name}, ${size}, ${theme}`;
      await page.screenshot({ path: join(SCREENSHOTS, `${look}.png`) });
      const faults = await page.evaluate<string[]>(FAULTS);
      found.push(...faults.map((fault) => `${look}: ${fault}`));
    }
  }
  return found;
}

/** All that axe finds, and what is wider than the screen. */
const FAULTS = `axe.run().then(({ violations }) => {
  const faults = violations.map(({ id, help, nodes }) =>
    id + ", " + help + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" and "));
  const over = document.documentElement.scrollWidth - innerWidth;
  return over > 0 ? [...faults, over + " px wider than the screen"] : faults;
})`;
