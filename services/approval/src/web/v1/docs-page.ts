import type { Description } from "./describe-v1.ts";
import { exampleOf, type Schema } from "./example-of.ts";

/** The description of `/v1` as one page: nothing of it comes from elsewhere, and nothing of it runs. */
export function docsPage(description: Description): string {
  const operations = Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method] as Described | undefined;
      return operation ? [{ path, method, operation }] : [];
    }),
  );
  const named = (ref: string): Schema =>
    (description.components?.schemas?.[ref.split("/").at(-1) ?? ""] ?? {}) as Schema;
  const contents = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${text(operation.operationId)}"><b class="${method}">${method}</b> ${text(path)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Frontdesk: /v1</title>
<link rel="stylesheet" href="${STYLES_PATH}">
</head>
<body>
<nav aria-label="Operations"><p><a href="/">Frontdesk</a> <a href="/v1/openapi.json">openapi.json</a></p><details><summary>${operations.length} operations</summary><ol>${contents.join("")}</ol></details></nav>
<main>
<h1>/v1</h1>
${paragraphs(description.info.description ?? "")}
${operations.map((one) => section(one, named)).join("\n")}
</main>
</body>
</html>
`;
}

/** Beside the page, because styles within it are not allowed. */
export const STYLES_PATH = "/v1/docs.css";

const METHODS = ["get", "post", "put", "delete"] as const;

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Content = { [type: string]: { schema?: Schema } };
type Described = {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: { [status: string]: { description: string; content?: Content } };
};
type One = { path: string; method: (typeof METHODS)[number]; operation: Described };
type Named = (ref: string) => Schema;

function section({ path, method, operation }: One, named: Named): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content["application/json"]?.schema;
  return `<section id="${text(operationId)}">
<h2><b class="${method}">${method}</b> <code>${text(path)}</code></h2>
<p class="summary">${text(summary)}.</p>
${description === undefined ? "" : paragraphs(description)}
${parameters.length > 0 ? parameterTable(parameters) : ""}
${body ? `<h3>Body</h3>${shape(body, named)}` : ""}
<h3>Answers</h3>
<dl>${Object.entries(responses)
    .map(([status, response]) => answerOf(status, response, named))
    .join("")}</dl>
<h3>Try it</h3>
<pre tabindex="0"><code>${text(curlLine({ path, method, operation }, body, named))}</code></pre>
</section>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: where, required, description, schema = {} }) =>
      `<tr><td><code>${text(name)}</code></td><td>${where}${required ? ", required" : ""}</td><td>${text(typeOf(schema))}</td><td>${inline(description ?? schema.description ?? "")}</td></tr>`,
  );
  return `<h3>Parameters</h3><div class="wide" tabindex="0"><table><tbody>${rows.join("")}</tbody></table></div>`;
}

function answerOf(status: string, { description, content }: Described["responses"][string], named: Named): string {
  const [[type, { schema }] = ["", {}]] = Object.entries(content ?? {}) as [string, { schema?: Schema }][];
  const isProblem = type === "application/problem+json";
  const shown = schema && !isProblem && type === "application/json" ? shape(schema, named) : "";
  return `<dt>${status}</dt><dd>${inline(description)}${type && !isProblem ? ` <code>${text(type)}</code>` : ""}${shown}</dd>`;
}

function shape(schema: Schema, named: Named): string {
  const example = JSON.stringify(exampleOf(schema, named), null, 2);
  const whole = JSON.stringify(schema, null, 2);
  return `<details><summary>Example</summary><pre tabindex="0"><code>${text(example)}</code></pre></details>
<details><summary>Schema</summary><pre tabindex="0"><code>${text(whole)}</code></pre></details>`;
}

function curlLine({ path, method, operation }: One, body: Schema | undefined, named: Named): string {
  const isStream = Object.values(operation.responses).some(({ content }) => content && "text/event-stream" in content);
  const at = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(exampleOf(operation.parameters?.find((one) => one.name === name)?.schema ?? {}, named)),
  );
  const lines = [
    `curl ${isStream ? "-N " : ""}${method === "get" ? "" : `-X ${method.toUpperCase()} `}"$FRONTDESK_URL${at}"`,
    `-H "Authorization: Bearer $FRONTDESK_KEY"`,
    ...(body ? [`-H 'Content-Type: application/json'`, `-d '${quoted(JSON.stringify(exampleOf(body, named)))}'`] : []),
  ];
  return lines.join(" \\\n  ");
}

function quoted(json: string): string {
  return json.replaceAll("'", "'\\''");
}

function typeOf({ type, enum: values, format }: Schema): string {
  if (values) return values.join(" | ");
  return [Array.isArray(type) ? type.join(" | ") : (type ?? ""), format].filter(Boolean).join(", ");
}

function paragraphs(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((one) => `<p>${inline(one)}</p>`)
    .join("\n");
}

/** Of Markdown, as much as descriptions use. */
function inline(markdown: string): string {
  return text(markdown).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function text(raw: string): string {
  return raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export const STYLES = `
:root { color-scheme: light dark; --ink: light-dark(#131a16, #e6ebe8); --soft: light-dark(#5b655f, #949d97);
  --line: light-dark(#d8deda, #29302b); --paper: light-dark(#f8fbf9, #0c0f0d); --code: light-dark(#e8edea, #181d1a); }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 15px/1.55 system-ui, sans-serif; display: flex; }
nav { width: 320px; flex: none; height: 100vh; position: sticky; top: 0; overflow: auto; padding: 16px; border-right: 1px solid var(--line); }
nav ol { list-style: none; margin: 0; padding: 0; font-size: 13px; }
nav li a { display: block; padding: 5px 0; text-decoration: none; overflow-wrap: anywhere; }
nav p a { margin-right: 12px; }
a { color: inherit; }
main { flex: 1; min-width: 0; max-width: 860px; padding: 24px 32px 96px; }
section { border-top: 1px solid var(--line); margin-top: 32px; padding-top: 16px; scroll-margin-top: 8px; }
h1 { font-size: 26px; } h2 { font-size: 17px; overflow-wrap: anywhere; } h3 { font-size: 13px; color: var(--soft); margin: 20px 0 6px; }
h2 b, nav b { font-size: 11px; text-transform: uppercase; letter-spacing: .04em; color: var(--soft); display: inline-block; min-width: 54px; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
p code, dd code, td code { background: var(--code); padding: 1px 4px; border-radius: 3px; }
pre { background: var(--code); padding: 12px; overflow: auto; max-height: 480px; border-radius: 4px; margin: 6px 0; }
table { border-collapse: collapse; } td { padding: 4px 16px 4px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.wide { overflow: auto; }
dl { margin: 0; } dt { font-family: ui-monospace, monospace; font-size: 13px; float: left; } dd { margin: 0 0 6px 48px; }
summary { cursor: pointer; font-size: 13px; color: var(--soft); padding: 4px 0; }
/* Beside the page the list always stands open; above it, on a phone, it is folded. */
@media (min-width: 761px) { @supports selector(::details-content) {
  nav summary { display: none; } nav details::details-content { content-visibility: visible; block-size: auto; } } }
@media (max-width: 760px) { body { display: block; } nav { width: auto; height: auto; position: static; border: 0; } main { padding: 16px; } }
`;
