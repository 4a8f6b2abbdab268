// Ours and the TypeScript peer on bare workerd, side by side. `cargo xtask bench` starts the databases and this.
//
//   node bench/compare.mjs PLAN

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isCounted } from "./measure/cpu.mjs";
import { measure } from "./measure/rounds.mjs";
import { chosen } from "./measure/routes.mjs";
import { starts, startsTable } from "./measure/starts.mjs";
import { machine, tables } from "./measure/table.mjs";
import { readPlan } from "./plan.mjs";
import { makeContent } from "./setup/content.mjs";
import { credentialsOf } from "./setup/credentials.mjs";
import { article, note } from "./setup/documents.mjs";
import { fillOurs } from "./setup/our-databases.mjs";
import { fillPeer } from "./setup/peer-database.mjs";
import { answers, end, freePort, start } from "./setup/processes.mjs";
import { startFloors, startOurs, startPeer } from "./setup/rivals.mjs";
import { makeWords, settleEvents } from "./setup/words.mjs";

/** @typedef {ReturnType<typeof chosen>} Routes */

const FLOORS = /** @type {const} */ (["hello", "hop", "sql", "cached"]);

/** @param {string} text */
const say = (text) => void process.stderr.write(`${text}\n`);

/** @param {import("./plan.mjs").Plan} plan */
async function startEndpoint(plan) {
  if (plan.endpoint === "stack") return { url: plan.stack.neon_url, pid: plan.stack.pids.neon };
  const port = await freePort();
  const script = fileURLToPath(new URL("endpoint.mjs", import.meta.url));
  const { pid } = start(process.execPath, [script, String(port)], join(plan.folder, "endpoint.log"));
  await answers(`http://127.0.0.1:${port}/health`);
  return { url: `http://127.0.0.1:${port}/sql`, pid };
}

/**
 * Starts everything and says where it is.
 *
 * @param {import("./plan.mjs").Plan} plan
 */
async function setUp(plan) {
  const { stack } = plan;
  const privateKey = await readFile(stack.private_key_file, "utf8");
  const publicKey = await readFile(stack.public_key_file, "utf8");
  const issuer = { privateKey, issuer: stack.jwt_issuer, audience: stack.jwt_audience };
  say("filling both rivals' databases with the same posts");
  const tenants = makeContent().map((tenant) => ({ ...tenant, ...credentialsOf(issuer, tenant) }));
  const database = await fillPeer(stack.databases.blog, tenants);
  await fillOurs(stack.databases, tenants);

  say("starting both rivals");
  const endpoint = await startEndpoint(plan);
  const peer = await startPeer(plan, { database, endpoint: endpoint.url, publicKey });
  const ours = await startOurs(plan, { endpoint: endpoint.url, cached: false });
  const cached = await startOurs(plan, { endpoint: endpoint.url, cached: true });
  const floors = await startFloors(plan, { database, endpoint: endpoint.url });
  say("making the words of our posts");
  await makeWords(ours.url, stack);
  return { tenants, endpoint, peer, ours, cached, floors };
}

/**
 * The entity tag of a page that is in the cache from then on.
 *
 * @param {string} gateway
 * @param {import("./measure/routes.mjs").Tenant | undefined} tenant
 */
async function etagOf(gateway, tenant) {
  const url = `${gateway}/blog/public/posts/${tenant?.articles[0]?.slug}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${tenant?.apiKey}` } });
  await answer.arrayBuffer();
  return answer.headers.get("etag") ?? "";
}

/**
 * What each row of the table asks of each rival, the floors first.
 *
 * @param {Routes} routes
 * @param {Awaited<ReturnType<typeof setUp>>} world
 */
async function targetsOf(routes, { tenants, peer, ours, cached, floors }) {
  const etag = await etagOf(cached.url, tenants[0]);
  const fixture = { tenants, etag, article: article(1), note: note() };
  /** @type {import("./measure/rounds.mjs").Target[]} */
  const targets = FLOORS.map((row) => {
    return { row, who: "floor", url: floors[row], pid: floors.pid, request: { paths: ["/"] } };
  });
  for (const [row, route] of routes) {
    const rivals = /** @type {const} */ ([
      ["peer", peer],
      ["ours", route.cached ? cached : ours],
    ]);
    for (const [who, { url, pid }] of rivals) {
      const request = route.ask(who, fixture);
      if (request) targets.push({ row, who, url, pid, request });
    }
  }
  return targets;
}

/**
 * @param {import("./plan.mjs").Plan} plan
 * @param {Routes} routes
 * @param {Awaited<ReturnType<typeof setUp>>} world
 */
async function compareRoutes(plan, routes, world) {
  const targets = await targetsOf(routes, world);
  const stopSettling = await settleEvents(plan.stack.databases.blog);
  const pids = { endpoint: world.endpoint.pid, postgres: plan.stack.pids.postgres };
  const measured = await measure(targets, plan, pids);
  await stopSettling();
  const seconds = plan.milliseconds / 1000;
  print(`## Ours and a TypeScript peer, on bare workerd

${machine()}. ${plan.rounds} pairs of ${seconds} s in turn, medians with range.

${tables(measured, routes, plan)}`);
}

/**
 * @param {import("./plan.mjs").Plan} plan
 * @param {Awaited<ReturnType<typeof setUp>>} world
 */
async function compareStarts(plan, { tenants, peer, ours }) {
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error("there are no tenants");
  for (const { child } of [peer, ours]) await end(child);
  const found = await starts(
    plan.workerd,
    [
      { name: "peer", ...peer },
      { name: "ours", ...ours },
    ],
    tenant,
  );
  print(`## From the start of workerd to the first answers\n\n${startsTable(found)}`);
}

/** @param {string} text */
const print = (text) => void process.stdout.write(`\n${text}\n`);

/** @param {import("./plan.mjs").Plan} plan */
async function main(plan) {
  const routes = chosen(plan.only);
  if (!isCounted) say("this system does not say how long a thread ran: CPU times and memory are left out");
  const world = await setUp(plan);
  if (plan.measuresRoutes) await compareRoutes(plan, routes, world);
  if (plan.measuresStarts) await compareStarts(plan, world);
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node bench/compare.mjs PLAN");
await main(await readPlan(path));
// What was started ends with this program's group.
process.exit(0);
