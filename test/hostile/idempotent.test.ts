import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nastyMarkdown } from "./nasty-pieces.ts";
import { ordinaryReply } from "./ordinary-replies.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const allowed = { repo: { owner: "acme", name: "webapp" }, links: ["docs.acme.dev"] };

test("C72: whatever is put together, cleaned it does nothing, and cleaning it again changes nothing", () => {
  fc.assert(
    fc.property(nastyMarkdown, (markdown) => {
      const { text } = cleanReply(markdown, allowed);
      expect(cleanReply(text, allowed).text).toBe(text);
      expect(whatGithubWouldDo(text)).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
}, 120_000);

test("C72: 500 ordinary replies come out unharmed", () => {
  for (let number = 0; number < 500; number++) {
    const reply = ordinaryReply(number);
    expect(cleanReply(reply, allowed)).toEqual({ text: reply, removed: [] });
  }
}, 60_000);
