import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import type { Repo } from "../../domain/repository.ts";
import { type Gone, isGone } from "../../ports/code-host.ts";
import { goneBy, isNotThere, parsed, wordsOf } from "./answers.ts";
import type { AppRequests } from "./app-requests.ts";
import type { FetchToken, ReadToken } from "./token-cache.ts";

/** Reading is all that drafting takes. Only who posts and labels gets the other one, which can't even read the code. */
const PERMISSIONS = {
  read: { contents: "read", issues: "read", metadata: "read" },
  write: { issues: "write" },
} as const;

export type TokenKind = keyof typeof PERMISSIONS;

const tokenSchema = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });
const installationSchema = z.object({ id: z.number().int() });
const MOST_INSTALLATIONS = 10_000;

/** Makes tokens for one repository and one kind of work, a fresh one each time. */
export function createMint(app: AppRequests): (kind: TokenKind) => FetchToken {
  /** The installation of a repository that no webhook told, or whose webhook told another one. */
  const found = new Map<number, number>();

  const mint = async (kind: TokenKind, installation: number, { repo }: Repo, signal: AbortSignal) => {
    const body = { repository_ids: [repo.id], permissions: PERMISSIONS[kind] };
    const request = { method: "POST", path: `/app/installations/${installation}/access_tokens`, body } as const;
    const answer = await app.ask(request, signal);
    if (answer.status === 201) {
      const { token, expires_at } = parsed(request, answer, tokenSchema);
      return { token, expiresAt: new Date(expires_at) } satisfies ReadToken;
    }
    const gone = isNotThere(answer) ? UNINSTALLED : goneBy(answer);
    if (gone) return gone;
    if (answer.status !== 422) throw app.unexpected(request, answer);
    if (!/permission/i.test(wordsOf(answer) ?? "permission")) return UNINSTALLED;
    throw new Unavailable(
      `the App's installation ${installation} lacks a permission of ${JSON.stringify(body.permissions)}: ` +
        `an owner has to accept it. ${app.unexpected(request, answer).message}`,
    );
  };

  /** By number: its name may be another one's by now. */
  const find = async ({ repo }: Repo, signal: AbortSignal): Promise<number | Gone> => {
    const request = { method: "GET", path: `/repositories/${repo.id}/installation` } as const;
    const answer = await app.ask(request, signal);
    if (answer.status === 200) return parsed(request, answer, installationSchema).id;
    if (isNotThere(answer)) return UNINSTALLED;
    throw app.unexpected(request, answer);
  };

  return (kind) => async (repo, signal) => {
    const { id } = repo.repo;
    const known = found.get(id) ?? repo.installationId;
    if (known !== undefined) {
      const token = await mint(kind, known, repo, signal);
      if (!isGone(token)) return token;
      // It may have been installed again since, or given to another account: then it has another installation.
      found.delete(id);
    }
    const installation = await find(repo, signal);
    if (isGone(installation)) return installation;
    if (installation === known) return UNINSTALLED;
    const token = await mint(kind, installation, repo, signal);
    if (!isGone(token) && found.size < MOST_INSTALLATIONS) found.set(id, installation);
    return token;
  };
}

const UNINSTALLED: Gone = { gone: "uninstalled" };
