import { parseReply } from "@frontdesk/shared/model/clean/parse-reply";
import { type Html, html } from "../look/html.ts";

type Node = ReturnType<typeof parseReply>["children"][number] | ReturnType<typeof parseReply>;

/** What somebody wrote, as GitHub shows it: nothing of it runs, no picture is loaded, HTML is words, comments are nothing. */
export function renderMarkdown(text: string): Html {
  return inside(parseReply(text));
}

function inside(node: Node): Html {
  return html`${"children" in node ? node.children.map((child) => render(child as Node)) : undefined}`;
}

function render(node: Node): Html {
  switch (node.type) {
    case "text":
      return lines(node.value.replace(/<!--[\s\S]*$/, ""));
    case "html":
      return node.value.startsWith("<!--") ? html`` : html`${node.value}`;
    case "paragraph":
      return html`<p>${inside(node)}</p>`;
    case "heading":
      return html`<h3>${inside(node)}</h3>`;
    case "strong":
      return html`<strong>${inside(node)}</strong>`;
    case "emphasis":
      return html`<em>${inside(node)}</em>`;
    case "delete":
      return html`<del>${inside(node)}</del>`;
    case "inlineCode":
      return html`<code>${node.value}</code>`;
    case "code":
      return html`<pre tabindex="0"><code>${node.value}</code></pre>`;
    case "blockquote":
      return html`<blockquote>${inside(node)}</blockquote>`;
    case "break":
      return html`<br>`;
    case "thematicBreak":
      return html`<hr>`;
    case "list":
      return node.ordered ? html`<ol start="${node.start ?? 1}">${inside(node)}</ol>` : html`<ul>${inside(node)}</ul>`;
    case "listItem":
      return html`<li>${box(node.checked)}${inside(node)}</li>`;
    case "link":
      return linked(node.url, inside(node));
    case "image":
      return html`<span class="role">image: ${node.alt || node.url}</span>`;
    case "table":
      return html`<table>${inside(node)}</table>`;
    case "tableRow":
      return html`<tr>${inside(node)}</tr>`;
    case "tableCell":
      return html`<td>${inside(node)}</td>`;
    case "definition":
      return html``;
    default:
      return inside(node);
  }
}

/** In a comment, GitHub keeps the ends of lines. */
function lines(text: string): Html {
  const [first = "", ...others] = text.split("\n");
  return html`${first}${others.map((line) => html`<br>\n${line}`)}`;
}

function linked(url: string, words: Html): Html {
  if (!/^(https?:\/\/|[/#])/i.test(url)) return words;
  return html`<a href="${url}" rel="noopener noreferrer">${words}</a>`;
}

function box(checked: boolean | null | undefined): Html | undefined {
  return typeof checked === "boolean" ? html`${checked ? "☑ " : "☐ "}` : undefined;
}
