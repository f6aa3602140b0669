import { beforeAll, describe, expect, test } from "vitest";
import { type Asked, runMocked } from "../mocked.ts";
import { ACCESS } from "./access.ts";
import { RESOURCES } from "./resources.ts";

const POLICIES = [...ACCESS, ...RESOURCES];

let all: Asked[] = [];
beforeAll(async () => {
  all = (await runMocked()).asked;
});

describe("what is deployed", () => {
  test.each(POLICIES)("$says", ({ offences }) => {
    expect(offences(all)).toEqual([]);
  });

  test.each(POLICIES)("is seen when it is broken: $says", ({ offences, broken }) => {
    expect(offences(broken(all))).not.toEqual([]);
  });
});
