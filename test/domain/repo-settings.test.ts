import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { DEFAULT_SETTINGS, modeFor, quietUntil, readSettings } from "@frontdesk/shared/domain/repo-settings";
import { after } from "@frontdesk/shared/domain/time";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("settings", () => {
  test("nothing written is the defaults, and they are careful", () => {
    for (const written of [undefined, null, {}]) expect(readSettings(written)).toEqual({ settings: DEFAULT_SETTINGS });
    expect(DEFAULT_SETTINGS).toMatchObject({ reply: "ask", labels: "ask", automatic_for: "insiders" });
  });

  test("what is written holds beside the defaults", () => {
    const { settings, problem } = readSettings({ reply: "dry-run", budget: { dollars_per_day: 2 } });
    expect(problem).toBeUndefined();
    expect(settings).toMatchObject({ reply: "dry-run", budget: { dollars_per_day: 2, tasks_per_author_per_day: 10 } });
  });

  test.each([
    [{ reply: "always" }, "reply"],
    [{ replay: "ask" }, "replay"],
    [{ quiet_hours: { from: "25:00", to: "07:00", time_zone: "UTC" } }, "quiet_hours.from: must be a time of day"],
    [{ quiet_hours: { from: "22:00", to: "07:00", time_zone: "Middle/Earth" } }, "must be a time zone's name"],
    [{ links: ["http://example.org"] }, "links.0"],
    ["automatic", "object"],
    [[], "object"],
  ])("%j is broken: the defaults hold, and it is said where", (written, where) => {
    const { settings, problem } = readSettings(written);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problem).toContain(where);
  });

  test("automatic holds for outsiders only if the owners say so; everything else holds for all", () => {
    const { settings: everybody } = readSettings({ automatic_for: "everybody" });
    expect(modeFor("automatic", false, DEFAULT_SETTINGS)).toBe("ask");
    expect(modeFor("automatic", true, DEFAULT_SETTINGS)).toBe("automatic");
    expect(modeFor("automatic", false, everybody)).toBe("automatic");
    for (const mode of ["off", "dry-run", "ask"] as const) expect(modeFor(mode, false, DEFAULT_SETTINGS)).toBe(mode);
  });
});

describe("quiet hours", () => {
  const quiet = (from: string, to: string, time_zone: string) =>
    readSettings({ quiet_hours: { from, to, time_zone } }).settings;

  test.each([
    ["within the day", "12:00", "14:00", "UTC", "2026-03-02T12:00:00Z", "2026-03-02T14:00:00Z"],
    ["not at their end", "12:00", "14:00", "UTC", "2026-03-02T14:00:00Z", undefined],
    ["not before them", "12:00", "14:00", "UTC", "2026-03-02T11:59:59Z", undefined],
    ["over midnight, in the evening", "22:00", "07:00", "UTC", "2026-03-02T23:30:10Z", "2026-03-03T07:00:00Z"],
    ["over midnight, in the morning", "22:00", "07:00", "UTC", "2026-03-03T06:59:59Z", "2026-03-03T07:00:00Z"],
    ["over midnight, at noon", "22:00", "07:00", "UTC", "2026-03-03T12:00:00Z", undefined],
    ["in their own zone", "22:00", "07:00", "Asia/Kolkata", "2026-03-02T17:00:00Z", "2026-03-03T01:30:00Z"],
    ["while the clocks go forward", "22:00", "07:00", "Europe/Berlin", "2026-03-28T22:30:00Z", "2026-03-29T05:00:00Z"],
    ["while the clocks go back", "22:00", "07:00", "Europe/Berlin", "2026-10-24T21:30:00Z", "2026-10-25T06:00:00Z"],
  ])("%s", (_, from, to, zone, now, until) => {
    expect(quietUntil(quiet(from, to, zone), new Date(now))).toEqual(until && new Date(until));
  });

  test("none means none", () => {
    expect(quietUntil(DEFAULT_SETTINGS, new Date("2026-03-02T23:00:00Z"))).toBeUndefined();
  });

  test("whenever it is quiet, it is no longer so at the end, and that comes within a day", () => {
    const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const text = ([hours, minutes]: [number, number]) =>
      [hours, minutes].map((n) => String(n).padStart(2, "0")).join(":");
    const year = { min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true };
    fc.assert(
      fc.property(clock, clock, zone, fc.date(year), (from, to, time_zone, now) => {
        const settings = quiet(text(from), text(to), time_zone);
        const until = quietUntil(settings, now);
        if (until === undefined) return;
        expect(until > now && until <= after(now, 25 * HOUR)).toBe(true);
        // Unless the clocks skip that very minute.
        expect(
          quietUntil(settings, after(until, 61 * MINUTE)) === undefined || quietUntil(settings, until) === undefined,
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
