import { createHash } from "node:crypto";
import type { Document } from "./find-documents.ts";
import { wordsOf } from "./words.ts";

export type Passage = { path: string; start: number; end: number; text: string };
type Indexed = Passage & { words: Map<string, number>; length: number };
type Index = { passages: Indexed[]; rarity: Map<string, number> };

const MOST_LINES = 8;
/** One word in passing is no match, but where little is asked. */
const LEAST_SHARED = 2;
/** Of the best one's score. */
const NEAR_THE_BEST = 0.5;
const KEPT_INDEXES = 8;
/** The same documents stand in prompt after prompt. */
const indexes = new Map<string, Index>();

/** The paragraphs that share the most telling words with a question, best first. */
export function findPassages(documents: Document[], question: { title: string; body: string }): Passage[] {
  const { passages, rarity } = indexOf(documents);
  const asked = new Map<string, number>();
  for (const word of wordsOf(question.title)) asked.set(word, (asked.get(word) ?? 0) + 2);
  for (const word of wordsOf(question.body.slice(0, 8_000))) asked.set(word, (asked.get(word) ?? 0) + 1);
  const weights = new Map([...asked].map(([word, count]) => [word, (1 + Math.log(count)) * (rarity.get(word) ?? 0)]));
  const length = Math.hypot(...weights.values()) || 1;
  const scored = passages
    .map((passage) => {
      let product = 0;
      let shared = 0;
      for (const [word, weight] of weights) {
        const own = passage.words.get(word) ?? 0;
        product += weight * own;
        if (own) shared += 1;
      }
      if (shared < Math.min(LEAST_SHARED, weights.size)) return { passage, score: 0 };
      return { passage, score: passage.length ? product / (length * passage.length) : 0 };
    })
    .toSorted((a, b) => b.score - a.score);
  return scored
    .filter(({ score }) => score > NEAR_THE_BEST * (scored[0]?.score ?? 0))
    .map(({ passage: { path, start, end, text } }) => ({ path, start, end, text }));
}

function indexOf(documents: Document[]): Index {
  const hash = createHash("sha1");
  for (const { path, lines } of documents)
    hash.update(`${path}\n${lines.map(({ number, text }) => `${number} ${text}`).join("\n")}\0`);
  const key = hash.digest("base64");
  const kept = indexes.get(key);
  if (kept) return kept;
  const paragraphs = documents.flatMap(paragraphsOf);
  const counts = paragraphs.map(({ heading, text }) => countsOf(wordsOf(`${heading}\n${text}`)));
  const seenIn = new Map<string, number>();
  for (const words of counts) for (const word of words.keys()) seenIn.set(word, (seenIn.get(word) ?? 0) + 1);
  const rarity = new Map([...seenIn].map(([word, count]) => [word, Math.log(1 + paragraphs.length / count)]));
  const passages = paragraphs.map(({ path, start, end, text }, index) => {
    const words = new Map(
      [...(counts[index] ?? [])].map(([word, count]) => [word, (1 + Math.log(count)) * (rarity.get(word) ?? 0)]),
    );
    return { path, start, end, text, words, length: Math.hypot(...words.values()) };
  });
  indexes.set(key, { passages, rarity });
  for (const oldest of indexes.keys()) if (indexes.size > KEPT_INDEXES) indexes.delete(oldest);
  return { passages, rarity };
}

/** Between blank lines, a block of code in one piece; the heading above counts, and isn't part of it. */
function paragraphsOf({ path, lines }: Document): (Passage & { heading: string })[] {
  const paragraphs: (Passage & { heading: string })[] = [];
  let open: Document["lines"] = [];
  let heading = "";
  let fenced = false;
  const close = () => {
    const [first] = open;
    const last = open.at(-1);
    if (first && last) {
      paragraphs.push({
        path,
        start: first.number,
        end: last.number,
        text: open.map((l) => l.text).join("\n"),
        heading,
      });
    }
    open = [];
  };
  for (const line of lines) {
    const fence = /^\s*(```|~~~)/.test(line.text);
    if (!fenced && /^#{1,6}\s/.test(line.text)) {
      close();
      heading = line.text;
    } else if (!fenced && !line.text.trim()) close();
    else open.push(line);
    if (fence) fenced = !fenced;
    if (open.length >= MOST_LINES && !fenced) close();
  }
  close();
  return paragraphs;
}

function countsOf(words: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
