import { parseJson } from "@frontdesk/shared/domain/parse-json";
import type { z } from "zod";
import { problemSchema } from "../src/api/problem.ts";
import { meSchema } from "../src/api/surroundings.ts";
import { Ending, EXIT, type ExitCode } from "./ending.ts";

export type Credentials = { key: string } | { cookie: string } | undefined;

/** `/v1`, as one person or key. */
export type Client = {
  url: string;
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>>;
  send<S extends z.ZodType>(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body: unknown,
    schema: S,
  ): Promise<z.infer<S>>;
  /** Without a word on what it answers, as long as it is a console. */
  raw(path: string, init?: RequestInit): Promise<Response>;
};

const ANSWERS_WITHIN = 30_000;

/** Each works once: whoever has followed one in a browser needs another. */
export const GET_A_LINK =
  'For a link, press Enter in the terminal where Frontdesk runs, or choose "Link for the command line or a phone" in the console\'s account menu.';

/** `/v1` says in every answer how much may be asked. What stands on other ports has none of it, but problems of the same form. */
const OF_A_CONSOLE = "ratelimit-limit";

export function createClient(url: string, credentials: Credentials): Client {
  const raw = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(url + path, {
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERS_WITHIN),
      ...init,
      headers: { ...headersOf(credentials), ...init.headers },
    }).catch((cause) => {
      const why =
        cause instanceof Error && cause.name === "TimeoutError" ? "takes too long to answer" : "doesn't answer";
      throw new Ending(
        EXIT.unreachable,
        `${url} ${why}. Is Frontdesk running? Start it with \`npx -y pnpm@12 dev\`, or set FRONTDESK_URL to where its console is.`,
        { cause },
      );
    });
    if (response.status !== 404 || response.headers.has(OF_A_CONSOLE)) return response;
    throw new Ending(
      EXIT.unreachable,
      `${url} is no Frontdesk console: set FRONTDESK_URL to where it is, which Frontdesk prints when it starts.`,
    );
  };
  const read = async <S extends z.ZodType>(response: Response, schema: S): Promise<z.infer<S>> => {
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, text, { url, credentials });
    const parsed = schema.safeParse(text === "" ? undefined : parseJson(text));
    if (parsed.success) return parsed.data;
    throw new Ending(
      EXIT.refused,
      `${url} answers what this command doesn't understand. Are both of the same version?`,
      {
        cause: parsed.error,
      },
    );
  };
  const csrf = async (): Promise<Record<string, string>> => {
    if (!credentials || "key" in credentials) return {};
    const me = await read(await raw("/v1/me"), meSchema);
    return { origin: new URL(url).origin, ...(me.csrf !== undefined && { "x-frontdesk-csrf": me.csrf }) };
  };
  return {
    url,
    raw,
    get: async (path, schema) => read(await raw(path), schema),
    async send(method, path, body, schema) {
      const headers = { ...(await csrf()), ...(body !== undefined && { "content-type": "application/json" }) };
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return read(await raw(path, init), schema);
    },
  };
}

function headersOf(credentials: Credentials): Record<string, string> {
  if (!credentials) return {};
  return "key" in credentials ? { authorization: `Bearer ${credentials.key}` } : { cookie: credentials.cookie };
}

const CODES: { [status: number]: ExitCode } = {
  400: EXIT.usage,
  401: EXIT.signedOut,
  404: EXIT.absent,
  409: EXIT.conflict,
};

function refusal(
  status: number,
  text: string,
  { url, credentials }: { url: string; credentials: Credentials },
): Ending {
  const problem = problemSchema.safeParse(parseJson(text)).data;
  const detail = problem?.detail ?? problem?.title ?? `${url} answered ${status}.`;
  const hasKey = credentials && "key" in credentials;
  // What the service advises is for browsers.
  const nobody = hasKey
    ? `${detail} It is the one in FRONTDESK_KEY.`
    : `You are not signed in at ${url}. \`frontdesk sign-in LINK\` signs you in. ${GET_A_LINK} Or set FRONTDESK_KEY.`;
  return new Ending(CODES[status] ?? EXIT.refused, status === 401 ? nobody : detail);
}
