const LONGEST = 1_000;

/** Where somebody goes after signing in: a page of ours, whatever was asked for. */
export function ownPage(next: unknown, url: string): string {
  if (typeof next !== "string" || next.length > LONGEST || !next.startsWith("/")) return "/";
  const target = URL.parse(next, url);
  // `//host`, `/\host` and `/<tab>/host` are other hosts to a browser.
  if (target?.origin !== new URL(url).origin || /^\/(sign-in|sign-out)(\/|$)/.test(target.pathname)) return "/";
  return target.pathname.replace(/^\/{2,}/, "/") + target.search + target.hash;
}
