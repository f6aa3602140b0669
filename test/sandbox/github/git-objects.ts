import { createHash } from "node:crypto";

export type TreeEntry = { path: string; mode: string; type: "blob" | "tree"; sha: string; size?: number };

/** As git names a file's content. */
export function blobSha(content: string): string {
  return objectSha("blob", Buffer.from(content));
}

export function commitSha(commit: { message: string; at: string; treeSha: string; parent: string | null }): string {
  const parent = commit.parent === null ? "" : `parent ${commit.parent}\n`;
  const who = `Somebody <somebody@example.test> ${Math.floor(Date.parse(commit.at) / 1_000)} +0000`;
  const text = `tree ${commit.treeSha}\n${parent}author ${who}\ncommitter ${who}\n\n${commit.message}\n`;
  return objectSha("commit", Buffer.from(text));
}

/** The tree of all these files: its sha, and what is in it, folders before what they hold. */
export function treeOf(files: { [path: string]: string }, prefix = ""): { sha: string; entries: TreeEntry[] } {
  const direct: TreeEntry[] = [];
  const all: TreeEntry[] = [];
  const names = new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""));
  for (const name of [...names].sort()) {
    const content = files[name];
    if (content !== undefined) {
      const size = Buffer.byteLength(content);
      direct.push({ path: prefix + name, mode: "100644", type: "blob", sha: blobSha(content), size });
      all.push(...direct.slice(-1));
      continue;
    }
    const within = Object.entries(files).filter(([path]) => path.startsWith(`${name}/`));
    const stripped = Object.fromEntries(within.map(([path, text]) => [path.slice(name.length + 1), text]));
    const tree = treeOf(stripped, `${prefix}${name}/`);
    direct.push({ path: prefix + name, mode: "040000", type: "tree", sha: tree.sha });
    all.push(...direct.slice(-1), ...tree.entries);
  }
  // Git sorts folders as if their names ended in a slash, and writes their mode without the leading zero.
  const sortedAs = (entry: TreeEntry) => (entry.type === "tree" ? `${entry.path}/` : entry.path);
  const parts = direct
    .toSorted((a, b) => Buffer.compare(Buffer.from(sortedAs(a)), Buffer.from(sortedAs(b))))
    .map(({ path, mode, sha }) => {
      const head = Buffer.from(`${mode.replace(/^0/, "")} ${path.slice(prefix.length)}\0`);
      return Buffer.concat([head, Buffer.from(sha, "hex")]);
    });
  return { sha: objectSha("tree", Buffer.concat(parts)), entries: all };
}

function objectSha(kind: string, content: Buffer): string {
  return createHash("sha1").update(`${kind} ${content.length}\0`).update(content).digest("hex");
}
