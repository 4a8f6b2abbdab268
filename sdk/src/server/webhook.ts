/** A handler of webhooks, for every framework that takes and gives web requests and responses. */

import type { VloziEvent } from "../core/types.js";
import { verifyWebhook, type VerifyOptions, WebhookVerificationError } from "./verify.js";

/** What {@link createWebhookHandler} is made from. */
export interface WebhookHandlerOptions extends VerifyOptions {
  /** Is told of each event. When it throws, the answer is 503 and the webhook comes again. */
  onEvent(event: VloziEvent): void | Promise<void>;
  /** Remembers events, so that each is handled once. */
  seen?: {
    has(id: string): boolean | Promise<boolean>;
    add(id: string): unknown;
  };
}

const RETRY_AFTER_SECONDS = "30";

/** Answers 204 when the event was handled, 400 for a bad signature, 503 with `Retry-After` when `onEvent` throws. */
export function createWebhookHandler(
  options: WebhookHandlerOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
    let event: VloziEvent;
    try {
      event = await verifyWebhook(request, options);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      return Response.json({ error: error.message, code: error.reason }, { status: 400 });
    }
    try {
      if (!(await options.seen?.has(event.id))) {
        await options.onEvent(event);
        // Only what was handled is remembered: what failed is to come again.
        await options.seen?.add(event.id);
      }
    } catch {
      return new Response(null, { status: 503, headers: { "retry-after": RETRY_AFTER_SECONDS } });
    }
    return new Response(null, { status: 204 });
  };
}
