/** What a handler answers when the API gave nothing that it could pass on. */

import { isVloziError } from "../core/errors.js";

/** The API's refusals of a reader's question, passed on; everything else is this server's trouble: 503. */
export function unavailable(error: unknown): Response {
  if (!isVloziError(error)) throw error;
  const { code, status, requestId, retryAfterMs = 30_000 } = error;
  if (code !== "unexpected_response" && (status === 400 || status === 404)) {
    const text = status === 404 ? "Not found" : "Validation failed";
    return Response.json({ error: text, code, requestId, details: error.details }, { status });
  }
  // A wrong key is not the reader's: they learn no more than that it does not work now.
  const headers = { "retry-after": String(Math.ceil(retryAfterMs / 1000)), "cache-control": "no-store" };
  return Response.json(
    { error: "Service unavailable", code: "service_unavailable", requestId },
    { status: 503, headers },
  );
}
