import { expect, test } from "vitest";
import { instantOf, shownIn } from "./times";

const at = (shown: string, zone: string) => instantOf(shown, zone)?.toISOString();

test("a time is that of the zone's clocks, in summer and winter", () => {
  expect(at("2026-12-01T09:30", "Europe/Berlin")).toBe("2026-12-01T08:30:00.000Z");
  expect(at("2026-07-01T09:30", "Europe/Berlin")).toBe("2026-07-01T07:30:00.000Z");
  expect(at("2026-12-01T09:30", "Asia/Kolkata")).toBe("2026-12-01T04:00:00.000Z");
  expect(at("2026-12-01T09:30", "America/Los_Angeles")).toBe("2026-12-01T17:30:00.000Z");
  expect(at("nonsense", "UTC")).toBeUndefined();
});

test("around a change of clocks the time is one that clocks show, or the first after the gap", () => {
  // In Berlin 02:00 to 03:00 does not happen on 29 March 2026.
  expect(at("2026-03-29T01:59", "Europe/Berlin")).toBe("2026-03-29T00:59:00.000Z");
  expect(at("2026-03-29T03:00", "Europe/Berlin")).toBe("2026-03-29T01:00:00.000Z");
  const gap = at("2026-03-29T02:30", "Europe/Berlin");
  expect(["2026-03-29T00:30:00.000Z", "2026-03-29T01:30:00.000Z"]).toContain(gap);
});

test("there and back", () => {
  for (const zone of ["Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland", "America/St_Johns"])
    for (const shown of ["2026-01-31T23:59", "2026-06-15T00:00", "2026-10-25T12:00"])
      expect(shownIn(instantOf(shown, zone) ?? new Date(0), zone)).toBe(shown);
});
