/** A call: tries until one succeeds or there is no use in another. */

import { sleep } from "./abortable.js";
import type { CallOptions, Settings } from "./config.js";
import { waitBeforeNext } from "./decide.js";
import { errorOf, VloziConnectionError, VloziError } from "./errors.js";
import { parseObject } from "./json.js";
import { retryAfterMs } from "./retry-after.js";
import { type Slots, slotsOf } from "./slots.js";
import { type Answer, TOO_LONG, tryOnce } from "./try.js";
import type { ErrorBody } from "./types.js";

/** What is asked for. */
export interface Question {
  /** Below `baseUrl`, as it is sent; with the query. */
  target: string;
  /** The same for errors and logs: no query, no secret. */
  path: string;
}

const method = "GET";

/** Asks until there is an answer with a status below 300. */
export type Ask = (question: Question, options?: CallOptions) => Promise<Answer>;

/** Asks under these settings; calls share their slots. */
export function askerOf(settings: Settings): Ask {
  const slots = slotsOf(settings.concurrency ?? 6);
  return (question, options = {}) => ask(settings, slots, question, options);
}

function ask(
  settings: Settings,
  slots: Slots,
  { target, path }: Question,
  options: CallOptions,
): Promise<Answer> {
  const { deadlineMs = 30_000, onResponse } = settings;
  const { signal, timeoutMs = settings.timeoutMs ?? 10_000, retries = settings.retries ?? 2 } = options;
  // A call that waits for the server's pleasure keeps its slot: the others would only be told to wait as well.
  return slots(signal, async () => {
    const init = initOf(settings, options);
    const url = settings.baseUrl + target;
    const end = Date.now() + deadlineMs;
    for (let tries = 1; ; tries++) {
      const began = Date.now();
      const outcome = await tryOnce(
        settings.fetch,
        url,
        init,
        Math.min(timeoutMs, end - began),
        signal,
      ).catch((cause: unknown) => {
        if (signal?.aborted) throw signal.reason;
        return unanswered(path, cause);
      });
      if (!(outcome instanceof VloziError)) {
        const { status, headers } = outcome;
        const ms = Date.now() - began;
        const cache = headers.get("x-cache") ?? undefined;
        onResponse?.({ method, path, status, attempt: tries, ms, requestId: requestIdOf(headers), cache });
        if (status >= 200 && status < 300) return outcome;
      }
      const error = outcome instanceof VloziError ? outcome : refused(path, outcome);
      const wait = waitBeforeNext(error, tries, retries, end - Date.now(), Math.random);
      if (wait === undefined) throw error;
      await sleep(wait, signal);
    }
  });
}

/** The request's name in the API's logs. */
export function requestIdOf(headers: Headers): string | undefined {
  return headers.get("x-request-id") ?? undefined;
}

function unanswered(path: string, cause: unknown): VloziError {
  return cause === TOO_LONG
    ? new VloziConnectionError({ code: "timeout", text: "No answer in time", method, path })
    : new VloziConnectionError({ code: "connection", text: "No connection", method, path, cause });
}

function refused(path: string, { status, headers, body }: Answer): VloziError {
  const ours = parseObject<ErrorBody>(body);
  const requestId = requestIdOf(headers);
  const waitMs = retryAfterMs(headers.get("retry-after"), Date.now());
  return errorOf(ours?.code && ours.error ? ours : undefined, {
    method,
    path,
    status,
    requestId,
    retryAfterMs: waitMs,
  });
}

function initOf({ apiKey, init }: Settings, options: CallOptions): RequestInit {
  const headers = new Headers(init?.headers);
  new Headers(options.init?.headers).forEach((value, name) => headers.set(name, value));
  // Nothing here varies from call to call: frameworks cache by headers.
  if (apiKey) headers.set("authorization", `Bearer ${apiKey}`);
  if (options.fresh) headers.set("cache-control", "no-cache");
  return { ...init, ...options.init, headers };
}
