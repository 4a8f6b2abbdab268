// Ours and the TypeScript peer on bare workerd, side by side. `cargo xtask bench` starts the databases and this.
//
//   node bench/compare.mjs PLAN

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isCounted } from "./measure/cpu.mjs";
import { measure } from "./measure/rounds.mjs";
import { chosen } from "./measure/routes.mjs";
import { machine, tables } from "./measure/table.mjs";
import { readPlan } from "./plan.mjs";
import { makeContent } from "./setup/content.mjs";
import { credentialsOf } from "./setup/credentials.mjs";
import { article, note } from "./setup/documents.mjs";
import { fillOurs } from "./setup/our-databases.mjs";
import { fillPeer } from "./setup/peer-database.mjs";
import { answers, freePort, start } from "./setup/processes.mjs";
import { startFloors, startOurs, startPeer } from "./setup/rivals.mjs";
import { makeWords, settleEvents } from "./setup/words.mjs";

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

/** @param {import("./plan.mjs").Plan} plan */
async function compare(plan) {
  const routes = chosen(plan.only);
  const { tenants, endpoint, peer, ours, cached, floors } = await setUp(plan);
  const etag = await etagOf(cached.url, tenants[0]);
  const fixture = { tenants, etag, article: article(1), note: note() };

  /** @type {import("./measure/rounds.mjs").Target[]} */
  const targets = [];
  for (const row of /** @type {const} */ (["hello", "hop", "sql", "cached"])) {
    targets.push({ row, who: "floor", url: floors[row], pid: floors.pid, request: { paths: ["/"] } });
  }
  for (const [row, route] of routes) {
    const mine = route.cached ? cached : ours;
    for (const [who, { url, pid }] of /** @type {const} */ ([
      ["peer", peer],
      ["ours", mine],
    ])) {
      const request = route.ask(who, fixture);
      if (request) targets.push({ row, who, url, pid, request });
    }
  }
  const stopSettling = await settleEvents(plan.stack.databases.blog);
  const pids = { endpoint: endpoint.pid, postgres: plan.stack.pids.postgres };
  const measured = await measure(targets, plan, pids);
  await stopSettling();

  process.stdout
    .write(`\n## Ours and a TypeScript peer, on bare workerd\n\n${machine()}. ${plan.rounds} pairs of
${plan.milliseconds / 1000} s in turn, medians with range.\n\n`);
  if (!isCounted) say("this system does not say how long a thread ran: the series of CPU times are left out");
  process.stdout.write(`${tables(measured, routes, plan)}\n`);
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node bench/compare.mjs PLAN");
await compare(await readPlan(path));
process.exit(0);
