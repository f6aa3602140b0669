import { fullNameOf, repoOf } from "./find.ts";
import { renderInstallation } from "./render.ts";
import type { Account, App, Installation, Repo } from "./state.ts";
import { type Actor, stamp, type World } from "./world.ts";

export function install(world: World, actor: Actor, app: App, account: Account, repos: readonly Repo[]): Installation {
  const installation = world.state.put("installations", {
    ...{ id: world.state.nextId(), appId: app.id, accountId: account.id, permissions: app.permissions },
    ...{ repositoryIds: repos.map(({ id }) => id), suspendedAt: null, deleted: false },
  });
  return emitInstallation(world, actor, installation, "created", repos);
}

export function uninstall(world: World, actor: Actor, installation: Installation): void {
  const gone = world.state.put("installations", { ...installation, deleted: true });
  emitInstallation(world, actor, gone, "deleted", reposOf(world, gone));
}

export function setSuspended(world: World, actor: Actor, installation: Installation, suspended: boolean): Installation {
  const suspendedAt = suspended ? stamp(world.now()) : null;
  const changed = world.state.put("installations", { ...installation, suspendedAt });
  return emitInstallation(world, actor, changed, suspended ? "suspend" : "unsuspend");
}

export function changeRepos(
  world: World,
  { account: by }: Actor,
  installation: Installation,
  { added = [], removed = [] }: { added?: readonly Repo[]; removed?: readonly Repo[] },
): Installation {
  const out = new Set(removed.map(({ id }) => id));
  const kept = installation.repositoryIds.filter((id) => !out.has(id));
  const repositoryIds = [...new Set([...kept, ...added.map(({ id }) => id)])];
  const changed = world.state.put("installations", { ...installation, repositoryIds });
  for (const [action, repos] of [["added", added] as const, ["removed", removed] as const]) {
    if (!repos.length) continue;
    const payload = {
      installation: renderInstallation(world, changed),
      repository_selection: "selected",
      repositories_added: action === "added" ? briefly(world, repos) : [],
      repositories_removed: action === "removed" ? briefly(world, repos) : [],
    };
    world.emit({ event: "installation_repositories", action, by, about: { installation: changed }, payload });
  }
  return changed;
}

export function reposOf({ state }: World, installation: Installation): Repo[] {
  return installation.repositoryIds.map((id) => repoOf(state, id)).filter((repo) => !repo.deleted);
}

function emitInstallation(
  world: World,
  { account: by }: Actor,
  installation: Installation,
  action: string,
  repos?: readonly Repo[],
): Installation {
  const repositories = repos && { repositories: briefly(world, repos) };
  const payload = { installation: renderInstallation(world, installation), ...repositories };
  world.emit({ event: "installation", action, by, about: { installation }, payload });
  return installation;
}

function briefly({ state }: World, repos: readonly Repo[]) {
  return repos.map((repo) => ({
    ...{ id: repo.id, name: repo.name, full_name: fullNameOf(state, repo), private: repo.private },
  }));
}
