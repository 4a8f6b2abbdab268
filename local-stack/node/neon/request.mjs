// Reads a request: its headers, its size, its JSON.

import { isLosslessNumber, parse } from "lossless-json";
import { EndpointError } from "./errors.mjs";
import { paramToText } from "./params.mjs";

/** Neon's limit for a request, and the size from which a response gets no further row, in bytes. */
export const MAX_BYTES = 10 * 1024 * 1024;

/** How much of a refused body is still read, so that its sender sees the answer and not a reset connection. */
const MAX_DRAIN_BYTES = 8 * MAX_BYTES;

/**
 * @typedef {{ query: string, params: (string | null)[], arrayMode: boolean }} Statement
 * @typedef {{ rawText: boolean, arrayMode: boolean, isolation: string | undefined, readOnly: boolean, deferrable: boolean }} Options
 */

/** @type {Record<string, string>} */
const ISOLATION_LEVELS = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

/**
 * Anything but the exact word `true` is false, as at Neon.
 *
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @returns {Options}
 */
export function readOptions(headers) {
  const isolation = headers["neon-batch-isolation-level"];
  if (isolation !== undefined && !Object.hasOwn(ISOLATION_LEVELS, String(isolation))) {
    throw new EndpointError(400, "invalid isolation level");
  }
  return {
    rawText: headers["neon-raw-text-output"] === "true",
    arrayMode: headers["neon-array-mode"] === "true",
    isolation: isolation === undefined ? undefined : String(isolation),
    readOnly: headers["neon-batch-read-only"] === "true",
    deferrable: headers["neon-batch-deferrable"] === "true",
  };
}

/** @param {Options} options */
export function beginText(options) {
  let text = "START TRANSACTION";
  if (options.isolation) text += ` ISOLATION LEVEL ${ISOLATION_LEVELS[options.isolation]}`;
  if (options.readOnly) text += " READ ONLY";
  if (options.deferrable) text += " DEFERRABLE";
  return text;
}

/** @param {import("node:http").IncomingMessage} request */
export async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
    if (size > MAX_DRAIN_BYTES) break;
  }
  if (size > MAX_BYTES) throw new EndpointError(413, `request is too large (max is ${MAX_BYTES} bytes)`);
  return Buffer.concat(chunks);
}

/**
 * @param {Buffer} body
 * @param {Options} options
 * @returns {{ batch: boolean, statements: Statement[] }}
 */
export function parsePayload(body, options) {
  let payload;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    // Numbers keep their digits: an int8 or a numeric must not pass through a double on its way to SQL.
    payload = /** @type {any} */ (parse(text, null, { onDuplicateKey: ({ newValue }) => newValue }));
  } catch {
    throw malformed("it is not JSON in UTF-8");
  }
  if (isObject(payload) && typeof payload.query === "string") {
    return { batch: false, statements: [readStatement(payload, options)] };
  }
  if (isObject(payload) && Array.isArray(payload.queries)) {
    const statements = payload.queries.map((/** @type {unknown} */ entry) => readStatement(entry, options));
    return { batch: true, statements };
  }
  throw malformed("neither `query` nor `queries` is in it");
}

/**
 * @param {any} entry
 * @param {Options} options
 * @returns {Statement}
 */
function readStatement(entry, options) {
  if (!isObject(entry) || typeof entry.query !== "string") throw malformed("`query` must be a string");
  const { query, params = [], arrayMode = null } = entry;
  if (!Array.isArray(params)) throw malformed("`params` must be an array");
  if (arrayMode !== null && typeof arrayMode !== "boolean") throw malformed("`arrayMode` must be a boolean");
  if (query.includes("\0")) throw new EndpointError(400, "a query cannot contain a null byte");
  let texts;
  try {
    texts = params.map(paramToText);
  } catch {
    throw malformed("a parameter is nested too deeply");
  }
  if (![query, ...texts].every((text) => text === null || text.isWellFormed())) {
    throw malformed("it has a lone surrogate");
  }
  return { query, params: texts, arrayMode: arrayMode ?? options.arrayMode };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** @param {string} why */
function malformed(why) {
  return new EndpointError(400, `could not parse the HTTP request body: ${why}`);
}
