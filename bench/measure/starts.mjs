// From the start of workerd to its first answers, and what it holds in memory.

import { end, answers, start } from "../setup/processes.mjs";
import { memoryOf } from "./cpu.mjs";
import { median } from "./statistics.mjs";

/**
 * @typedef {import("../setup/rivals.mjs").Running} Running
 * @typedef {import("./routes.mjs").Tenant} Tenant
 * @typedef {{ health: number, list: number, secondList: number, page: number, secondPage: number, idle: number,
 *   used: number }} Start milliseconds, and MiB after `/health` and after the pages
 */

const STARTS = 9;
const PAUSE_MS = 2;

/**
 * Starts each in turn, again and again; the ones that serve other series go on beside.
 *
 * @param {string} workerd
 * @param {{ name: string, configuration: string, url: string, log: string }[]} rivals not running
 * @param {Tenant} tenant
 */
export async function starts(workerd, rivals, tenant) {
  /** @type {Map<string, Start[]>} */
  const found = new Map(rivals.map(({ name }) => [name, []]));
  for (let round = 0; round < STARTS; round++) {
    for (const rival of rivals) found.get(rival.name)?.push(await one(workerd, rival, tenant));
  }
  return found;
}

/**
 * @param {string} workerd
 * @param {{ configuration: string, url: string, log: string }} rival
 * @param {Tenant} tenant
 * @returns {Promise<Start>}
 */
async function one(workerd, { configuration, url, log }, { token, apiKey, articles }) {
  const began = performance.now();
  const { child, pid } = start(workerd, ["serve", configuration], log);
  await answers(`${url}/health`, PAUSE_MS);
  const health = performance.now() - began;
  const idle = memoryOf(pid);
  const list = () => timed(`${url}/blog/admin/posts?limit=10`, token);
  const page = (/** @type {number} */ place) =>
    timed(`${url}/blog/public/posts/${articles[place]?.slug}`, apiKey);
  const answer = {
    ...{ health, idle, list: await list(), secondList: await list(), page: await page(0) },
    ...{ secondPage: await page(1), used: memoryOf(pid) },
  };
  await end(child);
  return answer;
}

/**
 * @param {string} url
 * @param {string} credential
 */
async function timed(url, credential) {
  const began = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${credential}` } });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return performance.now() - began;
}

/** @param {Map<string, Start[]>} found */
export function startsTable(found) {
  const lines = [
    `| medians of ${STARTS} starts, ms | spawn → \`/health\` | first list | second | first page | second | MiB after \`/health\` | after all |`,
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  const columns = /** @type {const} */ ([
    ...["health", "list", "secondList", "page", "secondPage", "idle", "used"],
  ]);
  for (const [name, all] of found) {
    const cells = columns.map((column) => median(all.map((start) => start[column])).toFixed(1));
    lines.push(`| ${[name, ...cells].join(" | ")} |`);
  }
  return lines.join("\n");
}
