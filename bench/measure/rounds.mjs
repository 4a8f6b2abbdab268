// Round by round, target after target: what disturbs the machine disturbs neighbours alike.

import { cpuOf } from "./cpu.mjs";
import { send } from "./load.mjs";

/**
 * @typedef {import("./load.mjs").Request} Request
 * @typedef {{ row: string, who: string, url: string, pid: number, request: Request }} Target one row of one rival
 * @typedef {{ rate: number, p50: number, p99: number, workerd: number, endpoint: number, postgres: number }} Figures
 *   of one slice; CPU in microseconds per request, latency in microseconds
 * @typedef {Map<string, Figures[]>} Measured by `cell`, one entry a round
 */

/**
 * @param {string} row
 * @param {string} who
 * @param {number} connections
 */
export const cell = (row, who, connections) => `${row} ${who} ${connections}`;

const WARM_UP_MS = 500;

/**
 * @param {Target[]} targets neighbours are compared
 * @param {{ load: string, rounds: number, concurrency: number[], milliseconds: number }} plan
 * @param {{ endpoint: number, postgres: number }} pids
 * @returns {Promise<Measured>}
 */
export async function measure(targets, plan, pids) {
  /** @type {Measured} */
  const measured = new Map();
  for (const target of targets) {
    await probe(target);
    await send(plan.load, target.url, target.request, { connections: 4, milliseconds: WARM_UP_MS });
  }
  for (let round = 0; round < plan.rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${plan.rounds}\n`);
    for (const connections of plan.concurrency) {
      // Who comes first has the warmer or the colder caches: every other round the other does.
      for (const target of round % 2 ? targets.toReversed() : targets) {
        const figures = await slice(
          target,
          { connections, milliseconds: plan.milliseconds },
          plan.load,
          pids,
        );
        const key = cell(target.row, target.who, connections);
        measured.set(key, [...(measured.get(key) ?? []), figures]);
      }
    }
  }
  return measured;
}

/**
 * @param {Target} target
 * @param {{ connections: number, milliseconds: number }} load
 * @param {string} program
 * @param {{ endpoint: number, postgres: number }} pids
 * @returns {Promise<Figures>}
 */
async function slice(target, load, program, { endpoint, postgres }) {
  const pids = [target.pid, endpoint, postgres];
  const before = pids.map(cpuOf);
  const report = await send(program, target.url, target.request, load);
  const spent = pids.map((pid, i) => (cpuOf(pid) - (before[i] ?? NaN)) / report.requests);
  if (report.bad > 0) {
    process.stderr.write(
      `${target.who}, ${target.row}: ${report.bad} of ${report.requests} not as expected\n`,
    );
  }
  const [workerd = NaN, ofEndpoint = NaN, ofPostgres = NaN] = spent;
  return {
    rate: report.requests / (report.microseconds / 1e6),
    p50: report.p50,
    p99: report.p99,
    workerd,
    endpoint: ofEndpoint,
    postgres: ofPostgres,
  };
}

/**
 * One request by hand: a wrong answer should say so before anything is measured.
 *
 * @param {Target} target
 */
async function probe({ row, who, url, request }) {
  const { method = "GET", paths, headers = {}, body, status = 200 } = request;
  const numbered = body?.replaceAll("{serial}", "probe");
  const answer = await fetch(url + paths[0], { method, headers, body: numbered ?? null });
  const text = await answer.text();
  if (answer.status !== status) {
    throw new Error(`${who}, ${row}: ${answer.status} instead of ${status}: ${text.slice(0, 300)}`);
  }
}
