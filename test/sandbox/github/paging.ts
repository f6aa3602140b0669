import type { Request, Response } from "express";

/** One page of the rows, and in the Link header where the others are. `base` has no query. */
export function sendPage<T>(request: Request, response: Response, rows: readonly T[], base: string): T[] {
  const asked = new URL(request.url, "http://github.test").searchParams;
  const perPage = Math.min(100, positive(asked.get("per_page")) ?? 30);
  const page = positive(asked.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(rows.length / perPage));
  const link = (number: number, rel: string) => {
    const query = new URLSearchParams(asked);
    query.set("page", String(number));
    return `<${base}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  if (links.length) response.set("link", links.join(", "));
  return rows.slice((page - 1) * perPage, page * perPage);
}

export function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
