import { z } from "zod";
import { MINUTE } from "../../domain/limits.ts";
import { type Repo, repositoryKey } from "../../domain/repository.ts";
import { after } from "../../domain/time.ts";
import { type CodeReader, type Gone, isGone, type Permission } from "../../ports/code-host.ts";
import type { ReadRepository } from "./read-repository.ts";

const LOGIN = /^[\w-]{1,100}(\[bot\])?$/;
const KEPT_FOR = 5 * MINUTE;
const MOST_KEPT = 10_000;

const roleSchema = z.enum(["none", "read", "triage", "write", "maintain", "admin"]);
/** An organisation may have roles of its own; `permission` says which of the old ones each comes to. */
const permissionSchema = z.object({ role_name: z.string().nullish(), permission: roleSchema });

type Deps = Pick<ReadRepository, "read"> & { now: () => Date };

/** Keeps the answers for some minutes: a thread is looked at often, and the same people speak on it. */
export function createReadPermission({ read, now }: Deps): CodeReader["permission"] {
  const known = new Map<string, { permission: Permission; until: Date }>();
  return async (repo, login, signal) => {
    const key = `${repositoryKey(repo)}/${login.toLowerCase()}`;
    const kept = known.get(key);
    if (kept && now() < kept.until) return kept.permission;
    const permission = await readPermission(repo, login, { read }, signal);
    known.delete(key);
    if (isGone(permission)) return permission;
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= MOST_KEPT) known.delete(oldest);
    known.set(key, { permission, until: after(now(), KEPT_FOR) });
    return permission;
  };
}

async function readPermission(
  repo: Repo,
  login: string,
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<Permission | Gone> {
  if (!LOGIN.test(login)) return "none";
  const path = `/collaborators/${encodeURIComponent(login)}/permission`;
  const found = await read({ repo, path, schema: permissionSchema }, signal);
  if (found === undefined || isGone(found)) return found ?? "none";
  const { role_name: role, permission } = found.value;
  return roleSchema.safeParse(role).data ?? permission;
}
