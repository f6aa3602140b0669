import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";

export type Sent = { method?: string; headers?: { [name: string]: string }; body?: string; signal?: AbortSignal };

const WITHOUT_BODY = [204, 304];

/** One request as it is written down, host and all: `fetch` decides on some headers itself. Redirects are answers. */
export async function send(url: string, sent: Sent = {}): Promise<Response> {
  const { method = "GET", headers = {}, body, signal } = sent;
  const asked = request(url, { method, headers, ...(signal && { signal }), agent: false });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const status = answer.statusCode ?? 0;
  const received = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) received.append(name, value);
  }
  const stream = WITHOUT_BODY.includes(status) ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
  if (stream === null) answer.resume();
  return new Response(stream, { status, headers: received });
}

export type Browser = ReturnType<typeof openBrowser>;

/** Keeps cookies, and says with its requests what a browser says of a page of that site. */
export function openBrowser(site: string, { port = new URL(site).port }: { port?: string } = {}) {
  const cookies = new Map<string, string>();
  let csrf: string | undefined;
  const { host } = new URL(site);

  const load = async (path: string, { method = "GET", headers = {}, ...rest }: Sent = {}): Promise<Response> => {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const usual = { host, ...(jar && { cookie: jar }) };
    const answer = await send(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...usual, ...headers },
      ...rest,
    });
    for (const cookie of answer.headers.getSetCookie()) keep(cookie);
    return answer;
  };
  const keep = (cookie: string) => {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
    if (/;\s*max-age=0\b/i.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  };
  /** What a script of the page sends. */
  const change = async (method: string, path: string, body?: unknown, headers: { [name: string]: string } = {}) => {
    csrf ??= (await me()).csrf;
    const usual = { origin: site, "sec-fetch-site": "same-origin", "x-frontdesk-csrf": csrf ?? "" };
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return load(path, { method, headers: { ...usual, ...json, ...headers }, ...text });
  };
  const me = async (): Promise<{ name?: string; csrf?: string; status?: number; [field: string]: unknown }> =>
    JSON.parse(await (await load("/v1/me")).text());

  return {
    cookies,
    me,
    get: (path: string, sent?: Omit<Sent, "method">) => load(path, sent),
    post: (path: string, body?: unknown, headers?: { [name: string]: string }) => change("POST", path, body, headers),
    put: (path: string, body?: unknown, headers?: { [name: string]: string }) => change("PUT", path, body, headers),
    delete: (path: string, headers?: { [name: string]: string }) => change("DELETE", path, undefined, headers),
    /** As it is given, with the cookies and nothing else. */
    load,
    /** The same browser, with another instance behind the same name. */
    through: (other: string) => {
      const there = openBrowser(site, { port: new URL(other).port });
      for (const [name, value] of cookies) there.cookies.set(name, value);
      return there;
    },
  };
}
