import type { Language } from "./languages.ts";
import type { Kind } from "./sort-issue.ts";

type Phrases = {
  [kind in Kind]: string;
} & {
  /** Before what is quoted; `{}` is where it stands. */
  says: string;
  also: string;
  ask: string;
  unknown: string;
  /** Where nobody would expect the documentation to help. */
  look: string;
  close: string;
};

/** What can be said in a language without knowing more. */
export const PHRASES: { [language in Language]: Phrases } = {
  en: {
    bug: "Thanks for the report.",
    question: "Thanks for asking.",
    feature: "Thanks for the suggestion.",
    docs: "Thanks for pointing out the documentation.",
    other: "Thanks for opening this.",
    says: "{} covers this:",
    also: "Also relevant is {}:",
    ask: "To look into it, it would help to know:",
    unknown: "The documentation doesn't seem to cover this yet, so a maintainer will have a look.",
    look: "A maintainer will have a look.",
    close: "If that doesn't settle it, please say what you see instead.",
  },
  de: {
    bug: "Danke für die Meldung.",
    question: "Danke für die Frage.",
    feature: "Danke für den Vorschlag.",
    docs: "Danke für den Hinweis zur Dokumentation.",
    other: "Danke für die Nachricht.",
    says: "Dazu steht in {}:",
    also: "Außerdem hilft {}:",
    ask: "Damit wir das nachstellen können, brauchen wir noch:",
    unknown: "In der Dokumentation steht dazu bisher nichts; jemand aus dem Team sieht es sich an.",
    look: "Jemand aus dem Team sieht es sich an.",
    close: "Wenn das nicht hilft, schreiben Sie bitte, was stattdessen passiert.",
  },
  fr: {
    bug: "Merci pour ce rapport.",
    question: "Merci pour la question.",
    feature: "Merci pour la suggestion.",
    docs: "Merci d'avoir signalé ce point de la documentation.",
    other: "Merci pour ce message.",
    says: "C'est décrit dans {} :",
    also: "Voir aussi {} :",
    ask: "Pour avancer, il nous faudrait encore :",
    unknown: "La documentation n'en parle pas encore ; un mainteneur va regarder.",
    look: "Un mainteneur va regarder.",
    close: "Si cela ne suffit pas, dites-nous ce que vous observez.",
  },
  es: {
    bug: "Gracias por el informe.",
    question: "Gracias por la pregunta.",
    feature: "Gracias por la sugerencia.",
    docs: "Gracias por señalar la documentación.",
    other: "Gracias por el mensaje.",
    says: "Se explica en {}:",
    also: "También ayuda {}:",
    ask: "Para poder investigarlo, nos falta saber:",
    unknown: "La documentación todavía no lo cubre; alguien del equipo lo revisará.",
    look: "Alguien del equipo lo revisará.",
    close: "Si eso no lo resuelve, cuéntanos qué ocurre.",
  },
  ja: {
    bug: "ご報告ありがとうございます。",
    question: "ご質問ありがとうございます。",
    feature: "ご提案ありがとうございます。",
    docs: "ドキュメントについてのご指摘ありがとうございます。",
    other: "ご連絡ありがとうございます。",
    says: "{} に説明があります。",
    also: "{} も参考になります。",
    ask: "調査のため、次の情報を教えてください。",
    unknown: "ドキュメントにはまだ記載がないようです。メンテナーが確認します。",
    look: "メンテナーが確認します。",
    close: "解決しない場合は、実際の動作をお知らせください。",
  },
  pt: {
    bug: "Obrigado pelo relato.",
    question: "Obrigado pela pergunta.",
    feature: "Obrigado pela sugestão.",
    docs: "Obrigado por apontar a documentação.",
    other: "Obrigado pela mensagem.",
    says: "Isso está descrito em {}:",
    also: "Veja também {}:",
    ask: "Para investigar, ainda precisamos saber:",
    unknown: "A documentação ainda não cobre isso; alguém da equipe vai olhar.",
    look: "Alguém da equipe vai olhar.",
    close: "Se isso não resolver, diga o que acontece.",
  },
  zh: {
    bug: "感谢您的反馈。",
    question: "感谢您的提问。",
    feature: "感谢您的建议。",
    docs: "感谢您指出文档的问题。",
    other: "感谢您的留言。",
    says: "{} 中有相关说明：",
    also: "另请参阅 {}：",
    ask: "为了排查问题，请补充以下信息：",
    unknown: "文档中似乎还没有相关内容，维护者会查看。",
    look: "维护者会查看。",
    close: "如果仍未解决，请告诉我们您看到的情况。",
  },
};

type Translated = Exclude<Language, "en">;

/** What is missing most often; what else a prompt asks for is said as it stands there. */
const MISSING: { [name: string]: { [language in Translated]: string } } = {
  version: { de: "die Version", fr: "la version", es: "la versión", ja: "バージョン", pt: "a versão", zh: "版本号" },
  "steps to reproduce": {
    ...{ de: "Schritte zum Nachstellen", fr: "les étapes pour reproduire", es: "los pasos para reproducirlo" },
    ...{ ja: "再現手順", pt: "os passos para reproduzir", zh: "复现步骤" },
  },
  logs: {
    ...{ de: "die Fehlermeldung", fr: "le message d'erreur", es: "el mensaje de error" },
    ...{ ja: "エラーメッセージ", pt: "a mensagem de erro", zh: "错误信息" },
  },
  "expected behaviour": {
    ...{ de: "was passieren sollte", fr: "le comportement attendu", es: "el comportamiento esperado" },
    ...{ ja: "期待する動作", pt: "o comportamento esperado", zh: "期望的行为" },
  },
  "actual behaviour": {
    ...{ de: "was stattdessen passiert", fr: "le comportement observé", es: "el comportamiento observado" },
    ...{ ja: "実際の動作", pt: "o comportamento observado", zh: "实际的行为" },
  },
  environment: {
    de: "die Umgebung",
    fr: "l'environnement",
    es: "el entorno",
    ja: "環境",
    pt: "o ambiente",
    zh: "运行环境",
  },
};

export function missingIn(language: Language, item: string): string {
  return language === "en" ? item : (MISSING[item.toLowerCase()]?.[language] ?? item);
}
