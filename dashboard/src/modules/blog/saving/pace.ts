// When things happen: how long a change may wait, and how long a failure makes us wait.

import type { Open, State } from "./protocol";

/** A change is on this device after this long. */
export const COPY_MS = 250;
/** After the last change a save waits this long, for a sentence to end. */
export const QUIET_MS = 2_000;
/** After the first unsent change a save waits no longer than this. */
export const LONGEST_MS = 10_000;
/** Work that was only saved while typing becomes a deliberate save after this long, at the next pause. */
export const DELIBERATE_MS = 600_000;
/** And without a pause after this long. */
const DELIBERATE_AT_LAST_MS = 900_000;
/** A device that refused a copy is asked again after this long. */
export const COPY_AGAIN_MS = 5_000;
/** Within this time the server knows a creation by its key. */
export const CREATION_MS = 86_400_000;

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** The pause before the next try: doubled each time, spread by half; the server's own word counts for more. */
export function pauseMs(tries: number, jitter: number, retryAfterMs = 0): number {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
  return Math.max(whole * (0.5 + jitter / 2), retryAfterMs);
}

/** When the next save is due, if time decides. */
export function saveDueAt(state: Open): number | null {
  if (state.seq === state.savedSeq || state.firstUnsentAt === null) return null;
  return Math.min(state.lastChangeAt + QUIET_MS, state.firstUnsentAt + LONGEST_MS);
}

/** Whether this save makes a version: asked for, or after enough work, where a sentence ends rather than in a word. */
export function isDeliberate(state: Open, now: number): boolean {
  const worked = now - state.lastDeliberateAt;
  const isPause = now - state.lastChangeAt >= QUIET_MS;
  return state.deliberate || worked >= (isPause ? DELIBERATE_MS : DELIBERATE_AT_LAST_MS);
}

/** When the machine wants to hear `timePassed`, if it does. */
export function nextWake(state: State): number | null {
  if (state.is === "opening") return state.retryAt;
  if (state.is === "following") return null;
  const times = [
    state.copy.is === "idle" ? state.copyDueAt : null,
    state.net.is === "idle" ? saveDueAt(state) : null,
    state.net.is === "waiting" ? state.net.until : null,
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}
