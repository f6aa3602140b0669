import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import type { ModelWire, WireRequest } from "@frontdesk/shared/ports/model-wire";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { longText } from "../sandbox/gemini/call-gemini.ts";
import type { Fault } from "../sandbox/gemini/faults.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { CACHING, FAST, generated } from "./gateway-world.ts";
import { ACCESSES, request, schema } from "./wire-requests.ts";

const { signal } = new AbortController();
describe.each(ACCESSES)("over %s", (_, access) => {
  async function start() {
    const gemini = await startGemini({ latency: 0 });
    onTestFinished(() => gemini.close());
    return { gemini, wire: createGemini({ ...access, baseUrl: gemini.url }) };
  }

  async function meet(fault: Fault, more: Partial<WireRequest> = {}) {
    const { gemini, wire } = await start();
    gemini.faults.add({ fault, times: Number.POSITIVE_INFINITY });
    const end = await wire.generate(request(more), signal);
    return { end, gemini };
  }

  test("one request is sent, which says no more than is asked", async () => {
    const { gemini, wire } = await start();
    const end = await wire.generate(request(), signal);
    const usage = generated(gemini)[0]?.usage;
    expect(end).toMatchObject({
      ...{ is: "whole", modelVersion: FAST },
      usage: { input: usage?.promptTokenCount, output: usage?.candidatesTokenCount, cached: 0 },
    });
    expect(JSON.parse("text" in end ? end.text : "")).toEqual({ summary: expect.any(String) });
    expect(generated(gemini)).toHaveLength(1);
    expect(generated(gemini)[0]?.body).toEqual({
      systemInstruction: { role: "user", parts: [{ text: "You sort issues." }] },
      contents: [
        { role: "user", parts: [{ text: "README: it starts by itself." }] },
        { role: "user", parts: [{ text: "<issue>Title: It crashes\nBody: At start.</issue>" }] },
      ],
      generationConfig: {
        ...{ maxOutputTokens: 2_000, responseMimeType: "application/json", responseJsonSchema: schema },
        thinkingConfig: { thinkingLevel: "LOW" },
      },
    });
  });

  test("streamed, it is the same, told as it comes", async () => {
    const { gemini, wire } = await start();
    const heard: string[] = [];
    const turns = [{ role: "user" as const, text: `Title: It crashes\n${"At start. ".repeat(200)}` }];
    const end = await wire.generate(request({ turns, onText: (soFar) => heard.push(soFar) }), signal);
    expect(end).toMatchObject({ is: "whole", text: heard.at(-1) });
    expect(heard.every((text, n) => text.startsWith(heard[n - 1] ?? ""))).toBe(true);
    expect(gemini.requests().map(({ endpoint }) => endpoint)).toEqual(["streamGenerateContent"]);
  });

  const ENDS: [Fault, string][] = [
    [{ kind: "blocked prompt" }, "blocked"],
    [{ kind: "blocked answer" }, "blocked"],
    [{ kind: "blocked answer", reason: "RECITATION" }, "blocked"],
    [{ kind: "no text" }, "cut short"],
    [{ kind: "no candidates" }, "empty"],
    [{ kind: "quota" }, "limited"],
    [{ kind: "fails", status: 500 }, "failing"],
    [{ kind: "fails", status: 502 }, "failing"],
    [{ kind: "fails", status: 503 }, "failing"],
    [{ kind: "fails", status: 504 }, "failing"],
    [{ kind: "fails", status: 401 }, "denied"],
    [{ kind: "fails", status: 403 }, "denied"],
    [{ kind: "fails", status: 400 }, "invalid"],
    [{ kind: "fails", status: 400, message: "API key not valid. Please pass a valid API key." }, "denied"],
    [{ kind: "retired" }, "no model"],
    [{ kind: "lost request" }, "broken off"],
    [{ kind: "lost answer" }, "broken off"],
    [{ kind: "cut" }, "broken off"],
  ];

  test.each(ENDS)("%o is one request that ended as: %s", async (fault, is) => {
    const plain = await meet(fault);
    expect(plain.end.is).toBe(is);
    expect(plain.gemini.requests()).toHaveLength(1);
    const streamed = await meet(fault, { onText: () => undefined });
    expect(streamed.end.is).toBe(is);
    expect(streamed.gemini.requests()).toHaveLength(1);
  });

  test.each(["ends early", "partial frame", "error frame", "cut"] as const)(
    "a stream that is broken (%s) is broken off, and its cost unknown",
    async (kind) => {
      const turns = [{ role: "user" as const, text: `Title: It crashes\n${"At start. ".repeat(200)}` }];
      const { end } = await meet({ kind }, { turns, onText: () => undefined });
      expect(end).toMatchObject({ is: "broken off", why: expect.stringMatching(/\S/) });
      expect(end).not.toHaveProperty("usage");
    },
  );

  test.each([
    ["2.5 s", 2.5, 2_500],
    ["a second", 1, 1_000],
  ])("how long to wait is passed on: %s", async (_said, retryDelay, retryAfterMs) => {
    const { end } = await meet({ kind: "quota", retryDelay });
    expect(end).toMatchObject({ is: "limited", retryAfterMs });
  });

  test.each(["hangs", "stalls"] as const)("it ends when its signal does, although the model %s", async (kind) => {
    const { gemini, wire } = await start();
    gemini.faults.add({ fault: { kind } });
    const stop = new AbortController();
    const onText = kind === "stalls" ? () => undefined : undefined;
    const work = wire.generate(request({ onText }), stop.signal);
    await eventually(() => expect(gemini.requests()).toHaveLength(1));
    stop.abort(new Error("stop"));
    expect((await work).is).toBe("aborted");
    await eventually(() => expect(gemini.requests()[0]?.fate).toBe("abandoned"));
  });

  test("nothing is sent when the signal has aborted before", async () => {
    const { gemini, wire } = await start();
    expect((await wire.generate(request(), AbortSignal.abort())).is).toBe("aborted");
    expect(gemini.requests()).toEqual([]);
  });

  test("a prefix is cached, used by its name, extended and deleted", async () => {
    const { gemini, wire } = await start();
    const prefix = { rules: "You draft.", material: [longText(6_000)] };
    const made = await wire.createCache({ model: CACHING, displayName: "acme", prefix, ttlSeconds: 60 }, signal);
    const [cache] = gemini.caches();
    expect(made).toEqual({ is: "made", name: cache?.name, tokens: cache?.tokens, expiresAt: cache?.expiresAt });
    const cached = request({ model: CACHING, prefix: { cachedContent: cache?.name ?? "" } });
    expect(await wire.generate(cached, signal)).toMatchObject({ is: "whole", usage: { cached: cache?.tokens } });

    const extended = await wire.extendCache(cache?.name ?? "", 3_600, signal);
    expect("expiresAt" in extended && extended.expiresAt.getTime() - Date.now()).toBeGreaterThan(3_000_000);
    await wire.deleteCache(cache?.name ?? "", signal);
    await wire.deleteCache(cache?.name ?? "", signal);
    expect(gemini.caches()).toEqual([]);
    expect((await wire.generate(cached, signal)).is).toBe("no cache");
    expect((await wire.extendCache(cache?.name ?? "", 3_600, signal)).is).toBe("no cache");
  });

  test.each([
    ["too small", { model: CACHING, tokens: 100 }, "invalid"],
    ["for a model that has none", { model: "gemini-4-argon", tokens: 6_000 }, "invalid"],
    ["for a model that is gone", { model: "gemini-1.5-pro", tokens: 6_000 }, "no model"],
  ])("a cache that is %s is not made", async (_what, { model, tokens }, is) => {
    const { wire } = await start();
    const prefix = { rules: "You draft.", material: [longText(tokens)] };
    const made = await wire.createCache({ model, displayName: "acme", prefix, ttlSeconds: 60 }, signal);
    expect(made.is).toBe(is);
  });

  test("nobody there: nothing was sent, so nothing is paid", async () => {
    const { gemini, wire } = await start();
    await gemini.close();
    expect(await wire.generate(request(), signal)).toMatchObject({ is: "failing" });
    expect((await makeCache(wire)).is).toBe("failing");
  });
});

function makeCache(wire: ModelWire) {
  const prefix = { rules: "You draft.", material: [longText(6_000)] };
  return wire.createCache({ model: CACHING, displayName: "acme", prefix, ttlSeconds: 60 }, signal);
}
