import type { Request } from "express";
import { repoNamed } from "./find.ts";
import type { Repo } from "./state.ts";
import type { World } from "./world.ts";

export function repoInPath({ state }: World, request: Request): Repo | undefined {
  return repoNamed(state, `${request.params.owner}/${request.params.repo}`)?.repo;
}
