// The HTTP side: `POST /sql`.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { ClientGone, ConnectError, ConnectionLost, describeError, EndpointError } from "./errors.mjs";
import { execute } from "./execute.mjs";
import { parsePayload, readBody, readOptions } from "./request.mjs";
import { Sessions } from "./sessions.mjs";
import { parseTarget } from "./target.mjs";

/** Longer than clients keep idle connections, so that none is closed under a request that is just being sent. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** How long requests in flight may take once the endpoint is told to stop. */
const STOP_TIMEOUT_MS = 5_000;

/**
 * @param {{ port: number, allowedHosts?: Iterable<string>, log?: (line: string) => void }} settings
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startEndpoint({ port, allowedHosts = [], log = () => {} }) {
  const sessions = new Sessions();
  const hosts = new Set(allowedHosts);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (request, response) => {
    const id = randomUUID();
    const started = performance.now();
    answer(request, response, sessions, hosts)
      .catch((error) => {
        if (error instanceof ClientGone || response.destroyed) return "client gone, statement cancelled";
        const { status, body } = describeError(error);
        send(response, status, JSON.stringify(body), { "neon-request-id": id });
        return logText(error, status, body);
      })
      .then((failure) => {
        if (failure) log(`${id} ${failure} after ${Math.round(performance.now() - started)} ms`);
      });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port: address.port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS);
      await closed;
      clearTimeout(timer);
      await sessions.close();
    },
  };
}

/**
 * SQLSTATE, or our own words: PostgreSQL's message may quote values. A fault of this program shows where it is.
 *
 * @param {unknown} error
 * @param {number} status
 * @param {Record<string, string | null>} body
 */
function logText(error, status, body) {
  if (error instanceof EndpointError) return `${status} ${error.message}`;
  if (body["code"]) return `${status} ${body["code"]}`;
  const known = error instanceof ConnectError || error instanceof ConnectionLost;
  return `${status} ${known || !(error instanceof Error) ? body["message"] : error.stack}`;
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {Sessions} sessions
 * @param {ReadonlySet<string>} hosts
 */
async function answer(request, response, sessions, hosts) {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "POST" || path !== "/sql") throw new EndpointError(400, "query is not supported");

  const gone = new AbortController();
  response.on("close", () => response.writableFinished || gone.abort());
  const target = parseTarget(request.headers["neon-connection-string"], hosts);
  const options = readOptions(request.headers);
  const payload = parsePayload(await readBody(request), options);
  const session = await sessions.acquire(target, gone.signal);
  let json;
  try {
    json = await execute(session, payload, options);
  } finally {
    // The answer need not wait for the reset, and a failed reset only closes the session.
    void session.release();
  }
  /** @type {Record<string, string>} */
  const echo = {};
  if (payload.batch) {
    if (options.readOnly) echo["neon-batch-read-only"] = "true";
    if (options.deferrable) echo["neon-batch-deferrable"] = "true";
    if (options.isolation) echo["neon-batch-isolation-level"] = options.isolation;
  }
  send(response, 200, json, echo);
  return undefined;
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {string} json
 * @param {Record<string, string>} headers
 */
function send(response, status, json, headers) {
  const length = Buffer.byteLength(json);
  response.writeHead(status, { "content-type": "application/json", "content-length": length, ...headers });
  response.end(json);
}
