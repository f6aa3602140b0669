import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import fc from "fast-check";
import { expect } from "vitest";
import { nastyMarkdown } from "./nasty-pieces.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const AT = "https://github.com/acme/webapp/blob/c0ffee";
const documents = new Map([
  ["README.md", `${AT}/README.md`],
  ["docs/a b.md", `${AT}/docs/a%20b.md`],
]);
const allowed = {
  ...{ repo: { owner: "acme", name: "webapp" }, links: ["docs.acme.dev"] },
  ...{ documents, quoted: ["docs/a b.md"] },
};

/** Whatever is put together, cleaned it does nothing, and cleaning it again changes nothing. */
export function checkNasty(numRuns: number): void {
  fc.assert(
    fc.property(nastyMarkdown, (markdown) => {
      const { text } = cleanReply(markdown, allowed);
      expect(cleanReply(text, allowed).text).toBe(text);
      expect(whatGithubWouldDo(text)).toEqual([]);
    }),
    { numRuns },
  );
}
