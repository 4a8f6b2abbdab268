// The connection string of a request: what Neon insists on, and which hosts this endpoint connects to.

import { EndpointError } from "./errors.mjs";

/** @typedef {import("pg").ClientConfig & { host: string, port: number }} Target */

const SSL_MODES_WITH_TLS = new Set(["require", "verify-ca", "verify-full"]);

/**
 * The messages name what is wrong and never repeat the string.
 *
 * @param {unknown} header
 * @param {ReadonlySet<string>} allowedHosts beside the loopback ones
 * @returns {Target}
 */
export function parseTarget(header, allowedHosts) {
  if (typeof header !== "string" || header === "") {
    throw new EndpointError(400, "invalid header: neon-connection-string");
  }
  const url = URL.canParse(header) ? new URL(header) : undefined;
  if (!url) throw new EndpointError(400, "invalid connection string");
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    throw new EndpointError(400, "incorrect scheme");
  }
  const database = decode(url.pathname.slice(1));
  if (!database) throw new EndpointError(400, "missing database name");
  const user = decode(url.username);
  if (!user) throw new EndpointError(400, "missing username");
  const password = decode(url.password);
  if (!password) throw new EndpointError(400, "missing authentication credentials: required password");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!host) throw new EndpointError(400, "missing hostname");
  // Whoever reaches this port names the host: without a list it would be a relay to any machine.
  if (!isLoopback(host) && !allowedHosts.has(host)) {
    throw new EndpointError(400, "this endpoint does not connect to the host of the connection string");
  }
  const ssl = SSL_MODES_WITH_TLS.has(url.searchParams.get("sslmode") ?? "");
  return { host, port: Number(url.port || 5432), user, password, database, ssl };
}

/** @param {string} host */
function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EndpointError(400, "invalid connection string");
  }
}
