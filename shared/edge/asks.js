// What a module may ask for, and who does it. Each gets the task that asks, what is said of the ask, and its number; it
// reads all that is said before it does anything, because the next ask follows.

import { beginning, concat, whole } from "./bodies.js";
import { BUCKET } from "./bucket.js";
import { append } from "./instance.js";

/** @typedef {import("./edge.js").Task} Task */
/** @typedef {import("./edge.js").Answer} Answer */
/** @typedef {import("./instance.js").Reader} Reader */
/** @typedef {(task: Task, reader: Reader, number: number) => Promise<Answer>} Doing */

// What an answer's code may be; where there is a response it is the status.
/** The first of two: right, within the limit, whole, done. */
const YES = 1;
const NO = 2;
const NONE = 0;
const TIMED_OUT = 1;
const TOO_LARGE = 2;

/** The edge cache, which only the Workers runtime has. @returns {Cache} */
const cache = () => /** @type {any} */ (caches).default;

/** The most imported keys that are kept. */
const MOST_KEYS = 32;
/** @type {Map<string, CryptoKey>} */
const keys = new Map();
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/** @param {"spki" | "pkcs8"} format @param {string} text In base64. @param {KeyUsage} usage */
async function keyOf(format, text, usage) {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const der = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey(format, der, RS256, false, [usage]);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** The next bytes of a request's body; none at its end. @param {Task} task */
async function piece(task) {
  task.unread ??= task.request?.body?.getReader();
  if (task.unread === undefined) return undefined;
  const { done, value } = await task.unread.read();
  return done ? undefined : value;
}

/**
 * Fetches within a time, and makes an answer of what comes.
 * @param {Reader} reader @param {RequestRedirect} redirect
 * @param {(response: Response, most: number) => Promise<Answer>} answerOf
 */
async function fetched(reader, redirect, answerOf) {
  const [method, url] = [reader.line(), reader.line()];
  const [timeout, most] = [reader.number(), reader.number()];
  const body = reader.line() === "bytes" ? reader.bytes() : null;
  const headers = reader.headers();
  const signal = AbortSignal.timeout(timeout);
  try {
    const request = new Request(url, { method, body, redirect, signal });
    append(request.headers, headers);
    return await answerOf(await fetch(request), most);
  } catch (error) {
    if (signal.aborted) return { code: TIMED_OUT };
    throw error;
  }
}

/** @type {Record<string, Doing>} */
export const ASKS = {
  ...BUCKET,

  async hop(task, reader, number) {
    const service = task.env[reader.line()];
    const [method, url] = [reader.line(), reader.line()];
    const body = reader.line() === "body" ? (task.request?.body ?? null) : null;
    const headers = reader.headers();
    const request = new Request(url, { method, body, redirect: "manual" });
    append(request.headers, headers);
    return task.hold(number, await service.fetch(request));
  },

  /** A held body. A longer one stays held, as it was. */
  async read(task, reader) {
    const [number, most] = [reader.number(), reader.number()];
    const { bytes, longer } = await whole(task.held.get(number), most);
    if (longer === undefined) return { code: YES, payload: bytes };
    task.held.set(number, new Response(longer));
    return { code: NO };
  },

  /** The next bytes of the request's body. */
  async piece(task) {
    const payload = await piece(task);
    return payload === undefined ? { code: NO } : { code: YES, payload };
  },

  /** All of the request's body, which nobody trusts to be as long as it says. */
  async body(task, reader) {
    const most = reader.number();
    const parts = [];
    let bytes = 0;
    for (let part = await piece(task); part !== undefined; part = await piece(task)) {
      bytes += part.length;
      if (bytes > most) return { code: NO };
      parts.push(part);
    }
    return { code: YES, payload: concat(parts) };
  },

  async limit(task, reader) {
    const [limiter, key] = [task.env[reader.line()], reader.line()];
    const { success } = await limiter.limit({ key });
    return { code: success ? YES : NO };
  },

  /** From somebody of ours: all that is answered, or that it is too much. */
  fetch: (_task, reader) =>
    fetched(reader, "follow", async (response, most) => {
      const { bytes, longer } = await whole(response, most);
      if (longer === undefined) return { code: response.status, payload: bytes };
      longer.cancel().catch(() => {});
      return { code: TOO_LARGE };
    }),

  /** To anybody: no redirect is followed, and of the answer there is the beginning, after a line with `Retry-After`. */
  call: (_task, reader) =>
    fetched(reader, "manual", async (response, most) => {
      const line = new TextEncoder().encode(`${response.headers.get("retry-after") ?? ""}\n`);
      return { code: response.status, payload: concat([line, await beginning(response.body, most)]) };
    }),

  async verify(_task, reader) {
    const text = reader.line();
    const [message, signature] = [reader.bytes(), reader.bytes()];
    const key = await keyOf("spki", text, "verify");
    const isRight = await crypto.subtle.verify(RS256.name, key, signature, message);
    return { code: isRight ? YES : NO };
  },

  async sign(_task, reader) {
    const [text, message] = [reader.line(), reader.bytes()];
    const signature = await crypto.subtle.sign(RS256.name, await keyOf("pkcs8", text, "sign"), message);
    return { code: YES, payload: new Uint8Array(signature) };
  },

  async match(task, reader, number) {
    const kept = await cache().match(reader.line());
    return kept === undefined ? { code: NONE } : task.hold(number, kept);
  },

  async put(task, reader) {
    await cache().put(reader.line(), task.message(reader));
    return { code: YES };
  },

  async delete(_task, reader) {
    await cache().delete(reader.line());
    return { code: YES };
  },

  /** Messages for a queue. Texts: a map would arrive as an empty object. */
  async send(task, reader) {
    const queue = task.env[reader.line()];
    const bodies = Array.from({ length: reader.number() }, () => reader.text());
    await queue.sendBatch(bodies.map((body) => ({ body, contentType: "json" })));
    return { code: YES };
  },

  async pause(_task, reader) {
    const milliseconds = reader.number();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return { code: YES };
  },
};
