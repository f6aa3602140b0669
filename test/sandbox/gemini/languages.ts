export type Language = "en" | "de" | "fr" | "es" | "ja" | "pt" | "zh";

const COMMON: { [language in Exclude<Language, "ja" | "zh">]: string } = {
  en: "the is are it to and of when i my this that not with how does can what after please for on in but have would",
  de: "der die das und ist nicht ich wenn mit ein eine wie auf beim bei kann wird habe mein aber bitte nach zu den dem es für",
  fr: "le la les et est ne pas je quand avec un une des comment dans mon mais pour sur ce cette il après vous du merci ça",
  es: "el la los las y es no yo cuando con un una cómo como en mi pero para por este esta después al gracias qué lo del hay",
  pt: "o a os as e é não eu quando com um uma como no na meu mas para por este esta depois ao obrigado que do da você está são",
};

/** Guessed by the commonest words; what is neither here nor there is English. Code says nothing about a language. */
export function guessLanguage(text: string): Language {
  const plain = text.replace(/```[\s\S]*?```|`[^`]*`|https?:\/\/\S+/g, " ").slice(0, 10_000);
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  const kana = plain.match(/[\p{sc=Hira}\p{sc=Kana}]/gu)?.length ?? 0;
  const han = plain.match(/\p{sc=Han}/gu)?.length ?? 0;
  if (kana > letters / 20) return "ja";
  if (han > letters / 5) return "zh";
  const words = plain.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  const scores = Object.entries(COMMON).map(([language, common]) => {
    const set = new Set(common.split(" "));
    return { language: language as Language, score: words.filter((word) => set.has(word)).length };
  });
  const [best] = scores.toSorted((a, b) => b.score - a.score);
  return best && best.score > (scores[0]?.score ?? 0) ? best.language : "en";
}

/** A language by its code or its name, in English. */
export function languageNamed(name: string): Language | undefined {
  const found = /^(en|de|fr|es|ja|pt|zh)\b|^(english|german|french|spanish|japanese|portuguese|chinese)/i.exec(
    name.trim(),
  );
  if (!found) return undefined;
  return (found[1]?.toLowerCase() ?? NAMES[found[2]?.toLowerCase() ?? ""]) as Language | undefined;
}

const NAMES: { [name: string]: Language } = {
  ...{ english: "en", german: "de", french: "fr", spanish: "es", japanese: "ja", portuguese: "pt", chinese: "zh" },
};
