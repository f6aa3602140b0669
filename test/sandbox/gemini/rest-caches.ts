import { cacheName, modelIn, modelName } from "./address.ts";
import type { Cache } from "./caches.ts";
import { checkNames, type Json, readContents, readSystem } from "./contents.ts";
import { invalid } from "./refusal.ts";
import type { Call, Reply } from "./reply.ts";
import { countTokens } from "./tokens.ts";
import type { World } from "./world.ts";

const SMALLEST = 4_096;
const HOUR = 3_600;
const NAMES = "model displayName ttl expireTime contents systemInstruction tools toolConfig name kmsKeyName".split(" ");

export function changeCaches(world: World, call: Call): Reply {
  const { caches } = world;
  const { address, body, query } = call;
  const shown = (cache: Cache) => ({ body: resourceOf(cache, call) });
  switch (address.endpoint) {
    case "createCache":
      return shown(create(world, call));
    case "listCaches":
      return list(world, query, call);
    case "updateCache": {
      const cache = caches.get(address.cache ?? "");
      return shown(Object.assign(cache, { expiresAt: expiryIn(body, world.now), updatedAt: world.now() }));
    }
    case "deleteCache":
      caches.drop(caches.get(address.cache ?? "").name);
      return { body: {} };
    default:
      return shown(caches.get(address.cache ?? ""));
  }
}

function create({ caches, models, now }: World, { address, body }: Call): Cache {
  checkNames(body, NAMES);
  const model = models.at({ ...address, model: modelIn(body.model), endpoint: "generateContent" });
  if (!model.explicitCache) throw invalid(`Model ${modelName(address, model.id)} does not support cached content.`);
  const contents = readContents(body.contents);
  const system = readSystem(body.systemInstruction);
  const tokens = countTokens(system) + contents.reduce((sum, { text }) => sum + countTokens(text), 0);
  if (tokens < SMALLEST) {
    throw invalid(`Cached content is too small. total_token_count=${tokens}, min_total_token_count=${SMALLEST}`);
  }
  const displayName = body.displayName === undefined ? undefined : String(body.displayName);
  const times = { createdAt: now(), updatedAt: now(), expiresAt: expiryIn(body, now) };
  return caches.add({ model: model.id, displayName, system, contents, tokens, ...times }, (id) =>
    cacheName(address, id),
  );
}

function expiryIn({ ttl, expireTime }: Json, now: () => Date): Date {
  if (expireTime !== undefined) {
    const at = new Date(String(expireTime));
    if (!(at > now())) throw invalid("Invalid value at 'cached_content.expire_time': must be in the future.");
    return at;
  }
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(ttl ?? `${HOUR}s`))?.[1];
  if (seconds === undefined || Number(seconds) <= 0) {
    throw invalid(
      `Invalid value at 'cached_content.ttl' (type.googleapis.com/google.protobuf.Duration), ${JSON.stringify(ttl)}`,
    );
  }
  return new Date(now().getTime() + Number(seconds) * 1_000);
}

function list({ caches }: World, query: Call["query"], call: Call): Reply {
  const prefix = cacheName(call.address, "");
  const all = caches.live().filter(({ name }) => name.startsWith(prefix));
  const from = Number(query.pageToken ?? 0);
  const to = from + Math.min(1_000, Number(query.pageSize ?? 50) || 50);
  const page = all.slice(from, to).map((cache) => resourceOf(cache, call));
  return {
    body: {
      ...(page.length ? { cachedContents: page } : {}),
      ...(to < all.length ? { nextPageToken: String(to) } : {}),
    },
  };
}

function resourceOf(cache: Cache, { address }: Pick<Call, "address">): object {
  return {
    name: cache.name,
    model: modelName(address, cache.model),
    createTime: cache.createdAt.toISOString(),
    updateTime: cache.updatedAt.toISOString(),
    expireTime: cache.expiresAt.toISOString(),
    ...(cache.displayName === undefined ? {} : { displayName: cache.displayName }),
    usageMetadata: { totalTokenCount: cache.tokens },
  };
}
