/** A call: tries until one succeeds or there is no use in another. */

import { sleep } from "./abortable.js";
import type { CallOptions, Settings } from "./config.js";
import { waitBeforeNext } from "./decide.js";
import { errorOf, METHOD, VloziConnectionError, VloziError } from "./errors.js";
import { parseObject } from "./json.js";
import { retryAfterMs } from "./retry-after.js";
import { slotsOf } from "./slots.js";
import { type Answer, TOO_LONG, tryOnce } from "./try.js";
import type { ErrorBody } from "./types.js";

const GOLDEN = 0.618034;

/** Asks for what is below `baseUrl`, with the query, until there is an answer with a status below 300. */
export type Ask = (target: string, options?: CallOptions) => Promise<Answer>;

/** Asks under these settings; calls share their slots. */
export function askerOf(settings: Settings): Ask {
  const { deadlineMs = 30_000, onResponse } = settings;
  const inSlot = slotsOf(settings.concurrency ?? 6);

  return (target, options = {}) => {
    const { signal, timeoutMs = settings.timeoutMs ?? 10_000, retries = settings.retries ?? 2 } = options;
    // A call that waits for the server's pleasure keeps its slot: the others would only be told to wait as well.
    return inSlot(signal, async () => {
      const init = initOf(settings, options);
      const end = performance.now() + deadlineMs;
      for (let attempt = 1; ; attempt++) {
        const began = performance.now();
        const patience = Math.min(timeoutMs, end - began);
        const sending = tryOnce(settings.fetch, settings.baseUrl + target, init, patience, signal);
        let error = await sending.catch((cause: unknown) => {
          if (signal?.aborted) throw signal.reason;
          return silence(target, cause);
        });
        if (!(error instanceof VloziError)) {
          const answer = error;
          const { status, headers } = answer;
          onResponse?.({
            method: METHOD,
            path: pathOf(target),
            status,
            attempt,
            ms: performance.now() - began,
            requestId: headers.get("x-request-id") ?? undefined,
            cache: headers.get("x-cache") ?? undefined,
          });
          if (status >= 200 && status < 300) return answer;
          error = refusal(target, answer);
        }
        const wait = waitBeforeNext(error, attempt, retries, end - performance.now(), spread);
        if (wait === undefined) throw error;
        await sleep(wait, signal);
      }
    });
  };
}

/** From 0 to 1, another for each client. Next refuses `Math.random` and the time of day while it prerenders. */
function spread(): number {
  return (performance.now() * GOLDEN) % 1;
}

/** For errors and logs: without the query, and without the secret in the address of a preview. */
function pathOf(target: string): string {
  return target.replace(/\?.*|(?<=\/preview\/).*/, "");
}

/** What is thrown for an answer that is not what was asked for. */
export function refusal(target: string, { status, headers, body }: Answer): VloziError {
  const ours = parseObject<ErrorBody>(body);
  return errorOf(ours?.code && ours.error ? ours : undefined, {
    path: pathOf(target),
    status,
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfterMs: retryAfterMs(headers.get("retry-after"), Date.now),
  });
}

function silence(target: string, cause: unknown): VloziError {
  return new VloziConnectionError({
    path: pathOf(target),
    ...(cause === TOO_LONG
      ? { code: "timeout", text: "No answer in time" }
      : { code: "connection", text: "No connection", cause }),
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
