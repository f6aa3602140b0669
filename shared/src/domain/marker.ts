/**
 * The hidden line by which we find our own comment again. Anyone may paste one into a comment of theirs, so a comment
 * counts as ours only if our own App wrote it, too.
 */
export function markerOf(taskId: string): string {
  return `<!-- frontdesk:${taskId} -->`;
}

/** The text with its marker, at its end if it had none; and such that every store and every wire keeps it as it is. */
export function marked(taskId: string, text: string): string {
  const marker = markerOf(taskId);
  const wellFormed = text.toWellFormed();
  return wellFormed.includes(marker) ? wellFormed : `${wellFormed.trimEnd()}\n\n${marker}`;
}
