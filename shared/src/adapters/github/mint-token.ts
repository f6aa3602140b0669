import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import type { Repo } from "../../domain/repository.ts";
import { type Gone, isGone } from "../../ports/code-host.ts";
import { goneBy, isNotThere, isRedirect, parsed, wordsOf } from "./answers.ts";
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

  /** By name, as GitHub describes it. By number, as its own redirect says, if the repository has been renamed. */
  const find = async ({ repo }: Repo, signal: AbortSignal): Promise<number | Gone> => {
    const name = `${encodeURIComponent(repo.owner)}/${encodeURIComponent(repo.name)}`;
    for (const path of [`/repos/${name}/installation`, `/repositories/${repo.id}/installation`]) {
      const request = { method: "GET", path } as const;
      const answer = await app.ask(request, signal);
      if (answer.status === 200) return parsed(request, answer, installationSchema).id;
      if (isNotThere(answer)) return UNINSTALLED;
      if (!isRedirect(answer)) throw app.unexpected(request, answer);
    }
    throw new Unavailable(`GitHub sends on from wherever the installation of ${name} is looked for`);
  };

  return (kind) => async (repo, signal) => {
    if (repo.installationId !== undefined) return mint(kind, repo.installationId, repo, signal);
    const known = found.get(repo.repo.id);
    if (known !== undefined) {
      const token = await mint(kind, known, repo, signal);
      if (!isGone(token)) return token;
      // It may have been installed again since, as another installation.
      found.delete(repo.repo.id);
    }
    const installation = await find(repo, signal);
    if (typeof installation !== "number") return installation;
    const token = await mint(kind, installation, repo, signal);
    if (!isGone(token) && found.size < MOST_INSTALLATIONS) found.set(repo.repo.id, installation);
    return token;
  };
}

const UNINSTALLED: Gone = { gone: "uninstalled" };
