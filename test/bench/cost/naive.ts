import type { ModelId } from "@frontdesk/shared/model/models";
import type { Bill } from "./bill.ts";
import { documentsOf } from "./documents.ts";
import { MIX, type Mixed } from "./mix.ts";
import { startStandIn } from "./stand-in.ts";

const RULES = "You answer issues on GitHub for a software project, from its documents. Answer in Markdown.";

const schema = { type: "object", properties: { reply: { type: "string" } }, required: ["reply"] };

/**
 * One call of the deep model for each event, whatever it is: the issue, and behind it all documents. As no two prompts
 * begin alike, the models' own caching finds nothing; nobody has to switch it off. It writes only a reply, no citations.
 */
export async function runNaive(deep: ModelId): Promise<Bill> {
  const { wire, settle } = await startStandIn();
  const { signal } = new AbortController();
  for (const mixed of MIX) {
    const end = await wire.generate(
      {
        ...{ model: deep, prefix: { rules: RULES, material: [] }, schema, maxOutputTokens: 16_384, thinking: "MEDIUM" },
        turns: [{ role: "user", text: promptOf(mixed) }],
        onText: undefined,
      },
      signal,
    );
    if (end.is !== "whole") throw new Error(`the naive one got no answer: ${end.is}`);
  }
  return settle();
}

function promptOf({ project, title, body, comment }: Mixed): string {
  const documents = documentsOf(project).map(({ path, text }) => `<document path="${path}">\n${text}\n</document>`);
  return [
    `<issue>\n<title>${title}</title>\n<body>${body}</body>\n</issue>`,
    ...(comment === undefined ? [] : [`<comment by="reporter">\n${comment}\n</comment>`]),
    ...documents,
    "Write the reply.",
  ].join("\n\n");
}
