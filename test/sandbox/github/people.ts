import * as installations from "./change-installations.ts";
import * as issues from "./change-issues.ts";
import * as repos from "./change-repos.ts";
import { accountFor, commentsOf, installationsOf, issueNumbered, known, repoNamed } from "./find.ts";
import { labelsOf } from "./render.ts";
import type { Account, App, Comment, Installation, Issue, Repo, Role } from "./state.ts";
import type { Actor, World } from "./world.ts";

type NewRepo = Omit<repos.NewRepo, "name"> & { installed?: boolean };

/** What people do on GitHub's pages. Repositories go by "owner/name"; who does it is the maintainer unless told. */
export function createPeople(world: World, app: () => App) {
  const { state } = world;
  const person = (login: string): Actor => ({ account: accountFor(state, login), app: null });
  const repo = (name: string): Repo => known(repoNamed(state, name)?.repo, `repository ${name}`);
  const issue = (name: string, number: number): Issue =>
    known(issueNumbered(state, repo(name), number), `issue ${name}#${number}`);
  const maintainer = "grace";
  const installation = (id: number): Installation => known(state.get("installations", id), `installation ${id}`);

  return {
    /** Whose membership is hidden has the role all the same. */
    addPerson(login: string, roles: { [fullName: string]: Role } = {}, { isHiddenMember = false } = {}): Account {
      const account = state.put("accounts", { ...accountFor(state, login), isHiddenMember });
      for (const [name, role] of Object.entries(roles)) {
        const found = repo(name);
        state.put("repos", { ...found, roles: { ...found.roles, [login.toLowerCase()]: role } });
      }
      return account;
    },
    /** The owner's installation gets it too, unless told. */
    createRepo(fullName: string, { installed = true, ...made }: NewRepo = {}): Repo {
      const [login = "", name = ""] = fullName.split("/");
      const owner = accountFor(state, login, "Organization");
      const created = repos.createRepo(world, owner, { ...made, name });
      const own = ({ appId, accountId, deleted }: Installation) =>
        appId === app().id && accountId === owner.id && !deleted;
      const there = state.all("installations").find(own);
      if (installed && there) installations.changeRepos(world, person(maintainer), there, { added: [created] });
      return created;
    },
    fileIssue({ repo: name, author = "ada", title, body = null }: NewIssue): Issue {
      return issues.openIssue(world, person(author), repo(name), { title, body });
    },
    comment: (name: string, number: number, body: string, author = "ada") =>
      issues.addComment(world, person(author), issue(name, number), body),
    editComment: (comment: Comment, body: string, by = "ada") =>
      issues.editComment(world, person(by), known(state.get("comments", comment.id), "such comment"), body),
    deleteComment: (comment: Comment, by = maintainer) => issues.deleteComment(world, person(by), comment),
    editIssue: (name: string, number: number, change: { title?: string; body?: string | null }, by = "ada") =>
      issues.editIssue(world, person(by), issue(name, number), change),
    closeIssue: (name: string, number: number, by = maintainer) =>
      issues.setIssueState(world, person(by), issue(name, number), "closed"),
    reopenIssue: (name: string, number: number, by = maintainer) =>
      issues.setIssueState(world, person(by), issue(name, number), "open"),
    lockIssue: (name: string, number: number, by = maintainer) =>
      issues.setLocked(world, person(by), issue(name, number), true),
    unlockIssue: (name: string, number: number, by = maintainer) =>
      issues.setLocked(world, person(by), issue(name, number), false),
    deleteIssue: (name: string, number: number, by = maintainer) =>
      issues.deleteIssue(world, person(by), issue(name, number)),
    transferIssue: (name: string, number: number, to: string, by = maintainer) =>
      issues.transferIssue(world, person(by), issue(name, number), repo(to)),
    label: (name: string, number: number, labels: string[], by = maintainer) =>
      issues.addLabels(world, person(by), issue(name, number), labels),
    unlabel: (name: string, number: number, label: string, by = maintainer) =>
      issues.removeLabel(world, person(by), issue(name, number), label),

    push: (name: string, files: { [path: string]: string | null }, more: { branch?: string; message?: string } = {}) =>
      repos.push(world, person(maintainer), repo(name), { files, ...more }),
    renameRepo: (name: string, to: string) => repos.renameRepo(world, person(maintainer), repo(name), to),
    transferRepo: (name: string, owner: string) =>
      repos.transferRepo(world, person(maintainer), repo(name), accountFor(state, owner, "Organization")),
    makePrivate: (name: string) => repos.makePrivate(world, person(maintainer), repo(name)),
    archiveRepo: (name: string) => repos.setArchived(world, person(maintainer), repo(name), true),
    unarchiveRepo: (name: string) => repos.setArchived(world, person(maintainer), repo(name), false),
    deleteRepo: (name: string) => repos.deleteRepo(world, person(maintainer), repo(name)),

    install: (owner: string, names: string[], which: App = app()) =>
      installations.install(
        world,
        person(maintainer),
        which,
        accountFor(state, owner, "Organization"),
        names.map(repo),
      ),
    uninstall: (id: number) => installations.uninstall(world, person(maintainer), installation(id)),
    suspend: (id: number) => installations.setSuspended(world, person(maintainer), installation(id), true),
    unsuspend: (id: number) => installations.setSuspended(world, person(maintainer), installation(id), false),
    addToInstallation: (id: number, names: string[]) =>
      installations.changeRepos(world, person(maintainer), installation(id), { added: names.map(repo) }),
    removeFromInstallation: (id: number, names: string[]) =>
      installations.changeRepos(world, person(maintainer), installation(id), { removed: names.map(repo) }),

    repo,
    issue,
    issuesOf: (name: string) =>
      state.all("issues").filter(({ repoId, deleted }) => repoId === repo(name).id && !deleted),
    commentsOn: (name: string, number: number) =>
      commentsOf(state, issue(name, number)).map(({ id, body, authorId, appId }) => ({
        ...{ id, body, author: state.get("accounts", authorId)?.login ?? "", byApp: appId !== null },
      })),
    labelsOn: (name: string, number: number) => labelsOf(repo(name), issue(name, number)).map((label) => label.name),
    installationsOn: (name: string) => installationsOf(state, repo(name)),
  };
}

type NewIssue = { repo: string; author?: string; title: string; body?: string | null };
