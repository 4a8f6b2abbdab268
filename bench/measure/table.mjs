// Figures as Markdown.

import { cpus, totalmem } from "node:os";
import { cell } from "./rounds.mjs";
import { median, pairs, spread } from "./statistics.mjs";

/**
 * @typedef {import("./rounds.mjs").Measured} Measured
 * @typedef {import("./rounds.mjs").Figures} Figures
 * @typedef {[string, import("./routes.mjs").Route][]} Routes
 */

export const machine = () => {
  const [first] = cpus();
  return `${first?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
};

/**
 * @param {Measured} measured
 * @param {Routes} routes
 * @param {{ concurrency: number[], rounds: number, milliseconds: number }} plan
 */
export function tables(measured, routes, plan) {
  const parts = plan.concurrency.flatMap((connections) => [
    `### Concurrency ${connections}`,
    floorsLine(measured, connections),
    ratios(measured, routes, connections),
    figures(measured, routes, connections),
  ]);
  return parts.join("\n\n");
}

/**
 * @param {Measured} measured
 * @param {string} row
 * @param {string} who
 * @param {number} connections
 */
const slices = (measured, row, who, connections) => measured.get(cell(row, who, connections)) ?? [];

/** @param {Figures} figures */
const whole = ({ workerd, endpoint, postgres }) => workerd + endpoint + postgres;

/**
 * @param {Measured} measured
 * @param {number} connections
 */
function floorsLine(measured, connections) {
  const cpu = (/** @type {string} */ name) =>
    median(slices(measured, name, "floor", connections).map((one) => one.workerd));
  const texts = [
    `hello ${number(cpu("hello"))}`,
    `hop ${number(cpu("hop"))}`,
    `fetch of \`select 1\` ${number(cpu("sql"))}`,
    `one look into the Cache API ${number(cpu("cached"))}`,
  ];
  return `Floors, workerd µs per request: ${texts.join(", ")}.`;
}

/**
 * Ours to the peer, or to the floor where the peer has no such route.
 *
 * @param {Measured} measured
 * @param {Routes} routes
 * @param {number} connections
 */
function ratios(measured, routes, connections) {
  const lines = [
    "| route | workerd CPU, ours ÷ peer | goal | whole stack's CPU | requests/s | goal | p50 |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  for (const [name, route] of routes) {
    const ours = slices(measured, name, "ours", connections);
    const peer = slices(measured, name, "peer", connections);
    const base = peer.length > 0 ? peer : slices(measured, route.floor, "floor", connections);
    const of = (/** @type {(one: Figures) => number} */ figure) => pairs(ours.map(figure), base.map(figure));
    const cpu = of((one) => one.workerd);
    const rate = of((one) => one.rate);
    const beside = peer.length > 0;
    const cells = [
      beside ? route.label : `${route.label} (÷ one look into the Cache API)`,
      spread(cpu),
      atMost(median(cpu), route.cpu),
      beside && route.database ? spread(of(whole)) : "",
      beside ? spread(rate) : "",
      beside ? atLeast(median(rate), route.rate) : "",
      beside ? spread(of((one) => one.p50)) : "",
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

/**
 * Peer / ours in every cell.
 *
 * @param {Measured} measured
 * @param {Routes} routes
 * @param {number} connections
 */
function figures(measured, routes, connections) {
  const lines = [
    "| route, peer / ours | workerd µs | endpoint µs | PostgreSQL µs | requests/s | p50 ms | p99 ms |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  for (const [name, route] of routes) {
    const both = (/** @type {(one: Figures) => number} */ figure, digits = 0) =>
      ["peer", "ours"]
        .map((who) => number(median(slices(measured, name, who, connections).map(figure)), digits))
        .join(" / ");
    const cells = [
      route.label,
      both((one) => one.workerd),
      route.database ? both((one) => one.endpoint) : "",
      route.database ? both((one) => one.postgres) : "",
      both((one) => one.rate),
      both((one) => one.p50 / 1000, 2),
      both((one) => one.p99 / 1000, 1),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

/**
 * @param {number} value
 * @param {number} [digits]
 */
const number = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : "-");

/**
 * @param {number} found
 * @param {number | undefined} goal
 */
export const atMost = (found, goal) => (goal === undefined ? "" : `≤ ${goal} ${mark(found <= goal)}`);

/**
 * @param {number} found
 * @param {number | undefined} goal
 */
export const atLeast = (found, goal) => (goal === undefined ? "" : `≥ ${goal} ${mark(found >= goal)}`);

/** @param {boolean} met */
const mark = (met) => (met ? "✓" : "✗");
