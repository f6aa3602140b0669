/** Too common, in English, to say what a text is about. */
const COMMON = new Set(
  "the and for are but not you your all any can has have had was were with this that from they will would there their what when which who how does did doing its it's into than then them these those been being also just like get got out our about after before use used using see need please thanks thank hello issue error work works working".split(
    " ",
  ),
);

/** The words of a text that tell something, cut to their stems. Chinese and Japanese: every pair of characters. */
export function wordsOf(text: string): string[] {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) =>
    /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(word)
      ? [...word].slice(1).map((character, index) => `${[...word][index]}${character}`)
      : [word],
  );
  return words.filter((word) => (word.length > 2 || !/^[a-z]+$/.test(word)) && !COMMON.has(word)).map(stem);
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ations?|ings?|ed|e?s|e)$/, "") || word : word;
}
