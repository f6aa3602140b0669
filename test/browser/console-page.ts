import type { Locator, Page } from "playwright-core";

/** What the tests take hold of on the console's pages. */

/** How often a test may ask the console, which has a limit for each person. */
export const ASKING = { every: 250 };

export const rowOf = (desk: Page, title: string): Locator => desk.locator(".queue .row", { hasText: title });

/** The button, once it can be pressed. Buttons that are off are still there, for whoever can't see them. */
export async function enabled(button: Locator): Promise<Locator> {
  const on = button.and(button.page().locator(':not([aria-disabled="true"])'));
  await on.waitFor();
  return on;
}

/** What the desk says of a task that is decided. */
export async function standing(desk: Page, words: string): Promise<void> {
  await desk.getByRole("region", { name: "Decide" }).getByText(words, { exact: true }).waitFor();
}
