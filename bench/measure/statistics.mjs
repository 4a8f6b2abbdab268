// Middles and spreads of few measurements.

/**
 * @param {number[]} values
 * @returns {number} `NaN` of none
 */
export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 ? half : half - 1], sorted[half]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/**
 * Quotients of what was measured right after each other.
 *
 * @param {number[]} values
 * @param {number[]} divisors
 */
export const pairs = (values, divisors) =>
  values.map((value, i) => value / (divisors[i] ?? NaN)).filter(Number.isFinite);

/**
 * Median and range.
 *
 * @param {number[]} values
 */
export function spread(values) {
  if (values.length === 0) return "-";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
