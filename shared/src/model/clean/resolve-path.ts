const SCHEME = /^[^/?#]*:/;

/** Whether it leads on from where it stands: no scheme, no other host, nothing that a browser takes for one. */
export function isRelative(url: string): boolean {
  return !SCHEME.test(url) && !url.startsWith("//") && !url.includes("\\");
}

/** What a relative path names, seen from a directory; nothing if that is above the root. */
export function resolvePath(path: string, directory: string): string | undefined {
  const segments = path.startsWith("/") || directory === "" ? [] : directory.split("/");
  for (const segment of path.replace(/^\//, "").split("/")) {
    if (segment === ".." && segments.pop() === undefined) return undefined;
    if (segment !== "." && segment !== "..") segments.push(segment);
  }
  return segments.join("/");
}
