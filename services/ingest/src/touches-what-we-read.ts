type Commit = { added?: string[] | undefined; modified?: string[] | undefined; removed?: string[] | undefined };

/** GitHub names no more commits than this in one push; what the others touch it doesn't say. */
const MOST_NAMED = 2_048;

/** Settings and issue forms stand under .github; documents are texts, wherever the settings say that they are. */
const READ_HERE = /^\.github\/|(^|\/)docs?\/|\.(md|mdx|markdown|rst|adoc|txt)$/i;

/** Whether a push may have changed something that is read from the repository. */
export function touchesWhatWeRead(commits: readonly Commit[]): boolean {
  if (commits.length >= MOST_NAMED) return true;
  return commits.some(({ added = [], modified = [], removed = [] }) =>
    [added, modified, removed].some((paths) => paths.some((path) => READ_HERE.test(path))),
  );
}
