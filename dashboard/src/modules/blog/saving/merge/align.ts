// Which block of one text stands for which block of another, where both differ.

import { canonical, textOf, type Node } from "../document";

/** Above this many pairs nobody waits for a comparison: the region is asked about as a whole. */
const MOST_PAIRS = 40_000;
const ALIKE = 0.3;

function wordsOf(node: Node): readonly string[] {
  return textOf(node).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** 1 for the same, 0 for nothing in common. */
function likeness(a: Node, b: Node): number {
  if (a.type !== b.type) return 0;
  if (canonical(a) === canonical(b)) return 1;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length === 0 && right.length === 0) return ALIKE;
  const pool = new Map<string, number>();
  for (const word of left) pool.set(word, (pool.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const left = pool.get(word) ?? 0;
    if (left > 0) shared += 1;
    pool.set(word, left - 1);
  }
  return (2 * shared) / (left.length + right.length);
}

/** For each block of `base` the index of its counterpart in `other`, in order, or -1 where it was deleted. */
export function align(base: readonly Node[], other: readonly Node[]): readonly number[] | undefined {
  const [rows, columns] = [base.length, other.length];
  if (rows * columns > MOST_PAIRS) return undefined;
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const score = new Float64Array(rows * columns);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  base.forEach((o, i) => {
    other.forEach((x, j) => {
      score[i * columns + j] = likeness(o, x);
    });
  });
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const alike = score[i * columns + j] ?? 0;
      const paired = alike >= ALIKE ? alike + at(i + 1, j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const counterparts: number[] = [];
  let j = 0;
  for (let i = 0; i < rows; i += 1) {
    while (j < columns && at(i, j) === at(i, j + 1) && at(i, j) > at(i + 1, j)) j += 1;
    const alike = j < columns ? (score[i * columns + j] ?? 0) : 0;
    const pairs = alike >= ALIKE && at(i, j) === alike + at(i + 1, j + 1);
    counterparts.push(pairs ? j : -1);
    if (pairs) j += 1;
  }
  return counterparts;
}
