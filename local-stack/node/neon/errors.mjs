// What goes wrong, and how the client is told: a status and a JSON body with the fields of a PostgreSQL error.

import pg from "pg";

/** A refusal of ours: no SQLSTATE, only a message. */
export class EndpointError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The client went away; there is nobody to answer. */
export class ClientGone extends Error {}

/** PostgreSQL could not be reached, or refused the connection. */
export class ConnectError extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super("could not connect to the database", { cause });
  }
}

/** The connection broke under a statement: whether it took effect is unknown. */
export class ConnectionLost extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super("the connection to the database was lost", { cause });
  }
}

/** `invalid_password`. */
const INVALID_PASSWORD = "28P01";

/** SQLSTATE classes of a refused login that the client caused: bad credentials, no such database. */
const CLIENT_FAULT = /^(28|3D)/;

/**
 * @param {unknown} error
 * @returns {{ status: number, body: Record<string, string | null> }}
 */
export function describeError(error) {
  if (error instanceof EndpointError) return { status: error.status, body: bodyOf(error.message) };
  if (error instanceof ConnectError) {
    if (error.cause instanceof pg.DatabaseError) {
      // Neon checks the password itself, and has no code for a wrong one.
      if (error.cause.code === INVALID_PASSWORD) return { status: 400, body: bodyOf(error.cause.message) };
      const status = CLIENT_FAULT.test(error.cause.code ?? "") ? 400 : 500;
      return { status, body: bodyOf(error.cause.message, error.cause) };
    }
    // The system's error code alone: the message of a network error holds the address.
    const code = /** @type {{ code?: unknown } | undefined} */ (error.cause)?.code;
    return { status: 500, body: bodyOf(code ? `${error.message}: ${String(code)}` : error.message) };
  }
  if (error instanceof pg.DatabaseError) return { status: 400, body: bodyOf(error.message, error) };
  if (error instanceof ConnectionLost) return { status: 500, body: bodyOf(error.message) };
  return { status: 500, body: bodyOf("internal error of the endpoint") };
}

/**
 * Every field is always there; `code` and `severity` are empty, not null, when PostgreSQL did not speak.
 *
 * @param {string} message
 * @param {import("pg").DatabaseError} [db]
 */
function bodyOf(message, db) {
  return {
    message,
    code: db?.code ?? "",
    detail: db?.detail ?? null,
    hint: db?.hint ?? null,
    position: db?.position ?? null,
    internalPosition: db?.internalPosition ?? null,
    internalQuery: db?.internalQuery ?? null,
    severity: db?.severity ?? "",
    where: db?.where ?? null,
    table: db?.table ?? null,
    column: db?.column ?? null,
    schema: db?.schema ?? null,
    dataType: db?.dataType ?? null,
    constraint: db?.constraint ?? null,
    file: db?.file ?? null,
    line: db?.line ?? null,
    routine: db?.routine ?? null,
  };
}
