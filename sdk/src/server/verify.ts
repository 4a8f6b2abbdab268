/** Whether a webhook is from LogicSpike: Standard Webhooks 1.0. */

import type { VloziEvent } from "../core/types.js";

/** Why a webhook was refused. */
export type WebhookRefusal = "headers" | "timestamp" | "signature" | "size" | "body";

/** A request that is no webhook of ours. */
export class WebhookVerificationError extends Error {
  static {
    this.prototype.name = "WebhookVerificationError";
  }

  constructor(
    /** What is wrong with it. */
    readonly reason: WebhookRefusal,
    message: string,
  ) {
    super(message);
  }
}

/** How webhooks are verified. */
export interface VerifyOptions {
  /** `whsec_…`; several while one is being changed. */
  secret: string | readonly string[];
  /** How far a timestamp may be from now. Default: 300. */
  toleranceSeconds?: number | undefined;
}

const MOST_BYTES = 128 * 1024;

/**
 * The event that a request brings. Rejects with {@link WebhookVerificationError} unless it was signed with the secret a
 * short while ago. Reads the body.
 */
export async function verifyWebhook(request: Request, options: VerifyOptions): Promise<VloziEvent> {
  const id = request.headers.get("webhook-id");
  const timestamp = request.headers.get("webhook-timestamp");
  const signatures = request.headers.get("webhook-signature");
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError("headers", "The headers of a webhook are missing or malformed");
  }
  const ageSeconds = Date.now() / 1000 - Number(timestamp);
  if (Math.abs(ageSeconds) > (options.toleranceSeconds ?? 300)) {
    throw new WebhookVerificationError("timestamp", "The webhook's timestamp is too far from now");
  }
  const keys = await Promise.all([options.secret].flat().map(keyOf));
  const body = await bytesOf(request);
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  const presented = signatures
    .split(" ")
    .map((text) => (text.startsWith("v1,") ? bytes(text.slice(3)) : undefined))
    .filter((signature) => signature !== undefined);
  // Every secret is tried with every signature; WebCrypto compares in constant time.
  const verdicts = await Promise.all(
    keys.flatMap((key) => presented.map((signature) => crypto.subtle.verify("HMAC", key, signature, signed))),
  );
  if (!verdicts.includes(true))
    throw new WebhookVerificationError("signature", "No signature of the webhook matches");
  try {
    return JSON.parse(new TextDecoder().decode(body)) as VloziEvent;
  } catch {
    throw new WebhookVerificationError("body", "The webhook's body is no JSON");
  }
}

function keyOf(secret: string): Promise<CryptoKey> {
  const key = bytes(secret.trim().replace(/^whsec_/, ""));
  if (!key?.length) throw new TypeError("secret is no webhook secret (whsec_…): is the variable set?");
  return crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

/** The bytes of base64; `undefined` if it is none. */
function bytes(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The body as it came, unless it is longer than any webhook of ours. */
async function bytesOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  let body = new Uint8Array();
  const reader = request.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (!read || read.done) return body;
    if (body.length + read.value.length > MOST_BYTES) {
      await reader?.cancel();
      throw new WebhookVerificationError("size", "The webhook's body is too long");
    }
    body = joined(body, read.value);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
