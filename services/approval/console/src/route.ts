import { createStore } from "./data/store.ts";

export type Route = { path: string; query: URLSearchParams };

const read = (): Route => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const route = createStore<Route>(read());
addEventListener("popstate", () => route.set(read));

/** Goes there without loading the page. `replace`: it is the same place, told more exactly. */
export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  if (replace) history.replaceState(history.state, "", to);
  else history.pushState(null, "", to);
  const before = route.get().path;
  route.set(read);
  if (route.get().path !== before) scrollTo(0, 0);
}

export const taskPath = (id: string): string => `/tasks/${encodeURIComponent(id)}`;
