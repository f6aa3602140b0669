import { z } from "zod";
import type { Repo } from "../../domain/repository.ts";
import { type Gone, isGone, type Permission } from "../../ports/code-host.ts";
import type { ReadRepository } from "./read-repository.ts";

const LOGIN = /^[\w-]{1,100}(\[bot\])?$/;

const roleSchema = z.enum(["none", "read", "triage", "write", "maintain", "admin"]);
/** An organisation may have roles of its own; `permission` says which of the old ones each comes to. */
const permissionSchema = z.object({ role_name: z.string().nullish(), permission: roleSchema });

export async function readPermission(
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
