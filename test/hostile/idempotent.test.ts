import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { expect, test } from "vitest";
import { checkNasty } from "./nasty-property.ts";
import { ordinaryReply } from "./ordinary-replies.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const allowed = { repo: { owner: "acme", name: "webapp" }, links: ["docs.acme.dev"] };

test("C72: whatever is put together, cleaned it does nothing, and cleaning it again changes nothing", () => {
  checkNasty(2_000);
});

test("C72: 500 ordinary replies come out unharmed", () => {
  for (let number = 0; number < 500; number++) {
    const reply = ordinaryReply(number);
    expect(cleanReply(reply, allowed)).toEqual({ text: reply, removed: [] });
  }
});

test("C72: the name of a footnote hides no tag, and an ordinary footnote stays", () => {
  for (const hidden of ["[^<!--]: ", "text[^<b>]\n\n[^<b>]: x"]) {
    const { text } = cleanReply(hidden, allowed);
    expect(whatGithubWouldDo(text)).toEqual([]);
  }
  const ordinary = "As it says[^1].\n\n[^1]: In the changelog.";
  expect(cleanReply(ordinary, allowed).text).toBe(ordinary);
});
