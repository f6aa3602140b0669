export type ModelCall =
  | "generateContent"
  | "streamGenerateContent"
  | "countTokens"
  | "embedContent"
  | "batchEmbedContents"
  | "predict";
export type Endpoint = ModelCall | "createCache" | "listCaches" | "getCache" | "updateCache" | "deleteCache";

/** What a URL asks for, and which of the two services it is written for. */
export type Address = {
  flavour: "gemini" | "vertex";
  version: string;
  /** On Vertex, unless in Express mode: `projects/…/locations/…`. Else empty. */
  parent: string;
  endpoint: Endpoint;
  model: string;
  /** The resource name of one cache. */
  cache: string | undefined;
};

const PATH =
  /^\/(v1|v1beta|v1beta1)\/(?:(projects\/[^/]+\/locations\/[^/]+)\/)?(?:(publishers\/google\/)?models\/([^/:]+):(\w+)|cachedContents(?:\/([^/:]+))?)$/;
const GEMINI_CALLS = ["generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents"];
const VERTEX_CALLS = ["generateContent", "streamGenerateContent", "countTokens", "embedContent", "predict"];
const CACHE_CALLS: { [method: string]: Endpoint | undefined } = {
  "POST list": "createCache",
  "GET list": "listCaches",
  "GET one": "getCache",
  "PATCH one": "updateCache",
  "DELETE one": "deleteCache",
};

export function addressOf(method: string, path: string): Address | undefined {
  const [matched, version = "", parent = "", publisher, model = "", call = "", id] = PATH.exec(path) ?? [];
  if (matched === undefined) return undefined;
  const flavour = parent || publisher ? "vertex" : "gemini";
  const named = { flavour, version, parent, model } as const;
  if (model) {
    if (flavour === "vertex" && !publisher) return undefined;
    const calls = flavour === "vertex" ? VERTEX_CALLS : GEMINI_CALLS;
    return method === "POST" && calls.includes(call)
      ? { ...named, endpoint: call as ModelCall, cache: undefined }
      : undefined;
  }
  const endpoint = CACHE_CALLS[`${method} ${id === undefined ? "list" : "one"}`];
  return endpoint && { ...named, endpoint, cache: id === undefined ? undefined : cacheName({ parent }, id) };
}

export function cacheName({ parent }: Pick<Address, "parent">, id: string): string {
  return `${parent && `${parent}/`}cachedContents/${id}`;
}

/** As it stands in bodies. */
export function modelName({ parent, flavour }: Pick<Address, "parent" | "flavour">, model: string): string {
  return flavour === "gemini" ? `models/${model}` : `${parent && `${parent}/`}publishers/google/models/${model}`;
}

/** The id in such a name, if it is one. */
export function modelIn(name: unknown): string {
  return typeof name === "string" ? (name.split("/").at(-1) ?? "") : "";
}
