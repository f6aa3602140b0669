import { accountOf, fullNameOf, installationsOf } from "./find.ts";
import { commitSha, treeOf } from "./git-objects.ts";
import { renderAccount } from "./render.ts";
import type { Account, Commit, Repo } from "./state.ts";
import { type Actor, stamp, type World } from "./world.ts";

export type NewRepo = { name: string; private?: boolean; defaultBranch?: string; labels?: string[] };

/** Has one commit already, with a README. */
export function createRepo(world: World, owner: Account, made: NewRepo): Repo {
  const { name, defaultBranch = "main", labels = [] } = made;
  const first = nextCommit(world, undefined, { "README.md": `# ${name}\n` }, "Initial commit");
  return world.state.put("repos", {
    ...{ id: world.state.nextId(), ownerId: owner.id, name, oldNames: [], private: made.private ?? false },
    ...{ archived: false, deleted: false, defaultBranch, roles: {}, branches: { [defaultBranch]: [first] } },
    labels: labels.map((label) => ({ id: world.state.nextId(), name: label, color: "ededed" })),
  });
}

/** A file that is null goes away. */
export type Push = { branch?: string; files: { [path: string]: string | null }; message?: string };

export function push(world: World, actor: Actor, repo: Repo, pushed: Push): Commit {
  const { branch = repo.defaultBranch, message = "Change files" } = pushed;
  const commits = repo.branches[branch] ?? [];
  const head = commits.at(-1) ?? repo.branches[repo.defaultBranch]?.at(-1);
  const before = head?.files ?? {};
  const entries = Object.entries({ ...before, ...pushed.files });
  const files = Object.fromEntries(entries.filter((it): it is [string, string] => it[1] !== null));
  const commit = nextCommit(world, head, files, message);
  const changed = { ...repo, branches: { ...repo.branches, [branch]: [...commits, commit] } };
  world.state.put("repos", changed);
  const paths = Object.keys(pushed.files);
  const author = { name: actor.account.login, username: actor.account.login };
  const shown = {
    ...{ id: commit.sha, message, timestamp: commit.at, author, committer: author },
    added: paths.filter((path) => !(path in before) && path in files),
    removed: paths.filter((path) => path in before && !(path in files)),
    modified: paths.filter((path) => path in before && path in files && before[path] !== files[path]),
  };
  const payload = {
    ...{ ref: `refs/heads/${branch}`, before: commits.at(-1)?.sha ?? "0".repeat(40), after: commit.sha },
    ...{ created: !commits.length, deleted: false, forced: false, commits: [shown], head_commit: shown },
    pusher: { name: actor.account.login },
  };
  world.emit({ event: "push", by: actor.account, about: { repo: changed }, payload });
  return commit;
}

export function renameRepo(world: World, actor: Actor, repo: Repo, name: string): Repo {
  const oldNames = [...repo.oldNames, fullNameOf(world.state, repo)];
  const renamed = world.state.put("repos", { ...repo, name, oldNames });
  return emitRepo(world, actor, renamed, "renamed", { changes: { repository: { name: { from: repo.name } } } });
}

/** Installations of the old owner lose it, as on GitHub: the new owner has to install the App. */
export function transferRepo(world: World, actor: Actor, repo: Repo, owner: Account): Repo {
  const from = renderAccount(world, accountOf(world.state, repo.ownerId));
  const oldNames = [...repo.oldNames, fullNameOf(world.state, repo)];
  const moved = world.state.put("repos", { ...repo, ownerId: owner.id, oldNames });
  emitRepo(world, actor, moved, "transferred", { changes: { owner: { from: { organization: from } } } });
  leaveInstallations(world, moved);
  return moved;
}

export function setArchived(world: World, actor: Actor, repo: Repo, archived: boolean): Repo {
  const changed = world.state.put("repos", { ...repo, archived });
  return emitRepo(world, actor, changed, archived ? "archived" : "unarchived");
}

export function deleteRepo(world: World, actor: Actor, repo: Repo): void {
  const gone = world.state.put("repos", { ...repo, deleted: true });
  emitRepo(world, actor, gone, "deleted");
  leaveInstallations(world, gone);
}

export function makePrivate(world: World, actor: Actor, repo: Repo): Repo {
  const hidden = world.state.put("repos", { ...repo, private: true });
  return emitRepo(world, actor, hidden, "privatized");
}

/** The commit that a branch's name or a sha stands for. */
export function commitAt(repo: Repo, ref: string): Commit | undefined {
  const named = repo.branches[ref.replace(/^(refs\/)?heads\//, "")];
  return (
    named?.at(-1) ??
    Object.values(repo.branches)
      .flat()
      .find(({ sha }) => ref.length >= 7 && sha.startsWith(ref))
  );
}

function nextCommit(world: World, head: Commit | undefined, files: Commit["files"], message: string): Commit {
  const at = stamp(world.now());
  const sha = commitSha({ message, at, treeSha: treeOf(files).sha, parent: head?.sha ?? null });
  return { sha, message, at, files };
}

function leaveInstallations({ state }: World, repo: Repo): void {
  for (const installation of installationsOf(state, repo)) {
    const repositoryIds = installation.repositoryIds.filter((id) => id !== repo.id);
    state.put("installations", { ...installation, repositoryIds });
  }
}

function emitRepo(world: World, { account: by }: Actor, repo: Repo, action: string, payload: object = {}): Repo {
  world.emit({ event: "repository", action, by, about: { repo }, payload: { ...payload } });
  return repo;
}
