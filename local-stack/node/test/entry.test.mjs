// The entry that all Workers share, beside a module that stands in for the compiled one.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

/** @type {((event: { error: unknown }) => void)[]} */
const listeners = [];
/** @type {Record<string, unknown>} */
const global = /** @type {any} */ (globalThis);
global["addEventListener"] = (/** @type {string} */ kind, /** @type {any} */ listener) => {
  if (kind === "error") listeners.push(listener);
};

const folder = await mkdtemp(join(tmpdir(), "entry-"));
after(() => rm(folder, { recursive: true }));
await writeFile(join(folder, "package.json"), '{ "type": "module" }');
await copyFile(new URL("../../../shared/edge/worker.js", import.meta.url), join(folder, "worker.js"));
await writeFile(
  join(folder, "index.js"),
  `export const seen = { resets: 0, fail: undefined };
   const state = { criticalError: false };
   export const __worker_init_state = () => state;
   export const __wbg_reset_state = () => { seen.resets += 1; };
   export const fetch = (request, env, context) => {
     if (seen.fail) throw seen.fail;
     return [request, env, context, seen.resets];
   };
   export const scheduled = () => "swept";`,
);
/** @param {string} name @returns {Promise<any>} */
const load = (name) => import(pathToFileURL(join(folder, name)).href);
const { seen } = await load("index.js");
const { default: worker } = await load("worker.js");

test("a Worker has the handlers that its module exports, and no others", () => {
  assert.deepEqual(Object.keys(worker), ["fetch", "scheduled"]);
  assert.deepEqual(worker.fetch("request", "env", "context"), ["request", "env", "context", 0]);
  assert.equal(worker.scheduled(), "swept");
});

test("after a panic the next event is answered by a fresh instance, and the ones after it by the same", () => {
  seen.fail = new WebAssembly.RuntimeError("unreachable");
  assert.throws(() => worker.fetch("request"), seen.fail);
  seen.fail = undefined;
  const before = seen.resets;
  assert.equal(worker.fetch("request")[3], before + 1);
  assert.equal(worker.fetch("request")[3], before + 1);
});

test("a panic while a promise is polled, long after the handler returned, counts too", () => {
  const before = seen.resets;
  for (const listener of listeners) listener({ error: new WebAssembly.RuntimeError("unreachable") });
  assert.equal(worker.fetch("request")[3], before + 1);
});

test("an error that is no panic replaces nothing", () => {
  const before = seen.resets;
  seen.fail = new TypeError("no such thing");
  assert.throws(() => worker.fetch("request"), seen.fail);
  for (const listener of listeners) listener({ error: seen.fail });
  seen.fail = undefined;
  assert.equal(worker.fetch("request")[3], before);
});
