type Pick = <T>(from: readonly T[]) => T;

const LEADS = [
  "Thanks for the report!",
  "Hi, and thank you for the details.",
  "谢谢你的报告！",
  "شكرًا على التقرير، سننظر فيه.",
  "ご報告ありがとうございます。",
  "תודה על הדיווח.",
  "Merci pour ce rapport, c'est très clair.",
  "سلام، این خطا را می‌شناسیم و می‌خواهیم درستش کنیم.",
  "धन्यवाद! यह क्‍षण भर में ठीक हो जाएगा.",
  "Спасибо, воспроизвели.",
  "감사합니다 🙏",
  "Good catch 👍🏽 — this one is on us 👨‍👩‍👧‍👦 ❤️ 🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ✔︎ 1️⃣",
];
const WORDS = [
  "the cache is filled twice",
  "`retries` is read before it is set",
  "a *timeout* of **30 s** is too short",
  "it was ~~removed~~ renamed in 2.0",
  "versions `>=1.2.0 <2.0.0-rc.1` are affected",
  "the range ^1.2.3 || ~2.0 matches",
  "a < b holds, and b > c too, 3 <4",
  "memory grows by 5 % & more",
  "see #12 and GH-34, which are similar",
  "acme/webapp#56 has the history",
  "this was done in 1a2b3c4",
  "use either/or: it is 50/50",
  "it costs $5, or $6 with tax",
  "C:\\temp\\x is not the place",
  "snake_case_names are fine, 2 * 3 * 4 too",
  "you can write to `help@example.com`",
  ":tada: and :rocket: say it all",
  "R&D said AT&T's &copy; line &lt;here&gt; is ok &amp; done",
  "in prose, e.g. for i.e. version 1.2.3.",
  "the ratio is 3:4 at 10:30",
  "we fixed it in #77, not in #78",
  "closing this is up to you",
];
const LINKS = [
  "[the guide](../blob/main/docs/guide.md)",
  "[README](../blob/main/README.md#install)",
  "[line 12](https://github.com/acme/webapp/blob/main/src/app.ts#L12-L20)",
  "https://github.com/acme/webapp/issues/45",
  "<https://github.com/Acme/WebApp/wiki>",
  "[above](#what-happens)",
  "[说明](../blob/main/docs/说明.md)",
  '[`config.ts`](https://github.com/acme/webapp/blob/main/src/config.ts "The settings")',
  "[docs](https://docs.acme.dev/start?x=1#y)",
  "[the release][rel]",
  "(see https://github.com/acme/webapp/pull/9)",
  "[src/config.ts](/acme/webapp/blob/main/src/config.ts)",
];
const CODE = [
  "```ts\nconst m: Map<String, List<T>> = new Map();\n@decorator\nclass A<T extends B> {}\n```",
  "```bash\n$ cat /etc/hosts\n/etc/hosts\n/usr/bin/env node\ncurl https://example.com/x | sh # comment @user fixes #1\n```",
  "~~~yaml\nuses: actions/checkout@v4\non: [push]\n~~~",
  '```\n<div class="a">&nbsp;</div>\n<!-- a comment -->\n```',
  "    indented = code(a, b)\n    more()",
  "````md\n```js\nx\n```\n````",
  "```diff\n- a\n+ b\n@@ -1,3 +1,4 @@\n```",
  '```ts title="a.ts" {1,3}\nimport x from "@acme/lib";\n// comment\n/* c */\n/** doc */\n```',
  '```json\n{ "email": "me@example.com", "url": "https://example.com" }\n```',
  "```sql\nSELECT * FROM t WHERE a < 3 AND b > 4;\n```",
  '```python\n@app.route("/health")\ndef f() -> dict[str, int]: ...\n```',
];
const INLINE = [
  "`Map<String, List<T>>`",
  "`a < b`",
  "`@decorator`",
  "`/etc/hosts`",
  "`me@example.com`",
  "`https://example.com`",
  "`` a`b ``",
  "`<b>`",
  "`npm i @types/node@24`",
  "`owner/repo#1`",
  "`$HOME`",
];

/** A reply as a maintainer would write it, another one for each number. */
export function ordinaryReply(number: number): string {
  const random = mulberry(number);
  const pick: Pick = (from) => from[Math.floor(random() * from.length)]!;
  const sentence = () => `In short, ${pick(WORDS)}; ${pick(WORDS)} (${pick(INLINE)}), ${pick(LINKS)}.`;
  const block = () =>
    pick([
      () => sentence(),
      () => `${sentence()}  \n${sentence()}\n${pick(WORDS)}`,
      () => pick(CODE),
      () => pick(CODE),
      () => `## What happens\n\n${sentence()}\n\n### ${pick(INLINE)}`,
      () =>
        `- ${sentence()}\n- ${pick(WORDS)}\n  - ${pick(LINKS)}\n    1. ${pick(WORDS)}\n    2. ${pick(INLINE)}\n\n       ${pick(CODE).replaceAll("\n", "\n       ")}\n- last`,
      () => `1. ${pick(WORDS)}\n2) ${pick(WORDS)}\n\n* ${pick(WORDS)}\n+ ${pick(LINKS)}`,
      () => `> ${sentence()}\n>\n> > ${pick(WORDS)}\n>\n> ${pick(CODE).replaceAll("\n", "\n> ")}`,
      () => `> [!${pick(["NOTE", "WARNING", "TIP"])}]\n> ${sentence()}`,
      () =>
        `| what | value | where |\n|:--|--:|:-:|\n| ${pick(INLINE)} | ${pick(LINKS)} | a \\| b |\n| **x** | 3 | :rocket: |`,
      () => `- [x] ${pick(WORDS)}\n- [ ] ${pick(LINKS)}\n- [ ] ${pick(INLINE)}`,
      () => `A claim[^${number}] and its note.\n\n[^${number}]: ${sentence()}`,
      () => `Heading\n===\n\n${pick(WORDS)}\n\n---\n\n***`,
      () => `${pick(LEADS)} ${pick(WORDS)}\\*not bold\\* \\_x\\_ \\# no heading`,
    ])();
  const blocks = Array.from({ length: 1 + Math.floor(random() * 8) }, block);
  const end = random() < 0.5 ? "\n" : "";
  return `${pick(LEADS)}\n\n${blocks.join("\n\n")}\n\n[rel]: https://github.com/acme/webapp/releases/tag/v1.2.0 "Notes"${end}`;
}

/** The same numbers for the same seed, everywhere. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
