/** A repository's full name as it is looked up by: GitHub's names are the same in any case. */
export function repoName({ owner, name }: { owner: string; name: string }): string {
  return `${owner}/${name}`.toLowerCase();
}
