import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { expect, test } from "vitest";
import { checkNasty } from "./nasty-property.ts";
import { ordinaryReply } from "./ordinary-replies.ts";

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
