import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { plainEntry } from "./plain-entry.ts";
import { prettyLine } from "./pretty-line.ts";

const ESCAPE = "\u001b";

function line(entry: Partial<Entry>, colours = false): string {
  const time = new Date("2026-11-20T07:30:05.007Z");
  const whole: Entry = {
    level: "info",
    message: "claimed",
    time,
    context: { service: "triage" },
    fields: {},
    ...entry,
  };
  return prettyLine({ ...whole, ...plainEntry(whole.message, whole.fields) }, { colours });
}

test("says when, how bad, who, which task, what, and the rest", () => {
  const context = { service: "triage", taskId: "acme.webapp.42.opened" };
  const fields = { attempt: 2, state: "received", title: "It doesn't work", lease: { token: 7 } };
  expect(line({ context, fields })).toMatch(
    /^\d\d:\d\d:05\.007 INFO {2}triage {3}acme\.webapp\.42\.opened claimed attempt=2 state=received title="It doesn't work" lease=\{"token":7\}\n$/,
  );
});

test("an alert looks different from an error", () => {
  expect(line({ level: "error", fields: { alert: true } })).toMatch(/ ALERT triage {3}claimed\n$/);
  expect(line({ level: "error" })).toMatch(/ ERROR triage {3}claimed\n$/);
});

test("an error's stack stands below, indented, and its causes follow", () => {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const error = new TypeError("could not publish", { cause });
  const [first, ...others] = line({ level: "error", message: "failed", fields: { error } }).trimEnd().split("\n");
  expect(first).toMatch(/ failed error="could not publish"$/);
  expect(others[0]).toBe("    TypeError: could not publish");
  expect(others).toContain("    caused by Error: refused");
  expect(others.every((text) => text.startsWith("    "))).toBe(true);
});

test("what a library added to its error is shown", () => {
  const error = Object.assign(new Error("full"), { code: "SQLITE_FULL" });
  expect(line({ fields: { error } })).toContain('error="full" {"code":"SQLITE_FULL"}');
});

test("only the level has a colour, and only when colours are wanted", () => {
  expect(line({})).not.toContain(ESCAPE);
  const coloured = line({ level: "warn" }, true);
  expect(coloured).toContain(`${ESCAPE}[33mWARN ${ESCAPE}[39m`);
  expect(stripVTControlCharacters(coloured)).toBe(line({ level: "warn" }));
});

test("a stranger's text can neither start a line nor move the cursor nor turn the text around", () => {
  const hostile = `a\n00:00:00 INFO approved${ESCAPE}[2J\u009b1A\u202e\r`;
  const shown = line({ message: hostile, fields: { title: hostile, bare: "\u009b1A", [`${ESCAPE}[2J`]: 1 } });
  expect(shown.split("\n")).toHaveLength(2);
  expect(shown.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(shown).toContain("a\\n00:00:00 INFO approved\\u001b[2J\\u009b1A\\u202e\\u000d");
});
