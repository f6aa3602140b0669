import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf, howCallEnded } from "../../services/approval/console/src/task/how-call-ended.ts";
import { diffLines } from "../../services/approval/console/src/text/diff-lines.ts";
import { countUnseen, revealUnseen } from "../../services/approval/console/src/text/invisible.ts";
import { keyPath } from "../../services/approval/console/src/text/key-path.ts";
import { usableLanguage } from "../../services/approval/console/src/text/usable-language.ts";
import { duration, longDuration, roughly } from "../../services/approval/console/src/text/words.ts";

describe("what cannot be seen is drawn by its name", () => {
  test("in runs, where it stands", () => {
    expect(revealUnseen("nginx\u200B\u200B\u200B 1.26")).toEqual([
      "nginx",
      { code: "U+200B", name: "zero-width space", count: 3, mild: false },
      " 1.26",
    ]);
  });

  test("hidden letters by the letter that they stand for", () => {
    expect(revealUnseen("\u{E0041}")).toMatchObject([{ name: "hidden “A”" }]);
  });

  test("what turns the order of words is drawn, other spaces are drawn mildly", () => {
    expect(revealUnseen("a\u202Eb\u00A0c")).toMatchObject([
      "a",
      { name: "right-to-left override", mild: false },
      "b",
      { name: "no-break space", mild: true },
      "c",
    ]);
    expect(countUnseen("a\u202Eb\u00A0c")).toBe(1);
  });

  test("joined emoji and scripts that need joiners are left whole", () => {
    for (const text of ["👩‍🚀", "🏳️‍🌈", "می‌خواهم", "क्‍ष", "tabs\tand\nlines"]) expect(revealUnseen(text)).toEqual([text]);
  });

  test("nothing is lost: together the pieces are the text", () => {
    const hostile = fc.array(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("\u200B", "\u202E", "\u00A0", "👩‍🚀", "\u{E0041}", "\uFEFF"),
      ),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = parts.join("");
        const back = revealUnseen(text).map((piece) =>
          typeof piece === "string"
            ? piece
            : String.fromCodePoint(Number.parseInt(piece.code.slice(2), 16)).repeat(piece.count),
        );
        expect(back.join("")).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a difference", () => {
  test("shows what is gone and new, with the lines around it", () => {
    const before = ["1", "2", "3", "4", "old", "6", "7", "8", "9"].join("\n");
    expect(diffLines(before, before.replace("old", "new"))).toEqual([
      { is: "skipped", text: "2 lines as they were" },
      { is: "same", text: "3", n: 3 },
      { is: "same", text: "4", n: 4 },
      { is: "gone", text: "old", n: 5 },
      { is: "new", text: "new", n: 5 },
      { is: "same", text: "6", n: 6 },
      { is: "same", text: "7", n: 7 },
      { is: "skipped", text: "2 lines as they were" },
    ]);
  });

  test("of nothing is nothing", () => {
    expect(diffLines("the same", "the same")).toEqual([]);
  });

  test("takes every line of both texts exactly once", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const changed = (is: string) => lines.filter((line) => line.is === is).length;
        expect(after.split("\n").length - before.split("\n").length).toBe(changed("new") - changed("gone"));
        for (const { is, text: words, n } of lines) {
          if (is === "gone") expect(before.split("\n")[(n ?? 0) - 1]).toBe(words);
          if (is === "new" || is === "same") expect(after.split("\n")[(n ?? 0) - 1]).toBe(words);
        }
      }),
    );
  });

  test("of two large texts without a line in common is made at once", () => {
    const lines = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word} ${index}`).join("\n");
    expect(diffLines(lines("old"), lines("new"))).toHaveLength(6_000);
  });
});

test("times are said in two units at the most", () => {
  expect([duration(38), duration(1_900), duration(13_800), duration(701_000)]).toEqual([
    "38 ms",
    "1.9 s",
    "13.8 s",
    "11 min 41 s",
  ]);
  expect([longDuration(9_900), longDuration(45 * 3_600_000)]).toEqual(["9 s", "1 d 21 h"]);
  expect([longDuration(0), longDuration(1), longDuration(999)]).toEqual(["0 s", "under 1 s", "under 1 s"]);
  expect([roughly(30_000), roughly(-4 * 60_000), roughly(68 * 60_000)]).toEqual(["just now", "4 min", "1 h 8 min"]);
});

test("a call runs while its task is worked on; kept as running after that, it was broken off", () => {
  const tokens = { input: 9, cached: 0, output: 4, thoughts: 0 };
  const call = {
    id: "c",
    step: "respond",
    model: "m",
    attempt: 1,
    at: "",
    latencyMs: 1,
    costMicros: 1,
    tokens,
  } as const;
  const sent = { ...call, finished: false, ended: "running" };
  expect(howCallEnded(sent, { workedOn: "respond" })).toBe("running");
  for (const task of [{}, { workedOn: "ask" }] as const) expect(howCallEnded(sent, task)).toBe("broken off");
  expect(howCallEnded({ ...call, finished: false, ended: "cut" }, {})).toBe("failed");
  expect(howCallEnded({ ...call, finished: true, ended: "answered" }, {})).toBe("answered");
});

test("what a call may cost that runs is set aside, and not yet spent; of one that was broken off nobody knows better", () => {
  const tokens = { input: 0, cached: 0, output: 0, thoughts: 0 };
  const call = { model: "m", attempt: 1, at: "", latencyMs: 1, finished: false, ended: "running", tokens } as const;
  const calls = [
    { ...call, id: "c1", step: "triage" as const, finished: true, ended: "answered", costMicros: 400 },
    { ...call, id: "c2", step: "respond" as const, costMicros: 8_100 },
  ];
  expect(costOf({ calls, costMicros: 8_500, workedOn: "respond" })).toBe("$0.0004, $0.0081 set aside");
  expect(costOf({ calls, costMicros: 8_500 })).toBe("$0.0085");
});

test("a language that no number can be written in is English, any other is kept", () => {
  expect(["en-US@posix", "", "de", "pt-BR"].map(usableLanguage)).toEqual(["en-US", "en-US", "de", "pt-BR"]);
});

test("each digit of a digest is one cut of its key", () => {
  expect(keyPath("24e7063d")).toBe("M15 4V12H17V8.8H22V9.6H27V13.6H32V10.8H37V8H42V10.4H47V9.2H52V13.2H57V7.5L60 4z");
});
