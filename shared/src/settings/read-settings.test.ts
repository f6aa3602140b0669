import { expect, test } from "vitest";
import { z } from "zod";
import { Unusable } from "../domain/errors.ts";
import { form, halves, readSettings, readTogether } from "./read-settings.ts";

const schema = z.object({ A: form(/^\d$/, "a digit"), B: form(/^\d$/, "a digit"), C: z.string().optional() });
const pairs = [["B", "C"]] as const;

test("what the forms refuse and what is against each other is said at once; what is empty isn't set", () => {
  const read = (environment: { [name: string]: string }) =>
    readSettings(schema, environment, (given) => halves(pairs, given));
  expect(read({ A: "1", B: "", D: "x" })).toEqual({ A: "1" });
  expect(read({ B: "1", C: "x" })).toEqual({ B: "1", C: "x" });
  expect(() => read({ A: "x", B: "y" })).toThrow(
    new Unusable(
      'A is "x", but must be a digit.\nB is "y", but must be a digit.\n' +
        "C is missing: B is set, and each says nothing without the other.",
    ),
  );
});

test("of several readers all is said, each sentence once; a bug stays one", () => {
  const refuse = (message: string) => () => {
    throw new Unusable(message);
  };
  const fine = () => 1;
  expect(readTogether({ one: fine, other: () => "x" })).toEqual({ one: 1, other: "x" });
  const several = { one: refuse("A is missing.\nB is missing."), fine, other: refuse("B is missing.\nC is missing.") };
  expect(() => readTogether(several)).toThrow(new Unusable("A is missing.\nB is missing.\nC is missing."));
  const bug = () => {
    throw new TypeError("undefined is not a function");
  };
  expect(() => readTogether({ one: refuse("A is missing."), bug })).toThrow(TypeError);
});
