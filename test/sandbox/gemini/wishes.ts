import { type Citation, type Draft, draftReply } from "./draft-reply.ts";
import type { Wish } from "./fill-schema.ts";
import type { Prompt } from "./read-prompt.ts";
import type { Schema } from "./schema.ts";
import { type Sorting, sortIssue } from "./sort-issue.ts";

const SORTING: [RegExp, (sorting: Sorting, schema: Schema) => unknown][] = [
  [/^(is)?spam$/, ({ spam }) => spam],
  [/^(kind|type|category|classification|intent)$/, ({ kind }) => kind],
  [/^(suggested)?(labels?|tags)$/, ({ labels }) => labels],
  [/^(confidence|certainty|probability|score)$/, ({ confidence }, { most }) => confidence * (most === 100 ? 100 : 1)],
  [/^(wants|needs|should|deserves)(a)?(reply|answer|response)$/, ({ wantsReply }) => wantsReply],
  [/^(lang|language|locale)(code)?$/, ({ language }) => language],
  [/^(summary|title|headline|tldr|oneline(summary)?)$/, ({ summary }) => summary],
  [
    /^(priority|severity|urgency)$/,
    ({ kind }, { values }) => (values && kind === "bug" ? ["medium", "normal", "p2"] : "low"),
  ],
  [/^(reason|reasoning|why|rationale|because)$/, ({ kind, summary }) => `Reads like ${kind}: ${summary}`],
];
const MISSING =
  /^(missing(info|information|fields)?|needsinfo|requiredinformation|openquestions|questions|asks?(for)?)$/;
const BODY = /^(body|reply|markdown|text|answer|comment|draft|message|response|content|replybody|replymarkdown)$/;
const CITATIONS = /^(citations?|sources?|references?|cites|quotes|evidence)$/;
const CITED: [RegExp, (citation: Citation, schema: Schema) => unknown][] = [
  [/^(path|file|filename|filepath|document|doc|source|url|name)$/, ({ path }) => path],
  [/^(start|startline|from|fromline|linestart|firstline|line|begin)$/, ({ start }) => start],
  [/^(end|endline|to|toline|lineend|lastline|until)$/, ({ end }) => end],
  [/^(lines?|range|linerange)$/, ({ start, end }, schema) => rangeIn(schema, start, end)],
  [/^(quote|quoted|excerpt|text|snippet|passage|content)$/, ({ quote }) => quote],
  [/^(claim|statement|says|sentence|summary)$/, ({ quote }) => quote.split("\n")[0]],
];

/** What it would say under each name that schemas for sorting and drafting use, however it is spelled. */
export function wishesFor(prompt: Prompt): Wish {
  let sorting: Sorting | undefined;
  let draft: Draft | undefined;
  const drafted = () => {
    draft ??= draftReply(prompt);
    return draft;
  };
  const sorted = (schema: Schema) => {
    const listed = schema.items?.().values?.map(String) ?? [];
    if (listed.length) return sortIssue(prompt.issue, listed, prompt.latest);
    sorting ??= sortIssue(prompt.issue, prompt.labels, prompt.latest);
    return sorting;
  };
  return (name, schema) => {
    const plain = plainly(name);
    if (schema.type === "string" && !schema.values && BODY.test(plain)) return drafted().body;
    if (CITATIONS.test(plain)) return drafted().citations.map((one) => citationAs(schema.items?.() ?? schema, one));
    if (MISSING.test(plain)) return prompt.missing.length ? prompt.missing : sorted(schema).missing;
    if (/^wantsreply|reply$/.test(plain) && schema.type === "boolean") return sorted(schema).wantsReply;
    return SORTING.find(([pattern]) => pattern.test(plain))?.[1](sorted(schema), schema);
  };
}

function citationAs(schema: Schema, citation: Citation): unknown {
  const option = schema.anyOf[0] ?? schema;
  if (option.type === "string") return `${citation.path}:${citation.start}-${citation.end}`;
  const named = [...option.properties].map(([name, read]) => {
    const value = CITED.find(([pattern]) => pattern.test(plainly(name)))?.[1](citation, read());
    return [name, value] as const;
  });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

function rangeIn({ type, properties }: Schema, start: number, end: number): unknown {
  if (type === "array") return [start, end];
  if (type === "string") return start === end ? `${start}` : `${start}-${end}`;
  if (type !== "object") return start;
  return Object.fromEntries(
    [...properties.keys()].map((name) => [name, /^(end|to|last|until)/.test(plainly(name)) ? end : start]),
  );
}

function plainly(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}
