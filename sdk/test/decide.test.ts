import { describe, expect, test } from "vitest";

import { waitBeforeNext } from "../src/core/decide.js";
import { retryAfterMs } from "../src/core/retry-after.js";

const NOW = Date.parse("2026-06-01T10:00:00Z");

describe("Retry-After is", () => {
  test.each([
    ["absent", null, undefined],
    ["empty", "", undefined],
    ["seconds", "120", 120_000],
    ["zero", "0", 0],
    ["a date", "Mon, 01 Jun 2026 10:00:30 GMT", 30_000],
    ["a date that has passed", "Mon, 01 Jun 2026 09:00:00 GMT", 0],
    ["nonsense", "soon", undefined],
    ["negative", "-5", undefined],
    ["a fraction", "1.5", undefined],
    ["a number that only looks like a date", "2026", 2_026_000],
    ["a word like a weekday", "Monkey", undefined],
  ])("%s", (_, header, expected) => {
    expect(retryAfterMs(header, () => NOW)).toBe(expected);
  });
});

describe("the wait before the next try", () => {
  const failed = (status: number | undefined, retryAfter?: number): Parameters<typeof waitBeforeNext>[0] => ({
    status,
    retryAfterMs: retryAfter,
    cause: undefined,
  });

  test("grows from 250 ms to 4 s, all of it by chance", () => {
    const longest = [1, 2, 3, 4, 5, 6].map((tries) => waitBeforeNext(failed(503), tries, 9, 60_000, () => 1));
    expect(longest).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    expect(waitBeforeNext(failed(503), 3, 9, 60_000, () => 0)).toBe(0);
  });

  test("is the server's number as it is", () => {
    expect(waitBeforeNext(failed(429, 7_000), 1, 2, 60_000, () => 0.5)).toBe(7_000);
  });

  test("never passes the deadline", () => {
    expect(waitBeforeNext(failed(429, 7_000), 1, 2, 7_000, () => 0.5)).toBeUndefined();
    expect(waitBeforeNext(failed(503), 1, 2, 0, () => 0)).toBeUndefined();
  });

  test("ends with the tries", () => {
    expect(waitBeforeNext(failed(503), 3, 2, 60_000, () => 0)).toBeUndefined();
  });

  test("is not for what will not change", () => {
    for (const status of [200, 400, 401, 403, 404, 409, 501]) {
      expect(waitBeforeNext(failed(status), 1, 2, 60_000, () => 0)).toBeUndefined();
    }
    const circle = new TypeError("fetch failed", { cause: new Error("redirect count exceeded") });
    expect(waitBeforeNext({ ...failed(undefined), cause: circle }, 1, 2, 60_000, () => 0)).toBeUndefined();
  });
});
