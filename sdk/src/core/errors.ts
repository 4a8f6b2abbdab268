/** Everything that a call can fail with. */

import type { ErrorBody, ErrorCode, FieldError } from "./types.js";

/** Why a call failed, for programs: the API's codes, and three of our own for when the API did not answer. */
export type VloziErrorCode = ErrorCode | "connection" | "timeout" | "unexpected_response";

/** What an error is made from. */
export interface VloziErrorFields {
  /** Why, for programs. */
  code: VloziErrorCode;
  /** Why, for people. */
  text: string;
  path: string;
  status?: number | undefined;
  requestId?: string | undefined;
  details?: FieldError[] | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Nothing is written by this package. */
export const METHOD = "GET";

/** Found on errors of every copy of this package. */
const MARK: unique symbol = Symbol.for("@vlozi/blog error") as never;

/** What every call of this package rejects with, unless it was aborted: then with the signal's reason. */
export class VloziError extends Error {
  static {
    // Names are written out: a minifier renames classes.
    this.prototype.name = "VloziError";
    Object.defineProperty(this.prototype, MARK, { value: true });
  }
  /** Why, for programs. */
  declare readonly code: VloziErrorCode;
  /** The HTTP status, if there was an answer. */
  declare readonly status: number | undefined;
  /** Names the request in the API's logs: quote it to support. */
  declare readonly requestId: string | undefined;
  /** What is wrong with which parameter, if the API refused some. */
  declare readonly details: FieldError[] | undefined;
  /** How long the server asks to be left alone. */
  declare readonly retryAfterMs: number | undefined;
  declare readonly method: string;
  /** The path below `baseUrl`, without query. */
  declare readonly path: string;

  constructor(fields: VloziErrorFields) {
    const { text, cause, ...shown } = fields;
    const { path, status, requestId } = shown;
    const answer = status ? `${status} ${text}` : text;
    super(`${METHOD} ${path}: ${answer}${requestId ? ` (request ${requestId})` : ""}`, { cause });
    Object.assign(this, { method: METHOD }, shown);
  }

  /** For logs: everything but stack and cause. */
  toJSON(): object {
    return { ...this, name: this.name, message: this.message };
  }
}

/** 401: the key is absent, malformed, unknown, revoked or expired. */
export class VloziAuthenticationError extends VloziError {
  static {
    this.prototype.name = "VloziAuthenticationError";
  }
}

/** 402: the subscription is not active. */
export class VloziPaymentError extends VloziError {
  static {
    this.prototype.name = "VloziPaymentError";
  }
}

/** 403: the key's scopes or the plan do not reach this. */
export class VloziPermissionError extends VloziError {
  static {
    this.prototype.name = "VloziPermissionError";
  }
}

/** 404: there is no such published post. */
export class VloziNotFoundError extends VloziError {
  static {
    this.prototype.name = "VloziNotFoundError";
  }
}

/** 400: parameters are wrong; `details` says which. */
export class VloziValidationError extends VloziError {
  static {
    this.prototype.name = "VloziValidationError";
  }
}

/** 429: too many requests; `retryAfterMs` says when to come again. */
export class VloziRateLimitError extends VloziError {
  static {
    this.prototype.name = "VloziRateLimitError";
  }
}

/** 500 and above: the API or what stands before it failed. */
export class VloziServerError extends VloziError {
  static {
    this.prototype.name = "VloziServerError";
  }
}

/** No answer: the network failed, or a time limit passed. */
export class VloziConnectionError extends VloziError {
  static {
    this.prototype.name = "VloziConnectionError";
  }
}

/** Whether a value is an error of this package (of any copy of it), and has this code. */
export function isVloziError(value: unknown, code?: VloziErrorCode): value is VloziError {
  return value instanceof Error && MARK in value && (!code || ("code" in value && value.code === code));
}

const OURS: Record<number, typeof VloziError> = {
  400: VloziValidationError,
  401: VloziAuthenticationError,
  402: VloziPaymentError,
  403: VloziPermissionError,
  404: VloziNotFoundError,
};

/**
 * The error of an answer: `body` is what the API wrote, or `undefined` if it was somebody else: a portal's page, a
 * proxy's error, a body cut short. Only our own 404 means "no such post", only our own 401 "wrong key".
 */
export function errorOf(
  body: ErrorBody | undefined,
  fields: Pick<VloziErrorFields, "path" | "requestId" | "retryAfterMs"> & { status: number },
): VloziError {
  const { status } = fields;
  const Class =
    status >= 500
      ? VloziServerError
      : status === 429
        ? VloziRateLimitError
        : ((body && OURS[status]) ?? VloziError);
  if (!body) return new Class({ ...fields, code: "unexpected_response", text: "Not the API's JSON" });
  const { code, error: text, requestId = fields.requestId, details } = body;
  return new Class({ ...fields, requestId, code, text, details });
}
