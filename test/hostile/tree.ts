/** As much of a Markdown tree as is looked at. */
export type Tree = {
  type: string;
  value?: string | undefined;
  url?: string;
  title?: string | null | undefined;
  lang?: string | null | undefined;
  identifier?: string;
  children?: Tree[];
  position?: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined;
};

export function walk(node: Tree, visit: (node: Tree, parents: readonly Tree[]) => void): void {
  const waiting: { node: Tree; parents: readonly Tree[] }[] = [{ node, parents: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node: at, parents } = next;
    visit(at, parents);
    waiting.push(...(at.children ?? []).map((child) => ({ node: child, parents: [...parents, at] })));
  }
}
