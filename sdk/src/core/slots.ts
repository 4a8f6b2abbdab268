/** So many at once, the others in order of arrival. */

import { abortable } from "./abortable.js";

/** Runs work when there is a slot for it; an aborted wait rejects at once and takes none. */
export type Slots = <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;

export function slotsOf(count: number): Slots {
  // Never below 0. While it is above 0, nobody waits.
  let free = Math.max(1, count);
  const waiting = new Set<() => void>();

  const leave = (): void => {
    const [next] = waiting;
    if (!next) free++;
    else {
      waiting.delete(next);
      next();
    }
  };

  const take = async (signal: AbortSignal | undefined): Promise<void> => {
    if (free > 0) {
      free--;
      return;
    }
    let call: () => void = leave;
    const called = new Promise<void>((resolve) => waiting.add((call = resolve)));
    try {
      await abortable(called, signal);
    } catch (reason) {
      // Called and aborted in one moment: the slot goes to the next.
      if (!waiting.delete(call)) leave();
      throw reason;
    }
  };

  return async (signal, work) => {
    await take(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
