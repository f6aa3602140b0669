import type { Nodes, Root } from "mdast";
import { cleanCode } from "./clean-code.ts";
import { cleanFootnote } from "./clean-footnote.ts";
import { cleanHtml } from "./clean-html.ts";
import { cleanDefinition, cleanImage, cleanLink, cleanLinkReference } from "./clean-link.ts";
import { cleanText } from "./clean-text.ts";
import type { Cleaning } from "./cleaning.ts";
import { cleanClosingKeywords } from "./closing-keywords.ts";
import type { Edit } from "./edit.ts";
import { findMarkers } from "./find-markers.ts";
import { childrenOf } from "./parse-reply.ts";

export function findEdits(root: Root, cleaning: Cleaning): Edit[] {
  const edits = findMarkers(cleaning.source);
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { found, goOn } = visit(node, cleaning);
    edits.push(...found);
    if (goOn) waiting.push(...childrenOf(node));
  }
  return edits;
}

function visit(node: Nodes, cleaning: Cleaning): { found: Edit[]; goOn: boolean } {
  switch (node.type) {
    case "text":
      return { found: cleanText(node, cleaning), goOn: false };
    case "html":
      return { found: cleanHtml(node, cleaning.source), goOn: false };
    case "code":
    case "inlineCode":
      return { found: cleanCode(node, cleaning.source), goOn: false };
    case "image":
    case "imageReference":
      return { found: cleanImage(node, cleaning.source), goOn: false };
    case "definition":
      return { found: cleanDefinition(node, cleaning), goOn: false };
    case "footnoteReference":
    case "footnoteDefinition":
      return { found: cleanFootnote(node, cleaning.source), goOn: true };
    case "linkReference":
      return { found: cleanLinkReference(node, cleaning), goOn: true };
    case "link": {
      const { edits, goOn } = cleanLink(node, cleaning);
      return { found: edits, goOn };
    }
    case "paragraph":
    case "heading":
    case "tableCell":
      return { found: cleanClosingKeywords(node, cleaning), goOn: true };
    default:
      return { found: [], goOn: true };
  }
}
