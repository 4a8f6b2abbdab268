// CPU time of processes, as Linux's scheduler counts it.

import { readdirSync, readFileSync } from "node:fs";

/** Other systems keep no such books. */
export const isCounted = process.platform === "linux";

/**
 * Microseconds that a process, its threads and its descendants ran so far. Threads and processes that ended meanwhile are
 * missing; none does while something is measured.
 *
 * @param {number} pid
 */
export function cpuOf(pid) {
  if (!isCounted) return NaN;
  return family(pid).reduce((sum, one) => sum + threads(one), 0) / 1000;
}

/**
 * Nanoseconds.
 *
 * @param {number} pid
 */
function threads(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.reduce(
      (sum, task) => sum + ran(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8")),
      0,
    );
  } catch {
    return 0;
  }
}

/**
 * The first of the figures in `schedstat`: nanoseconds on a core.
 *
 * @param {string} schedstat
 */
export const ran = (schedstat) => Number(schedstat.split(" ")[0]);

/**
 * A process and its descendants.
 *
 * @param {number} pid
 */
function family(pid) {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of all) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/** @param {string} pid */
function parentOf(pid) {
  try {
    return parentIn(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The parent in a line of `/proc/<pid>/stat`; the program's name before it may hold anything.
 *
 * @param {string} stat
 */
export const parentIn = (stat) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);

/**
 * MiB that a process holds in memory.
 *
 * @param {number} pid
 */
export function memoryOf(pid) {
  if (!isCounted) return NaN;
  const PAGE_BYTES = 4096;
  return (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES) / 2 ** 20;
}
