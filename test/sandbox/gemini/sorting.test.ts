import { expect, test } from "vitest";
import { SAMPLES } from "../github/samples.ts";
import { forJson, LITE, startCalledGemini, textOf } from "./call-gemini.ts";

const SCHEMA = {
  type: "object",
  properties: {
    spam: { type: "boolean" },
    kind: { type: "string", enum: ["bug", "question", "feature", "docs", "other"] },
    labels: { type: "array", items: { type: "string" } },
    confidence: { type: "number", minimum: 0, maximum: 1 },
    wantsReply: { type: "boolean" },
    language: { type: "string" },
    summary: { type: "string" },
    missingInformation: { type: "array", items: { type: "string" } },
  },
  required: ["spam", "kind", "labels", "confidence", "wantsReply", "language", "summary", "missingInformation"],
};
const LABELS = "bug, documentation, enhancement, question, windows, help wanted";

async function sorted(title: string, body: string, more = "", schema: object = SCHEMA) {
  const { ask } = await startCalledGemini();
  const prompt = `Labels of this repository: ${LABELS}\n\n<issue>\n<title>${title}</title>\n<body>${body}</body>\n</issue>${more}`;
  const answer = await ask(LITE, forJson(prompt, schema));
  return JSON.parse(textOf(answer.body));
}

test.each([
  ["bug", "en", "App crashes on start", "Since the upgrade it fails with an exception on Windows.", ["bug", "windows"]],
  [
    "question",
    "en",
    "How do I change the port?",
    "Is there a setting for it? I can not find it in the file.",
    ["question"],
  ],
  ["feature", "en", "Please add dark mode", "It would be nice to have.", ["enhancement"]],
  ["docs", "en", "Typo in the README", "It says teh.", ["documentation"]],
  [
    "bug",
    "de",
    "Die Anwendung stürzt ab",
    "Seit dem Update kommt beim Start ein Fehler, und ich kann nicht weiter.",
    ["bug"],
  ],
  [
    "question",
    "fr",
    "Comment changer le port ?",
    "Est-il possible de le faire dans le fichier, et avec quelle option ?",
    ["question"],
  ],
  ["bug", "es", "La aplicación no funciona", "Cuando ejecuto el comando la aplicación falla con un error.", ["bug"]],
  ["bug", "pt", "O comando não funciona", "Quando eu uso o comando com um proxy não funciona e dá erro.", ["bug"]],
  ["bug", "ja", "起動時にクラッシュする", "更新してからエラーが出て動かないです。", ["bug"]],
  ["question", "zh", "如何修改端口？", "请问怎么在配置文件里设置？", ["question"]],
])("%s, in %s: %s", async (kind, language, title, body, labels) => {
  expect(await sorted(title, body)).toMatchObject({
    spam: false,
    kind,
    language,
    labels,
    wantsReply: true,
    summary: title,
  });
});

test.each(SAMPLES.bug)("the sample bug is sorted as one, and surely: $title", async ({ title, body }) => {
  const { kind, confidence } = await sorted(title, body);
  expect([kind, confidence > 0.75]).toEqual(["bug", true]);
});

test("advertising is spam: no labels, no reply", async () => {
  const found = await sorted("Buy followers now", "Best casino, click here: http://a.example http://b.example");
  expect(found).toMatchObject({ spam: true, labels: [], wantsReply: false });
});

test("a word of thanks wants no reply, in the issue or as the last word of a conversation", async () => {
  expect(await sorted("Thanks", "Solved, thanks!")).toMatchObject({ wantsReply: false });
  const more = '\n<comment author="ada">Thanks, solved!</comment>';
  expect(await sorted("App crashes", "It fails with an exception.", more)).toMatchObject({
    kind: "bug",
    wantsReply: false,
  });
});

test("it is surer of what is plain than of what is not", async () => {
  const plain = await sorted("App crashes with an exception", "It fails with an error, the traceback is below.");
  const unclear = await sorted("Window", "Some words about a window.");
  expect([plain.kind, unclear.kind]).toEqual(["bug", "other"]);
  expect(plain.confidence).toBeGreaterThan(0.9);
  expect(unclear.confidence).toBeLessThan(0.6);
});

test("a bug without version, steps and output lacks them; one with them lacks nothing", async () => {
  expect((await sorted("It crashes", "It fails.")).missingInformation).toEqual([
    "version",
    "steps to reproduce",
    "logs",
  ]);
  const whole = "Version 1.2.3. Steps: start it.\n```\nError: no port\n```";
  expect((await sorted("It crashes", whole)).missingInformation).toEqual([]);
});

test.each([
  ["a heading", "# Labels\n\n- `bug`: something is broken\n- windows\n\n# Rules\n\n- exception\n\n# Issue\n\nTitle: "],
  ["a tag", "<labels>\nbug\nwindows\n</labels>\n\nexception, start\n\n<issue>\nTitle: "],
  ["JSON", '{"labels": ["bug", {"name": "windows"}], "rules": ["exception"]}\n\n# Issue\n\nTitle: '],
])("labels are those listed under %s, and no others", async (_layout, before) => {
  const { ask } = await startCalledGemini();
  const answer = await ask(LITE, forJson(`${before}App crashes with an exception\n\nOn Windows.`, SCHEMA));
  expect(JSON.parse(textOf(answer.body))).toMatchObject({
    ...{ kind: "bug", labels: ["bug", "windows"], summary: "App crashes with an exception" },
  });
});

test("labels stay within those of the schema, and other spellings of a name are understood", async () => {
  const schema = {
    type: "object",
    properties: {
      is_spam: { type: "boolean" },
      category: { enum: ["Question", "Bug"] },
      suggested_labels: { type: "array", items: { enum: ["kind/bug", "area/windows", "p1"] } },
      confidence: { type: "integer", minimum: 0, maximum: 100 },
      needs_reply: { type: "boolean" },
      needs_info: { type: "array", items: { enum: ["version", "screenshot"] } },
    },
    required: ["is_spam", "category", "suggested_labels", "confidence", "needs_reply", "needs_info"],
  };
  const found = await sorted("App crashes on Windows", "It fails with an exception.", "", schema);
  expect(found).toMatchObject({
    is_spam: false,
    category: "Bug",
    suggested_labels: ["kind/bug", "area/windows"],
    needs_reply: true,
    needs_info: ["version"],
  });
  expect(found.confidence).toBeGreaterThan(50);
});
