// The two rivals and the floors, each on bare workerd.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answers, freePort, start } from "./processes.mjs";
import { writeConfiguration } from "./workerd.mjs";

/**
 * @typedef {import("./workerd.mjs").Worker} Worker
 * @typedef {{ configuration: string, child: import("node:child_process").ChildProcess, pid: number, url: string,
 *   log: string }} Running
 * @typedef {import("../plan.mjs").Plan} Plan
 */

const COMPATIBILITY_DATE = "2026-04-01";
const PEER_FLAGS = ["nodejs_compat"];

/**
 * @param {string} name
 * @param {Partial<Worker>} [more]
 * @returns {Worker}
 */
const own = (name, more = {}) => ({
  modules: [fileURLToPath(new URL(`../workers/${name}.mjs`, import.meta.url))],
  compatibilityDate: COMPATIBILITY_DATE,
  ...more,
});
const LIMITER = fileURLToPath(new URL("../workers/ratelimit.mjs", import.meta.url));

/**
 * The TypeScript peer, prepared statements and all, without a handicap.
 *
 * @param {Plan} plan
 * @param {{ database: string, endpoint: string, publicKey: string }} of
 */
export async function startPeer(plan, { database, endpoint, publicKey }) {
  const vars = {
    GATEWAY_KEY: plan.stack.gateway_secret,
    JWT_PUBLIC_KEY: publicKey,
    JWT_ISSUER: plan.stack.jwt_issuer,
    JWT_AUDIENCE: plan.stack.jwt_audience,
    DATABASE_URL: database,
    NEON_FETCH_ENDPOINT: endpoint,
    PREPARED: "1",
  };
  const worker = (/** @type {string} */ module) => ({
    modules: [module],
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: PEER_FLAGS,
    vars,
  });
  const gateway = { ...worker(plan.peer.gateway), services: { BLOG_SERVICE: "blog" } };
  const port = await freePort();
  return serve(plan, "peer", { gateway, blog: worker(plan.peer.blog) }, { gateway: port });
}

/**
 * Ours, as deployed but for what bare workerd has none of: the queue, the rate limiters and the Cache API are stubs.
 *
 * @param {Plan} plan
 * @param {{ endpoint: string, cached: boolean }} of
 */
export async function startOurs(plan, { endpoint, cached }) {
  const vars = { NEON_SQL_ENDPOINT: endpoint, DEBUG: "false" };
  const workers = Object.fromEntries(
    plan.workers.map(({ name, ...worker }) => [name, { ...worker, vars: { ...worker.vars, ...vars } }]),
  );
  const gateway = /** @type {Worker} */ (workers["gateway"]);
  const stubs = { queue: own("queue"), ...(cached && { cache: own("cache") }) };
  const port = await freePort();
  const all = { ...workers, ...stubs, gateway: { ...gateway, cached } };
  return serve(plan, cached ? "ours-cached" : "ours", all, { gateway: port });
}

/**
 * @param {Plan} plan
 * @param {{ database: string, endpoint: string }} of
 */
export async function startFloors(plan, { database, endpoint }) {
  const workers = {
    hello: own("hello"),
    hop: own("hop", { services: { HELLO: "hello" } }),
    sql: own("sql", { vars: { SQL_ENDPOINT: endpoint, DATABASE_URL: database } }),
    cached: own("cached", { cached: true }),
    cache: own("cache"),
  };
  const ports = {
    hello: await freePort(),
    hop: await freePort(),
    sql: await freePort(),
    cached: await freePort(),
  };
  const { pid } = await serve(plan, "floors", workers, ports);
  const at = (/** @type {number} */ port) => `http://127.0.0.1:${port}`;
  return { pid, hello: at(ports.hello), hop: at(ports.hop), sql: at(ports.sql), cached: at(ports.cached) };
}

/**
 * @param {Plan} plan
 * @param {string} name
 * @param {import("./workerd.mjs").Workers} workers
 * @param {Record<string, number>} ports
 * @returns {Promise<Running>}
 */
async function serve(plan, name, workers, ports) {
  const configuration = writeConfiguration(join(plan.folder, name), workers, ports, LIMITER);
  const log = join(plan.folder, `${name}.log`);
  const { child, pid } = start(plan.workerd, ["serve", configuration], log);
  const [port] = Object.values(ports);
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/health`);
  return { configuration, child, pid, url, log };
}
