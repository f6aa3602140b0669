import type { Triage } from "@frontdesk/shared/domain/triage";

/** The repository's own form says what is missing: no model has to be paid to ask for it. In English alone. */
export function askForMissing({ missing, language }: Triage, formPath: string | undefined): string | undefined {
  if (formPath === undefined || missing.length === 0 || language !== "en") return undefined;
  const list = missing.map((label) => `- ${label}`).join("\n");
  return `Thank you for the report. To look into it, we still need to know:\n\n${list}\n\nPlease add ${missing.length === 1 ? "it" : "them"} to the issue, or in a comment.`;
}
