import { createStore } from "./store.ts";

/** What someone likes, kept in this browser. */
export type Preferences = { theme: "auto" | "light" | "dark"; singleKeys: boolean };

const NAME = "frontdesk.preferences";
const usual: Preferences = { theme: "auto", singleKeys: true };

export const preferences = createStore<Preferences>({ ...usual, ...read() });

preferences.follow(() => {
  apply();
  try {
    localStorage.setItem(NAME, JSON.stringify(preferences.get()));
  } catch {
    // No room or not allowed: it holds until the page is closed.
  }
});
apply();

function apply(): void {
  const { theme } = preferences.get();
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function read(): Partial<Preferences> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    const { theme, singleKeys } = (kept ?? {}) as Partial<Preferences>;
    return {
      ...((theme === "light" || theme === "dark") && { theme }),
      ...(singleKeys === false && { singleKeys }),
    };
  } catch {
    return {};
  }
}
