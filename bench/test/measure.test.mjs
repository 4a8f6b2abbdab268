// What the figures of a comparison are made of.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parentIn, ran } from "../measure/cpu.mjs";
import { cell } from "../measure/rounds.mjs";
import { chosen } from "../measure/routes.mjs";
import { median, pairs, spread } from "../measure/statistics.mjs";
import { atLeast, atMost, tables } from "../measure/table.mjs";

test("a median leaves out what was not measured", () => {
  assert.equal(median([3, NaN, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test("ratios are formed pair by pair, and shown with their range", () => {
  assert.deepEqual(pairs([1, 4, 9], [2, 2]), [0.5, 2]);
  assert.equal(spread([0.5, 2, 1]), "1.00 (0.50–2.00)");
  assert.equal(spread([]), "-");
});

test("a goal is marked as met or missed", () => {
  assert.equal(atMost(0.5, 0.5), "≤ 0.5 ✓");
  assert.equal(atMost(0.51, 0.5), "≤ 0.5 ✗");
  assert.equal(atLeast(1.4, 1.4), "≥ 1.4 ✓");
  assert.equal(atLeast(NaN, 1.4), "≥ 1.4 ✗");
  assert.equal(atMost(1, undefined), "");
});

test("the scheduler's books are read, whatever a program calls itself", () => {
  assert.equal(ran("123456 789 10\n"), 123456);
  assert.equal(parentIn("42 (a) b (c) S 7 42 42 0"), 7);
});

test("routes keep the table's order, and a slip in a name is told", () => {
  const names = (/** @type {string[]} */ only) => chosen(only).map(([name]) => name);
  assert.deepEqual(names(["get", "304", "health"]), ["health", "get", "304"]);
  assert.equal(names([])[0], "health");
  assert.throws(() => chosen(["lists"]), /no route lists/);
});

test("a route of ours alone is compared with its floor", () => {
  const figures = (/** @type {number} */ cpu) => [
    { rate: 1000, p50: 100, p99: 200, workerd: cpu, endpoint: 0, postgres: 0 },
  ];
  const measured = new Map([
    [cell("cached", "floor", 16), figures(100)],
    [cell("hit", "ours", 16), figures(120)],
    [cell("health", "peer", 16), figures(50)],
    [cell("health", "ours", 16), figures(100)],
  ]);
  const text = tables(measured, chosen(["health", "hit"]), { concurrency: [16], rounds: 1, milliseconds: 1 });
  assert.match(text, /`GET \/health` \| 2\.00 .* ≤ 1\.1 ✗/);
  assert.match(text, /HIT \(÷ one look into the Cache API\) \| 1\.20 .* ≤ 1\.3 ✓/);
});
