import type { Answer } from "./send.ts";

/** Where GitHub says the next or the last page is, as that address's parameters. The address itself is never used. */
export function linkedPage({ headers }: Answer, which: "next" | "last"): URLSearchParams | undefined {
  for (const [, address = "", relation] of String(headers.link ?? "").matchAll(/<([^<>]*)>[^<]*?\brel="([a-z]+)"/g)) {
    if (relation === which) return new URLSearchParams(address.slice(address.indexOf("?") + 1));
  }
  return undefined;
}

/** The number of the last page, where there is more than this one. Undefined where GitHub keeps it to itself. */
export function lastPage(answer: Answer): number | undefined {
  if (!linkedPage(answer, "next")) return 1;
  const page = Number(linkedPage(answer, "last")?.get("page"));
  return Number.isSafeInteger(page) && page > 1 ? page : undefined;
}
