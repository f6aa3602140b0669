/** Words that someone typed on a draft, kept in this browser until they are used or thrown away. */
export type KeptEdit = { digest: string; text: string; at: number };

const PREFIX = "frontdesk.edit.";
const KEPT_FOR = 7 * 24 * 3_600_000;

export function keepEdit(taskId: string, edit: KeptEdit | undefined): void {
  try {
    if (edit) localStorage.setItem(PREFIX + taskId, JSON.stringify(edit));
    else localStorage.removeItem(PREFIX + taskId);
  } catch {
    // Without room it is kept on the page alone.
  }
}

export function keptEdit(taskId: string): KeptEdit | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + taskId) ?? "null") as Partial<KeptEdit> | null;
    if (typeof kept?.text !== "string" || typeof kept.digest !== "string" || typeof kept.at !== "number")
      return undefined;
    return { text: kept.text, digest: kept.digest, at: kept.at };
  } catch {
    return undefined;
  }
}

/** Forgets what nobody came back for. */
export function forgetOldEdits(now: number): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const id = name.slice(PREFIX.length);
      if ((keptEdit(id)?.at ?? 0) < now - KEPT_FOR) keepEdit(id, undefined);
    }
  } catch {
    // Storage is not allowed here: there is nothing to forget.
  }
}
