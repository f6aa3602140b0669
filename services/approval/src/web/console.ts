import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Request, type RequestHandler, type Response, Router } from "express";
import { unbuiltPage } from "./sign-in/page.ts";
import { viewerOf } from "./viewer.ts";

/** The console's pages, which are one and the same file, and the files that it loads. */
export type Console = { files: RequestHandler; pages: RequestHandler; missing: RequestHandler };

export const PAGES = ["/", "/tasks", "/tasks/:id", "/health", "/setup"] as const;
const NAME = /^[\w-][\w.-]*$/;
const COMPRESSED = [".js", ".css", ".html", ".svg", ".json", ".txt", ".webmanifest"];
const FOR_EVER = "public, max-age=31536000, immutable";
/** More than a build has. Builds come and go while one works on the console. */
const MOST_KEPT = 200;

type File = { plain: Buffer; br?: Buffer; gzip?: Buffer; etag: string; changedAt: number };

/** Files are read and compressed when they are first asked for, as small as it goes, and kept so. */
export function createConsole({ folder }: { folder: string }): Console {
  const kept = new Map<string, Promise<File>>();
  const load = async (path: string): Promise<File | undefined> => {
    const changedAt = await changed(path);
    if (changedAt === undefined) return undefined;
    const known = await kept.get(path);
    if (known?.changedAt === changedAt) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const read = readCompressed(path, changedAt);
    kept.set(path, read);
    read.catch(() => kept.delete(path));
    return read;
  };
  const serve = async (path: string, caching: string, request: Request, response: Response): Promise<boolean> => {
    const file = await load(path);
    if (!file) return false;
    send(file, extname(path), caching, request, response);
    return true;
  };

  const asset: RequestHandler = async (request, response, next) => {
    const name = String(request.params.name);
    const isThere = NAME.test(name) && (await serve(join(folder, "assets", name), FOR_EVER, request, response));
    if (!isThere) next();
  };
  /** Such as the icon: it keeps its name from one build to the next. */
  const other: RequestHandler = async (request, response, next) => {
    const name = String(request.params.name);
    const isFile = NAME.test(name) && extname(name) !== "" && extname(name) !== ".html";
    if (!isFile || !(await serve(join(folder, name), "public, max-age=3600", request, response))) next();
  };
  const page: RequestHandler = async (request, response) => {
    if (await serve(join(folder, "index.html"), "no-cache", request, response)) return;
    response.status(503).type("html").send(unbuiltPage());
  };
  /** For a person who is in, and mistyped: the same page says that there is none. Programs get a problem as ever. */
  const missing: RequestHandler = async (request, response, next) => {
    const isPerson = viewerOf(request)?.kind === "person" && request.headers.accept?.includes("text/html");
    if (!isPerson || request.method !== "GET" || /^\/(v1|assets)\//.test(request.path)) return next();
    response.status(404);
    if (!(await serve(join(folder, "index.html"), "no-cache", request, response))) next();
  };
  return {
    files: Router().get("/assets/:name", asset).get("/:name", other),
    pages: Router().get([...PAGES], page),
    missing,
  };
}

async function changed(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.mtimeMs : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

async function readCompressed(path: string, changedAt: number): Promise<File> {
  const plain = await readFile(path);
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  if (!COMPRESSED.includes(extname(path))) return { plain, etag, changedAt };
  const best = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(plain, best),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  return { plain, br, gzip: gzipped, etag, changedAt };
}

function send(file: File, extension: string, caching: string, request: Request, response: Response): void {
  response.type(extension).set({ "cache-control": caching, etag: file.etag, vary: "accept-encoding" });
  if (request.fresh) return void response.status(304).end();
  const encoding = file.br && file.gzip && request.acceptsEncodings("br", "gzip", "identity");
  const body = encoding === "br" ? file.br : encoding === "gzip" ? file.gzip : undefined;
  if (body) response.set("content-encoding", String(encoding));
  response.send(body ?? file.plain);
}
