// Writes configurations of bare workerd, which are Cap'n Proto text.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * @typedef {{ modules: string[], compatibilityDate: string, compatibilityFlags?: string[], vars?: Record<string, string>,
 *   services?: Record<string, string>, queues?: string[], limiters?: string[], cached?: boolean }} Worker
 *   `modules`: files, the one that starts the others first; `cached`: it has a Cache API
 * @typedef {Record<string, Worker>} Workers by name
 */

const LIMITER = "bench:ratelimit";
/** More than any measurement sends. */
const LIMIT = '(name = "limit", json = "1000000000"), (name = "period", json = "60")';

const text = (/** @type {string} */ value) => JSON.stringify(value);

/**
 * @param {string} folder where the configuration and copies of the modules go
 * @param {Workers} workers
 * @param {Record<string, number>} ports which Worker listens where
 * @param {string} [limiter] the module behind rate limiters
 * @returns {string} the configuration's path
 */
export function writeConfiguration(folder, workers, ports, limiter) {
  mkdirSync(folder, { recursive: true });
  const names = Object.keys(workers);
  const services = names.map((name) => `(name = ${text(name)}, worker = .${name})`);
  const sockets = Object.entries(ports).map(
    ([name, port]) =>
      `(name = ${text(name)}, address = "127.0.0.1:${port}", http = (), service = ${text(name)})`,
  );
  const extension =
    limiter && `(name = "${LIMITER}", internal = true, ${embedded("esModule", folder, limiter)})`;
  const path = join(folder, "config.capnp");
  writeFileSync(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(", ")}, (name = "internet", network = (allow = ["private", "public"]))],
  sockets = [${sockets.join(", ")}],
  extensions = [${extension ? `(modules = [${extension}])` : ""}],
);
${names.map((name) => `const ${name} :Workerd.Worker = ${workerOf(folder, name, workers)};`).join("\n")}
`,
    { mode: 0o600 },
  );
  return path;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Workers} workers
 */
function workerOf(folder, name, workers) {
  const worker = /** @type {Worker} */ (workers[name]);
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const modules = worker.modules.map((file) => {
    const kind = file.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = ${text(basename(file))}, ${embedded(kind, folder, file, name)})`;
  });
  const bindings = [
    ...Object.entries(worker.vars ?? {}).map(
      ([key, value]) => `(name = ${text(key)}, text = ${text(value)})`,
    ),
    ...Object.entries(worker.services ?? {}).map(
      ([key, service]) => `(name = ${text(key)}, service = ${text(service)})`,
    ),
    ...(worker.queues ?? []).map((key) => `(name = ${text(key)}, queue = "queue")`),
    ...(worker.limiters ?? []).map(
      (key) => `(name = ${text(key)}, wrapped = (moduleName = "${LIMITER}", innerBindings = [${LIMIT}]))`,
    ),
  ];
  const flags = (worker.compatibilityFlags ?? []).map(text);
  return `(modules = [${modules.join(", ")}], compatibilityDate = ${text(worker.compatibilityDate)},
  compatibilityFlags = [${flags.join(", ")}],${worker.cached ? ' cacheApiOutbound = "cache",' : ""}
  bindings = [${bindings.join(",\n    ")}])`;
}

/**
 * A copy, because a build that comes later must not change what is measured.
 *
 * @param {"esModule" | "wasm"} kind
 * @param {string} folder
 * @param {string} file
 * @param {string} [below]
 */
function embedded(kind, folder, file, below = ".") {
  copyFileSync(file, join(folder, below, basename(file)));
  return `${kind} = embed ${text(join(below, basename(file)))}`;
}
