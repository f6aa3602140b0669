import { Unavailable } from "@frontdesk/shared/domain/errors";
import { PREFIXES } from "@frontdesk/shared/domain/model-call";
import { expect, test } from "vitest";
import { FAST, generated, openGatewayWorld, question, sortingSchema } from "./gateway-world.ts";

const { signal } = new AbortController();

test("a question is answered, and its call is kept with prompt, response, tokens and cost", async () => {
  const { ask, backend, gemini, lines } = await openGatewayWorld();
  const answer = await ask({ task: { id: "acme.webapp.1.opened", repo: "1", author: "mona" } });
  expect(answer).toMatchObject({ is: "answered", value: { kind: "bug" }, call: { tier: "fast", reused: false } });

  const [call, ...others] = await backend.calls.list("acme.webapp.1.opened");
  const usage = generated(gemini)[0]?.usage;
  expect(others).toEqual([]);
  expect(call).toMatchObject({
    ...{ finished: true, ended: "answered", model: FAST, modelVersion: FAST, attempt: 1, purpose: "sort" },
    prompt: expect.stringContaining("It crashes at start."),
    tokens: { input: usage?.promptTokenCount, output: usage?.candidatesTokenCount },
    costMicros: answer.costMicros,
  });
  expect(sortingSchema.parse(JSON.parse(call?.response ?? ""))).toEqual("value" in answer && answer.value);
  expect(answer.costMicros).toBeGreaterThan(0);
  expect(lines.filter(({ message }) => message.startsWith("model call"))).toMatchObject([
    { level: "info", fields: { call_id: call?.id, cost_micros: answer.costMicros } },
  ]);
});

test("the same question is not paid for twice, by whichever instance it is asked", async () => {
  const world = await openGatewayWorld();
  const asked = question(world.now());
  const first = await world.ask(asked);
  const again = await world.whenIdle(world.open().ask({ ...asked, until: world.now() }, signal));
  expect(again).toMatchObject({ is: "answered", costMicros: 0, call: { reused: true } });
  expect("value" in again && again.value).toEqual("value" in first && first.value);
  expect("call" in again && again.call.id).toBe("call" in first && first.call.id);
  expect(generated(world.gemini)).toHaveLength(1);
});

test("another prompt version, another turn, another prefix and another tier are other questions", async () => {
  const { ask, gemini, now } = await openGatewayWorld();
  const asked = question(now());
  await ask(asked);
  await ask({ ...asked, promptVersion: "sort-2" });
  await ask({ ...asked, turns: [...asked.turns, { role: "user", text: "It crashes at the end, too." }] });
  await ask({ ...asked, prefix: { rules: "You sort issues well.", material: [] } });
  await ask({ ...asked, tier: "deep" });
  expect(generated(gemini)).toHaveLength(5);
});

test("an answer that had to be repaired is an answer to the question: it is reused, and the bad one is not", async () => {
  const { ask, gemini, now } = await openGatewayWorld();
  const asked = question(now());
  gemini.faults.add({ fault: { kind: "not JSON" } });
  await ask(asked);
  expect(await ask(asked)).toMatchObject({ is: "answered", call: { reused: true } });
  expect(generated(gemini)).toHaveLength(2);
});

test("the prefix is kept once, under the hash that its calls name", async () => {
  const { ask, backend } = await openGatewayWorld();
  const prefix = { rules: "You sort.", material: [{ key: "docs/a.md", commit: "c0ffee", text: "Alpha" }] };
  const task = { id: "acme.webapp.7.opened", repo: "1", author: "mona" };
  for (const text of ["One", "Two"]) await ask({ task, prefix, turns: [{ role: "user", text }] });
  const [one, two] = await backend.calls.list(task.id);
  expect(one?.prefixHash).toBe(two?.prefixHash);
  expect(one?.prompt).not.toContain("Alpha");
  expect(await backend.values.get(PREFIXES, one?.prefixHash ?? "")).toEqual(prefix);
});

test("what is written is told as it comes, and begins anew with each attempt", async () => {
  const { ask, gemini } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "cut" } });
  const heard: string[] = [];
  const turns = [
    { role: "user" as const, text: `<issue>Title: Crash\nBody: ${"It crashes at start. ".repeat(40)}</issue>` },
  ];
  const answer = await ask({ turns, onText: (soFar) => heard.push(soFar) });
  expect(answer).toMatchObject({ is: "answered" });
  expect(JSON.parse(heard.at(-1) ?? "")).toEqual("value" in answer && answer.value);
  const restarts = heard.filter((text, n) => n > 0 && !text.startsWith(heard[n - 1] ?? ""));
  expect(restarts.length).toBeLessThanOrEqual(1);
  expect(gemini.requests().map(({ endpoint }) => endpoint)).toEqual(["streamGenerateContent", "streamGenerateContent"]);
});

test.each(["ends early", "partial frame", "error frame", "cut"] as const)(
  "a stream that is broken (%s) is asked for again, and counts for the most it can have cost",
  async (kind) => {
    const { ask, gemini, backend } = await openGatewayWorld();
    gemini.faults.add({ fault: { kind } });
    const task = { id: "acme.webapp.8.opened", repo: "1", author: "mona" };
    expect(await ask({ task, onText: () => undefined })).toMatchObject({ is: "answered" });
    const [broken] = await backend.calls.list(task.id);
    expect(broken).toMatchObject({ finished: false });
    if (kind === "cut" || kind === "partial frame" || kind === "ends early") {
      expect(broken?.ended).toBe("broken off");
      expect(broken?.costMicros).toBeGreaterThan(2_548 * 2.5);
    }
  },
);

test("nothing is sent where the store can't be reached", async () => {
  const { gateway, gemini, backend, now } = await openGatewayWorld();
  backend.faults.goDown();
  await expect(gateway.ask(question(now()), signal)).rejects.toThrow(Unavailable);
  expect(gemini.requests()).toEqual([]);
});

test("a request that the model won't take is told to a person, and parked", async () => {
  const { ask, gemini, lines } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "fails", status: 400, message: "Invalid value" } });
  expect(await ask()).toMatchObject({ is: "unusable", why: expect.stringContaining("Invalid value") });
  expect(lines.filter(({ level }) => level === "alert")).toHaveLength(1);
});

test("a key that is refused is told to a person once, and everything waits", async () => {
  const { ask, gemini, lines } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "fails", status: 403, message: "Key revoked" }, times: 2 });
  for (let asked = 0; asked < 3; asked++) expect(await ask()).toMatchObject({ is: "later" });
  expect(lines.filter(({ level }) => level === "alert")).toHaveLength(1);
  expect(generated(gemini)).toHaveLength(1);
});

test("what no model can read is not sent", async () => {
  const { ask, gemini } = await openGatewayWorld();
  const prefix = { rules: "You sort.", material: [{ key: "a", text: "x".repeat(5_000_000) }] };
  expect(await ask({ prefix })).toMatchObject({ is: "unusable", why: expect.stringContaining("takes 1048576") });
  expect(gemini.requests()).toEqual([]);
});

test("a model that will be shut down soon is told at the start", async () => {
  const { lines } = await openGatewayWorld({ deep: "gemini-3.1-flash-lite", start: "2027-04-01T00:00:00Z" });
  expect(lines).toMatchObject([{ level: "warn", fields: { model: "gemini-3.1-flash-lite", on: "2027-05-07" } }]);
});

test.each([false, true])(
  "prompt and response stand in the log only where that is switched on: %s",
  async (logTexts) => {
    const { ask, lines } = await openGatewayWorld({ logTexts });
    await ask();
    expect(Object.keys(lines[0]?.fields ?? {}).includes("prompt")).toBe(logTexts);
  },
);
