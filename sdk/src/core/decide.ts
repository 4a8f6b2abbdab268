/** Whether a failed try is repeated, and when. Pure. */

import type { VloziError } from "./errors.js";

const RETRIED = [429, 500, 502, 503, 504];
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;

/**
 * How long to wait before the next try; `undefined`: give up.
 *
 * @param tries - made so far
 * @param retries - that may be made after the first
 * @param leftMs - of the deadline
 */
export function waitBeforeNext(
  error: Pick<VloziError, "status" | "retryAfterMs" | "cause">,
  tries: number,
  retries: number,
  leftMs: number,
  random: () => number,
): number | undefined {
  const { status, cause } = error;
  // A circle of redirects would only be walked again.
  const circle = cause instanceof Error && /redirect/i.test(`${cause.message} ${cause.cause}`);
  if (tries > retries || circle || (status && !RETRIED.includes(status))) return undefined;
  // The server's own number is taken as it is; ours is spread, so that clients do not come back together.
  const wait = error.retryAfterMs ?? random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  return wait < leftMs ? wait : undefined;
}
