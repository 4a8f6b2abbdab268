// Chance that is the same on every run (mulberry32).

let seed = 42;

function random() {
  let t = (seed += 0x6d2b79f5);
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/**
 * Whether something happens that happens with this probability.
 *
 * @param {number} probability
 */
export const chance = (probability) => random() < probability;

/**
 * A whole number, both bounds included.
 *
 * @param {number} least
 * @param {number} most
 */
export const between = (least, most) => least + Math.floor(random() * (most - least + 1));

/**
 * @template T
 * @param {readonly T[]} items at least one
 * @returns {T}
 */
export const pick = (items) => /** @type {T} */ (items[between(0, items.length - 1)]);
