import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { describe, expect, test } from "vitest";
import { type HostileIssue, wordForWord } from "./corpus.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const allowed = { repo: { owner: "acme", name: "webapp" } };

/** These want the model to do something, or are only large: their own bytes do nothing. */
const HARMLESS_BYTES = new Set(["prompt leak", "token bomb", "delimiter escape, fences"]);

/** What takes a second or more to be looked at from all sides. */
export function isLarge(issue: HostileIssue): boolean {
  return wordForWord(issue).length > 5_000;
}

export function describeCleaned(issues: readonly HostileIssue[]): void {
  describe.each(issues)("$name", (issue) => {
    const reply = wordForWord(issue);

    test("C71: given back word for word it does something, cleaned it does nothing, and is bounded", () => {
      if (!HARMLESS_BYTES.has(issue.name)) expect(whatGithubWouldDo(reply)).not.toEqual([]);
      const { text } = cleanReply(reply, allowed);
      expect(whatGithubWouldDo(text)).toEqual([]);
      expect(text.length).toBeLessThanOrEqual(60_000);
    });

    test("C72: what was cleaned stays as it is", () => {
      const { text } = cleanReply(reply, allowed);
      expect(cleanReply(text, allowed)).toEqual({ text, removed: [] });
    });

    test("C71: each part alone does nothing once it is cleaned", () => {
      for (const part of [issue.title, issue.body, ...(issue.comments ?? [])]) {
        expect(whatGithubWouldDo(cleanReply(part, allowed).text)).toEqual([]);
      }
    });
  });
}
