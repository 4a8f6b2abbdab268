// Runs a built gateway in workerd with somebody between its JavaScript and its module, and tells what was seen.
//
//   node e2e/edge/watch.mjs < plan.json
//
// The plan is `{ worker, token }`: what the gateway is bound to, its database among it, and a token that may read posts.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ modules: string[], compatibilityDate: string, compatibilityFlags: string[], vars: Record<string, string>,
 *   services: Record<string, string>, limiters: string[] }} Worker
 */

/** How long a service takes to answer, in milliseconds. */
const SERVICE_TAKES = 500;
const SERVICE = `export default { async fetch(request) {
  if (request.url.endsWith("/jwks.json")) await scheduler.wait(${SERVICE_TAKES});
  return Response.json({ error: "Forbidden" }, { status: 403 });
} };`;

// What wrangler runs Workers with.
const require = createRequire(createRequire(import.meta.url).resolve("wrangler"));
const { Miniflare } = require("miniflare");

/** @type {{ worker: Worker, token: string }} */
const { worker, token } = JSON.parse(await text(process.stdin));

/** @param {string} name @param {string} file */
async function moduleOf(name, file) {
  const isText = !name.endsWith(".wasm");
  const contents = isText ? await readFile(file, "utf8") : await readFile(file);
  return { type: isText ? "ESModule" : "CompiledWasm", path: name, contents };
}

const own = ["watched.mjs", "armed.mjs"].map((name) =>
  moduleOf(name, fileURLToPath(new URL(name, import.meta.url))),
);
const built = worker.modules.map((file) => moduleOf(file.slice(file.lastIndexOf("/") + 1), file));
const gateway = {
  name: "gateway",
  modules: await Promise.all([...own, ...built]),
  compatibilityDate: worker.compatibilityDate,
  compatibilityFlags: worker.compatibilityFlags,
  bindings: worker.vars,
  serviceBindings: Object.fromEntries(Object.keys(worker.services).map((binding) => [binding, "service"])),
  ratelimits: Object.fromEntries(
    worker.limiters.map((name) => [name, { simple: { limit: 1000, period: 60 } }]),
  ),
};
const service = {
  name: "service",
  modules: true,
  script: SERVICE,
  compatibilityDate: worker.compatibilityDate,
};
const runtime = new Miniflare({ workers: [gateway, service] });

/** @param {string} path @param {Record<string, string>} [headers] */
async function ask(path, headers = {}) {
  const answer = await runtime.dispatchFetch(`http://gateway.test${path}`, { headers });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** How often the boundary was crossed so far, in both directions. */
async function crossings() {
  const { body } = await ask("/", { "x-between": "crossings" });
  return Object.values(body).reduce((sum, count) => sum + count, 0);
}

/** @param {string} path @param {Record<string, string>} [headers] */
async function counted(path, headers) {
  const before = await crossings();
  const { status } = await ask(path, headers);
  return { status, crossings: (await crossings()) - before };
}

const guard = () => counted("/blog/admin/posts", { authorization: `Bearer ${token}` });
const cold = await guard();
const warm = await guard();
const health = await counted("/health");

const underWay = ask("/.well-known/jwks.json", { "x-request-id": "under-way" });
await pause(SERVICE_TAKES / 3);
const trapped = await ask("/health", { "x-between": "trap", "x-request-id": "trapped" });
const lost = await underWay;
const after = await ask("/health");
const again = await ask("/.well-known/jwks.json");
await runtime.dispose();
process.stdout.write(
  JSON.stringify({ cold, warm, health, trapped, lost, after: after.status, again: again.status }),
);
