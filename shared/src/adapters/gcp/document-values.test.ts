import { Timestamp } from "@google-cloud/firestore";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutToBytes, documentBytes, textBytes } from "./document-size.ts";
import { documentName, fromStored, keyOf, toStored } from "./document-values.ts";

const text = fc.string({ unit: "binary" });
/** Firestore has no other years. */
const [min, max] = [new Date("0001-01-01T00:00:00.000Z"), new Date("9999-12-31T23:59:59.999Z")];
const time = fc.date({ min, max, noInvalidDate: true });

describe("values", () => {
  /** What Firestore makes of what it is given. */
  function throughFirestore(value: unknown): unknown {
    if (value instanceof Date) return Timestamp.fromDate(value);
    if (Array.isArray(value)) {
      expect(value.some(Array.isArray), "no list directly in a list").toBe(false);
      return value.map(throughFirestore);
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, throughFirestore(one)]));
  }

  test("come back as they were: times as times, lists in lists, whatever is nested in what", () => {
    const leaf = fc.oneof(text, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), time);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value")), fc.dictionary(text, tie("value"))),
    }));
    fc.assert(
      fc.property(value, (value) => {
        expect(fromStored(throughFirestore(toStored(value)))).toEqual(value);
      }),
    );
  });

  test("lose what is undefined, and half a character becomes a replacement character", () => {
    expect(toStored({ a: undefined, b: { c: undefined }, d: "half \ud83d" })).toEqual({ b: {}, d: "half \ufffd" });
  });
});

describe("names", () => {
  test("are allowed by Firestore, and give the key back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (key) => {
        const name = documentName(key);
        expect(name).not.toMatch(/\/|^\.\.?$|^__.*__$/);
        expect(keyOf(name)).toBe(key);
      }),
    );
    for (const key of [".", "..", "__id__", "a/b", "100%25", "%2F"]) expect(keyOf(documentName(key))).toBe(key);
  });

  test("can be read where nothing is in the way", () => {
    expect(documentName("acme.webapp.42.opened")).toBe("acme.webapp.42.opened");
    expect(documentName("acme/webapp: ä")).toBe("acme%2Fwebapp: ä");
  });
});

describe("a cut text", () => {
  test("has at most so many bytes, is whole characters, and says that it was cut", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 50 }), fc.integer({ min: 45, max: 200 }), (text, most) => {
        const cut = cutToBytes(text, most);
        expect(textBytes(cut)).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut).not.toContain("\ufffd");
        if (textBytes(text) <= most) expect(cut).toBe(text);
        else expect(cut).toMatch(/… \(cut: it has \d+ characters\)$/);
      }),
    );
  });

  test("keeps as much as there is room for", () => {
    expect(textBytes(cutToBytes("x".repeat(2_000), 1_000))).toBe(1_000);
  });
});

test("a document's size is what Firestore's own example says", () => {
  // https://firebase.google.com/docs/firestore/storage-size#document-size
  const task = { type: "Personal", done: false, priority: 1, description: "Learn Cloud Firestore" };
  expect(documentBytes("users/jeff/tasks/my_task_id", task)).toBe(147);
});
