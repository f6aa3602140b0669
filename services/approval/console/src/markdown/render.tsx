import type { Definition, ListItem, PhrasingContent, RootContent, Table } from "mdast";
import { Fragment, type ReactNode } from "react";
import type { Mark, Marks } from "./find-passages.ts";
import { safeUrl } from "./safe-url.ts";
import { UnseenText } from "./unseen-text.tsx";

/** How a document is drawn beyond its Markdown. */
export type Drawing = {
  definitions: ReadonlyMap<string, Definition>;
  marks?: Marks;
  /** What follows a marked passage's end, and a link. */
  afterPassage?(passage: number): ReactNode;
  afterLink?(url: string): ReactNode;
  /** HTML is never made into elements: it is shown as it is written, or, where nobody will see it, not at all. */
  html?: "shown" | "left out";
};

type Inner = PhrasingContent | RootContent;

export function Block({ node, drawing }: { node: RootContent; drawing: Drawing }): ReactNode {
  return draw(node, drawing);
}

function draw(node: Inner, drawing: Drawing): ReactNode {
  switch (node.type) {
    case "paragraph":
      return <p>{drawAll(node.children, drawing)}</p>;
    case "heading": {
      // The page's own headings are above: what a stranger writes never is.
      const Heading = node.depth <= 2 ? "h3" : "h4";
      return <Heading>{drawAll(node.children, drawing)}</Heading>;
    }
    case "text":
      return <Leaf node={node} drawing={drawing} />;
    case "emphasis":
      return <em>{drawAll(node.children, drawing)}</em>;
    case "strong":
      return <strong>{drawAll(node.children, drawing)}</strong>;
    case "delete":
      return <del>{drawAll(node.children, drawing)}</del>;
    case "inlineCode":
      return <Leaf node={node} drawing={drawing} code />;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
        <pre tabIndex={0}>
          <code>
            <UnseenText text={node.value} />
          </code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{drawAll(node.children, drawing)}</blockquote>;
    case "list": {
      const items = node.children.map((item, index) => (
        <Item key={keyOf(item, index)} item={item} drawing={drawing} tight={!node.spread} />
      ));
      return node.ordered ? <ol start={node.start ?? 1}>{items}</ol> : <ul>{items}</ul>;
    }
    case "link":
      return (
        <Anchor url={node.url} drawing={drawing}>
          {drawAll(node.children, drawing)}
        </Anchor>
      );
    case "linkReference":
      return (
        <Anchor url={drawing.definitions.get(node.identifier)?.url ?? ""} drawing={drawing}>
          {drawAll(node.children, drawing)}
        </Anchor>
      );
    case "image":
      return <Picture url={node.url} alt={node.alt} drawing={drawing} />;
    case "imageReference":
      return <Picture url={drawing.definitions.get(node.identifier)?.url ?? ""} alt={node.alt} drawing={drawing} />;
    case "html":
      return drawing.html === "left out" ? null : (
        <code className="raw-html">
          <UnseenText text={node.value} />
        </code>
      );
    case "break":
      return <br />;
    case "thematicBreak":
      return <hr />;
    case "table":
      return <GfmTable table={node} drawing={drawing} />;
    case "footnoteReference":
      return <sup>[{node.label ?? node.identifier}]</sup>;
    case "footnoteDefinition":
      return (
        <div className="footnote">
          <sup>[{node.label ?? node.identifier}]</sup> {drawAll(node.children, drawing)}
        </div>
      );
    default:
      return null;
  }
}

function drawAll(nodes: readonly Inner[], drawing: Drawing): ReactNode {
  return nodes.map((node, index) => <Fragment key={keyOf(node, index)}>{draw(node, drawing)}</Fragment>);
}

function Item({ item, drawing, tight }: { item: ListItem; drawing: Drawing; tight: boolean }): ReactNode {
  const children = item.children.map((child, index) => (
    <Fragment key={keyOf(child, index)}>
      {tight && child.type === "paragraph" ? drawAll(child.children, drawing) : draw(child, drawing)}
    </Fragment>
  ));
  if (typeof item.checked !== "boolean") return <li>{children}</li>;
  return (
    <li className="todo">
      <span aria-hidden="true">{item.checked ? "☑" : "☐"}</span>{" "}
      <span className="sr">{item.checked ? "done:" : "open:"}</span>
      {children}
    </li>
  );
}

/** A link that leads nowhere safe is words, with the address beside it. */
function Anchor({ url, drawing, children }: { url: string; drawing: Drawing; children: ReactNode }): ReactNode {
  const href = safeUrl(url);
  if (href === undefined)
    return (
      <span className="no-link">
        {children}
        {url !== "" && (
          <>
            {" "}
            <code>{url}</code>
          </>
        )}
      </span>
    );
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        {children}
      </a>
      {drawing.afterLink?.(href)}
    </>
  );
}

/** Loading a stranger's picture would tell the stranger who looks, and when. */
function Picture({ url, alt, drawing }: { url: string; alt: string | null | undefined; drawing: Drawing }): ReactNode {
  return <Anchor url={url} drawing={drawing}>{`image: ${alt || "without a description"}`}</Anchor>;
}

function GfmTable({ table, drawing }: { table: Table; drawing: Drawing }): ReactNode {
  const [head, ...rows] = table.children;
  const align = (index: number) => (table.align?.[index] === "right" ? "num" : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <div className="md-table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={keyOf(cell, index)} scope="col" className={align(index)}>
                {drawAll(cell.children, drawing)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={keyOf(row, at)}>
              {row.children.map((cell, index) => (
                <td key={keyOf(cell, index)} className={align(index)}>
                  {drawAll(cell.children, drawing)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A text, with the passages in it marked. */
function Leaf({
  node,
  drawing,
  code = false,
}: {
  node: { value: string };
  drawing: Drawing;
  code?: boolean;
}): ReactNode {
  const wrap = (text: string, key?: number) =>
    code ? (
      <code key={key}>
        <UnseenText text={text} />
      </code>
    ) : (
      <UnseenText key={key} text={text} />
    );
  const marks = drawing.marks?.get(node) ?? [];
  if (marks.length === 0) return wrap(node.value);
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.from < at) continue;
    if (mark.from > at) pieces.push(wrap(node.value.slice(at, mark.from), at));
    pieces.push(
      <Claim key={mark.from} mark={mark} drawing={drawing}>
        {wrap(node.value.slice(mark.from, mark.to))}
      </Claim>,
    );
    at = mark.to;
  }
  if (at < node.value.length) pieces.push(wrap(node.value.slice(at), at));
  return pieces;
}

function Claim({ mark, drawing, children }: { mark: Mark; drawing: Drawing; children: ReactNode }): ReactNode {
  return (
    <>
      <span className="claim-none">{children}</span>
      {mark.ends && drawing.afterPassage?.(mark.passage)}
    </>
  );
}

/** Its place in the text: while a text grows, what is written already keeps its place. */
function keyOf(node: { position?: { start: { offset?: number | undefined } } | undefined }, index: number): number {
  return node.position?.start.offset ?? index;
}
