// A quick SQL-over-HTTP endpoint: statements of a batch go out together, and each text is a named statement that stays
// planned. That is not Neon's fidelity, which the stack's own endpoint has; it is the least that lies between a Worker and
// PostgreSQL, so that what is measured is the Workers' and their SQL's.
//
//   node bench/endpoint.mjs PORT

import { createServer } from "node:http";
import pg from "pg";

const SESSIONS = 10;
const MOST_NAMES = 500;

const TEXT = { getTypeParser: () => (/** @type {string} */ value) => value };
/** @type {Record<string, string>} */
const ISOLATION_LEVELS = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

/** @type {Map<string, pg.Pool>} */
const pools = new Map();
/** @type {Map<string, string>} */
const names = new Map();

/** @param {string} connectionString */
function poolOf(connectionString) {
  const known = pools.get(connectionString);
  if (known) return known;
  // Pipelining is younger than the types.
  const config = /** @type {pg.PoolConfig} */ ({
    connectionString,
    max: SESSIONS,
    pipeline: true,
    idleTimeoutMillis: 0,
  });
  const pool = new pg.Pool(config);
  pool.on("error", (error) => process.stderr.write(`pool: ${error.message}\n`));
  pools.set(connectionString, pool);
  return pool;
}

/** @param {string} text */
function nameOf(text) {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * @typedef {{ query: string, params?: unknown[] }} Query
 * @typedef {{ array: boolean, raw: boolean }} Mode
 */

/**
 * @param {Query} query
 * @param {Mode} mode
 */
function statement({ query, params = [] }, { array, raw }) {
  const name = nameOf(query);
  const config = {
    text: query,
    values: params,
    ...(name !== undefined && { name }),
    ...(array && { rowMode: "array" }),
    ...(raw && { types: TEXT }),
  };
  return /** @type {pg.QueryConfig} */ (config);
}

/**
 * @param {pg.QueryResult} result
 * @param {Mode} mode
 */
const answerOf = ({ command, rowCount, rows, fields }, { array }) => ({
  command,
  rowCount,
  rows,
  rowAsArray: array,
  fields: fields.map(({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format }) => ({
    ...{ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format },
  })),
});

/**
 * @param {pg.Pool} pool
 * @param {Query[]} queries
 * @param {Mode} mode
 * @param {string} begin
 */
async function batch(pool, queries, mode, begin) {
  const client = await pool.connect();
  /** @type {Error | undefined} */
  let broken;
  try {
    const sent = [client.query(begin)];
    for (const query of queries) sent.push(client.query(statement(query, mode)));
    sent.push(client.query("COMMIT"));
    const settled = await Promise.allSettled(sent);
    const results = [];
    for (const one of settled) {
      if (one.status === "rejected") throw one.reason;
      results.push(one.value);
    }
    return { results: results.slice(1, -1).map((result) => answerOf(result, mode)) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) broken = /** @type {Error} */ (error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** @param {import("node:http").IncomingHttpHeaders} headers */
function beginText(headers) {
  const isolation = ISOLATION_LEVELS[String(headers["neon-batch-isolation-level"])];
  const readOnly = headers["neon-batch-read-only"] === "true";
  const deferrable = headers["neon-batch-deferrable"] === "true";
  return `BEGIN${isolation ? ` ISOLATION LEVEL ${isolation}` : ""}${readOnly ? " READ ONLY" : ""}${deferrable ? " DEFERRABLE" : ""}`;
}

/** @param {import("node:http").IncomingMessage} request */
async function run(request) {
  const { headers } = request;
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  const pool = poolOf(String(headers["neon-connection-string"]));
  const mode = {
    array: headers["neon-array-mode"] === "true",
    raw: headers["neon-raw-text-output"] === "true",
  };
  if (body.queries) return batch(pool, body.queries, mode, beginText(headers));
  return answerOf(await pool.query(statement(body, mode)), mode);
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 */
function reply(response, status, value) {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

const server = createServer((request, response) => {
  if (request.method !== "POST") {
    reply(response, 200, { ok: true });
    return;
  }
  run(request).then(
    (value) => reply(response, 200, value),
    (error) => {
      const { message, severity, code, detail, hint, position, schema, table, column, constraint } = error;
      const body = { message, severity, code, detail, hint, position, schema, table, column, constraint };
      reply(response, 400, body);
    },
  );
});
server.keepAliveTimeout = 120_000;
server.listen(Number(process.argv[2]), "127.0.0.1");
