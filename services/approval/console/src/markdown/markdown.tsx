import { memo, type ReactNode } from "react";
import { parseMarkdown } from "./parse.ts";
import { Block } from "./render.tsx";

/** Markdown to be read: an issue, a reply. Nothing in it is run, loaded or made into elements but what Markdown has. */
export const Markdown = memo(function Markdown({
  text,
  html = "shown",
}: {
  text: string;
  html?: "shown" | "left out";
}): ReactNode {
  const { blocks, definitions } = parseMarkdown(text);
  return blocks.map((node, index) => (
    <Block key={node.position?.start.offset ?? index} node={node} drawing={{ definitions, html }} />
  ));
});
