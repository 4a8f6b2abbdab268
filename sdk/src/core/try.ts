/** One try: ask, and read the answer to its last byte, under one time limit. */

import { abortable } from "./abortable.js";

/** An answer that was read whole. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** The reason of a try that took too long. */
export const TOO_LONG: unique symbol = Symbol();

/**
 * Rejects with {@link TOO_LONG}, with the signal's reason, or with what `fetch` rejected with. Does not rely on `fetch`
 * to obey its signal.
 */
export async function tryOnce(
  send: typeof fetch | undefined,
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  // One controller for each try: signals that outlive it would keep its listeners.
  const controller = new AbortController();
  const ask = async (): Promise<Answer> => {
    // The global one is looked up here: frameworks replace it after this module was loaded.
    const response = await (send ?? fetch)(url, { ...init, signal: controller.signal });
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  const timer = setTimeout(() => controller.abort(TOO_LONG), timeoutMs);
  try {
    signal?.throwIfAborted();
    return await abortable(abortable(ask(), controller.signal), signal);
  } finally {
    clearTimeout(timer);
    // Ends the request of a try that nobody waits for any more; a finished one does not mind.
    controller.abort();
  }
}

/** The headers of a body that was decoded: without those that describe its bytes on the wire. */
export function decoded(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) kept.delete(name);
  return kept;
}
