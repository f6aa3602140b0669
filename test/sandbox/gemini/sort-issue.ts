import { spread } from "@frontdesk/shared/domain/spread";
import { guessLanguage, type Language } from "./languages.ts";

export type Kind = "bug" | "question" | "feature" | "docs" | "other";

export type Sorting = {
  spam: boolean;
  kind: Kind;
  labels: string[];
  confidence: number;
  wantsReply: boolean;
  language: Language;
  summary: string;
  missing: string[];
};

const SIGNS: [Exclude<Kind, "other">, number, RegExp][] = [
  ["bug", 2, /\b(errors?|exceptions?|crash(es|ed|ing)?|stack ?trace|traceback|segfault|broken|panic|bug)\b/gi],
  ["bug", 2, /\b(does ?n[o']t work|stopped working|fails?|failed|failing|hangs?|wrong|unexpected)\b/gi],
  [
    "bug",
    2,
    /\b(loop(s|ing)?|(after|since) (the |an |my )?(upgrad|updat)(e|ing)|since (version )?v?\d+\.\d+|regress(ions?|ed)|(ends?|fails?|answers?) with [45]\d\d|what happened|steps to reproduce)\b/gi,
  ],
  [
    "bug",
    2,
    /\b(fehler|absturz|stürzt|kaputt|funktioniert nicht|geht nicht|erreur|plante|ne (marche|fonctionne) pas)\b/gi,
  ],
  [
    "bug",
    2,
    /\b(falla|no funciona|se cierra|erro|falha|não funciona|trava)\b|エラー|動かない|動きません|クラッシュ|不具合|错误|报错|崩溃|不工作|失败/gi,
  ],
  [
    "question",
    2,
    /\b(how (do|can|should|to)|can i|could i|is it possible|is there|what is|which|why does|wondering|question)\b/gi,
  ],
  [
    "question",
    2,
    /\b(wie (kann|geht|mache)|gibt es|ist es möglich|comment|est-il possible|cómo|es posible|como (posso|faço)|é possível)\b/gi,
  ],
  ["question", 2, /どうすれば|ですか|方法を教えて|如何|怎么|请问|吗[？?]/g],
  ["question", 1, /[?？]/g],
  [
    "feature",
    3,
    /\b(feature request|feature|would be (nice|great|helpful)|please add|add support|support for|proposal|enhancement|suggest\w*)\b/gi,
  ],
  [
    "feature",
    3,
    /\b(wäre schön|wünsch\w*|vorschlag|ajouter|il serait|agregar|añadir|sería|adicionar|seria (bom|ótimo))\b|追加して|機能要望|希望(能|支持|增加)|建议/gi,
  ],
  ["docs", 3, /\b(typos?|docs?|documentation|readme|tutorial|dead link|broken link|outdated|misspell\w*)\b/gi],
  [
    "docs",
    3,
    /\b(doku(mentation)?|tippfehler|documentación|documentação|faute de frappe)\b|ドキュメント|誤字|文档|拼写/gi,
  ],
];
const SPAM =
  /\b(casino|viagra|airdrop|buy (followers|now|cheap)|seo (service|expert)|backlinks?|earn \$?\d+|lottery|free (gift|money|iphone)|whatsapp me|click here|crypto (signals|profit)|escort|betting|payday loans?)\b/gi;
const WANTS_NONE =
  /^\W*(thanks?( you)?( (all|so much|a lot|everyone))?|thx|\+1|me too|same here|never ?mind|solved|fixed( now)?|danke|merci|gracias|obrigad[oa]|it works( now)?|please close( this)?|ありがとうございます|谢谢)[\s\S]{0,60}$/i;

/** What a person would say of an issue at a glance, by its words. */
export function sortIssue(issue: { title: string; body: string }, labels: string[], latest?: string): Sorting {
  const text = `${issue.title}\n${issue.body}`;
  const links = text.match(/https?:\/\//g)?.length ?? 0;
  const spam = (text.match(SPAM)?.length ?? 0) + (links > 4 && text.length < links * 60 ? 2 : 0) > 1;
  const scores = new Map<Kind, number>();
  for (const [kind, weight, sign] of SIGNS) {
    // A title says more than a body, and a word said ten times no more than one said twice.
    const found =
      2 * Math.min(2, issue.title.match(sign)?.length ?? 0) + Math.min(2, issue.body.match(sign)?.length ?? 0);
    scores.set(kind, (scores.get(kind) ?? 0) + weight * found);
  }
  const [first, second] = [...scores].toSorted(([, a], [, b]) => b - a);
  const [best, next] = [first?.[1] ?? 0, second?.[1] ?? 0];
  const found = spam || best === 0 ? "other" : (first?.[0] ?? "other");
  const heard = latest ?? text;
  const certain = best === 0 ? 0.45 : 0.6 + 0.35 * ((best - next) / (best + next));
  return {
    spam,
    kind: found,
    labels: spam ? [] : labelsFor(found, text, labels),
    confidence: Math.round(100 * Math.min(0.98, (spam ? 0.95 : certain) + 0.03 * spread(text))) / 100,
    wantsReply: !spam && !WANTS_NONE.test(heard.trim()) && (heard.match(/[\p{L}\p{N}]/gu)?.length ?? 0) > 3,
    language: guessLanguage(heard.length > 40 ? heard : text),
    summary: summaryOf(issue),
    missing: found === "bug" ? missingIn(text) : [],
  };
}

const NAMED: { [kind in Kind]: RegExp } = {
  bug: /^(type|kind)?[\W_]*(bug|defect|fehler)\b/i,
  question: /^(type|kind)?[\W_]*(question|support|help)$/i,
  feature: /^(type|kind)?[\W_]*(feature|enhancement|improvement|feature[ -]request)\b/i,
  docs: /^(type|kind|area)?[\W_]*(docs?|documentation)\b/i,
  other: /^$/,
};
const NEVER = /^(good first issue|help wanted|wont ?fix|duplicate|invalid|stale|p\d|priority.*|needs?.*|status.*)$/i;

/** Only such as there are: the one for its kind, and at most two that the text names. */
function labelsFor(kind: Kind, text: string, labels: string[]): string[] {
  const own = labels.filter((label) => NAMED[kind].test(label)).slice(0, 1);
  const words = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  const named = labels.filter((label) => {
    const name = label
      .toLowerCase()
      .replace(/^[\w ]+[:/]\s*/, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    const aKind = Object.values(NAMED).some((pattern) => pattern.test(label));
    return name.length > 1 && !aKind && !NEVER.test(label) && words.includes(` ${name} `);
  });
  return [...new Set([...own, ...named.slice(0, 2)])];
}

function missingIn(text: string): string[] {
  const there: [string, RegExp][] = [
    ["version", /\bv?\d+\.\d+(\.\d+)?\b/],
    ["steps to reproduce", /\b(steps|reproduc|repro|schritte|étapes|pasos|passos)|再現|复现|^\s*1[.)]\s/im],
    ["logs", /```|\b(error|exception|traceback|fehler|erreur)\s*:|^\s+at \S+/im],
  ];
  return there.filter(([, pattern]) => !pattern.test(text)).map(([name]) => name);
}

function summaryOf({ title, body }: { title: string; body: string }): string {
  const line = (title || body).replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119).trimEnd()}…` : line || "Nothing is said.";
}
