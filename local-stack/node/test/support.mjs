// What the tests share: an endpoint before the database under test, raw requests to it, a cable that can be cut.

import { createServer, connect } from "node:net";
import { startEndpoint } from "../neon/server.mjs";

export const databaseUrl = process.env["LOGICSPIKE_TEST_DATABASE_URL"] ?? "";
if (!databaseUrl) throw new Error("LOGICSPIKE_TEST_DATABASE_URL must name a PostgreSQL database");

/** @type {string[]} */
export const logged = [];

/** Starts an endpoint that ends with the test file. */
export async function endpointForTest() {
  const allowedHosts = [new URL(databaseUrl).hostname];
  const endpoint = await startEndpoint({ port: 0, allowedHosts, log: (line) => void logged.push(line) });
  return { url: `http://127.0.0.1:${endpoint.port}/sql`, stop: endpoint.stop };
}

/**
 * One raw request.
 *
 * @param {string} url
 * @param {unknown} body JSON, unless it is text already
 * @param {Record<string, string>} [headers]
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ status: number, headers: Headers, body: any }>}
 */
export async function post(url, body, headers = {}, signal) {
  const response = await fetch(url, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "Neon-Connection-String": databaseUrl, ...headers },
    ...(signal ? { signal } : {}),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A cable to the database that can be cut and mended; `url` leads through it. */
export async function cableToDatabase() {
  const target = new URL(databaseUrl);
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname.replace(/^\[|\]$/g, ""));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => (sockets.delete(socket), near.destroy(), far.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  const listen = (/** @type {number} */ port) =>
    new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  await listen(0);
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  const hangUp = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    /** Ends every connection; new ones are possible. */
    hangUp,
    cut: () => new Promise((resolve) => (server.close(() => resolve(undefined)), hangUp())),
    mend: () => listen(port),
  };
}
