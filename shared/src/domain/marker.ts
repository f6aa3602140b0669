/**
 * The hidden line by which we find our own comment again. Anyone may paste one into a comment of theirs, so a comment
 * counts as ours only if our own App wrote it, too.
 */
export function markerOf(taskId: string): string {
  return `<!-- frontdesk:${taskId} -->`;
}

/** The text with its marker, at its end if it had none. */
export function marked(taskId: string, text: string): string {
  const marker = markerOf(taskId);
  return text.includes(marker) ? text : `${text.trimEnd()}\n\n${marker}`;
}
