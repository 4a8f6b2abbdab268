// Rust asks, JavaScript does: requests, messages and minutes as the runtime brings them, each a task of the module's. The
// module decides; nothing here is a rule of the product. docs/edge.md describes what is said between the two.

import { ASKS } from "./asks.js";
import { append, Instance, Reader } from "./instance.js";

/** @typedef {import("./instance.js").Env} Env */
/** @typedef {import("./instance.js").Module} Module */
/** @typedef {import("./instance.js").Payload} Payload */
/** @typedef {{ waitUntil(promise: Promise<unknown>): void }} Context */
/** @typedef {{ code: number, payload?: Payload }} Answer What came of an ask. */
/** @typedef {Response | number[] | null | undefined} Outcome */
/**
 * @typedef {object} Message
 * @property {string} id
 * @property {unknown} body
 * @property {Date} timestamp
 * @property {() => void} ack
 * @property {(options: { delaySeconds: number }) => void} retry
 */
/** @typedef {{ queue: string, messages: readonly Message[] }} Batch */

/** The code of an answer that says that there is none. */
const FAILED = 0;
/** Of a message: it was applied. */
const APPLIED = -1;

/** An address that a URL parser would leave as it is: a usual host, no dot segments, nothing to be escaped. */
const PLAIN =
  /^https?:\/\/(?:127\.0\.0\.1|(?!.*xn--)(?:[a-z][a-z0-9-]*\.)*[a-z]+)(?::[1-5]?[1-9]\d{3})?(?!.*(?:\/\.|%2[eE]))\/[\w\-.~!$&()*+,;=:@%/?]*$/;

/**
 * An address as the URL standard writes it, without user and fragment; empty if it is none.
 * @param {string} url
 */
export function normal(url) {
  if (PLAIN.test(url)) return url;
  if (!URL.canParse(url)) return "";
  const parsed = new URL(url);
  parsed.username = parsed.password = parsed.hash = "";
  return parsed.href;
}

/** @param {Headers} headers */
function linesOf(headers) {
  let lines = "";
  headers.forEach((value, name) => {
    lines += `\n${name}\n${value}`;
  });
  return lines;
}

/** What the runtime brought, from its beginning to the end of what it left to do. */
export class Task {
  /** @param {Instance} instance @param {Env} env @param {Context} context @param {Request} [request] */
  constructor(instance, env, context, request) {
    this.instance = instance;
    this.env = env;
    this.context = context;
    this.request = request;
    this.number = 0;
    this.isDone = false;
    /**
     * A response, or what becomes of each message; null if the module came to none.
     * @type {Outcome}
     */
    this.outcome = undefined;
    /** Why the module could not deal with it. */
    this.failure = "";
    /**
     * Responses whose bodies wait here, by the ask that brought them.
     * @type {Map<number, Response>}
     */
    this.held = new Map();
    /**
     * Who writes the files that are being put into a bucket, by the ask that put them.
     * @type {Map<number, WritableStreamDefaultWriter>}
     */
    this.writers = new Map();
    /**
     * What is left of the request's body, once it is being read.
     * @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined}
     */
    this.unread = undefined;
    /** @type {() => void} */
    this.onOutcome = () => {};
    /** @type {() => void} */
    this.onDone = () => {};
  }

  /** A request. @param {Request} request */
  begin(request) {
    const head = `${request.method}\n${normal(request.url)}${linesOf(request.headers)}`;
    const { module } = this.instance;
    this.step(head, (length) => module.begin(Date.now(), length));
  }

  /** Messages; or, without any, a minute that has passed. @param {string} [event] */
  occur(event) {
    const { module } = this.instance;
    this.step(event, (length) => module.occur(Date.now(), length));
  }

  /** @param {number} ask @param {number} code @param {Payload} payload */
  goOn(ask, code, payload) {
    const { instance, number } = this;
    // What another request trapped is lost for this one too.
    if (instance.isLost) return this.fail("the module is lost");
    this.step(payload, (length) => instance.module.go_on(Date.now(), number, ask, code, length));
  }

  /** Calls the module and does what it says. @param {Payload} payload @param {(length: number) => void} call */
  step(payload, call) {
    const { instance } = this;
    try {
      instance.call(payload, call);
    } catch {
      return this.fail("the module trapped");
    }
    this.number = instance.task;
    for (const reader = new Reader(instance); reader.hasMore;) this.perform(reader);
    if (this.isDone && this.outcome === undefined) this.fail("nothing came of it");
  }

  /** @param {Reader} reader */
  perform(reader) {
    const what = reader.line();
    switch (what) {
      case "log":
        return console.log(reader.line());
      case "warn":
        return console.warn(reader.line());
      case "reply":
        return this.reply(reader);
      case "verdicts":
        return this.settle(Array.from({ length: reader.number() }, () => reader.number()));
      case "failed":
        return this.fail(reader.line());
      case "done":
        return this.end();
      case "gone":
        return this.fail("the task is gone");
      default: {
        const number = reader.number();
        this.ask(what, number, reader).then(
          ({ code, payload }) => this.goOn(number, code, payload),
          (error) => this.goOn(number, FAILED, String(error)),
        );
      }
    }
  }

  /**
   * Does what the module asks for. What is said of it is read before the first `await`.
   * @param {string} what @param {number} number @param {Reader} reader @returns {Promise<Answer>}
   */
  async ask(what, number, reader) {
    const known = ASKS[what];
    if (known === undefined) throw new Error(`nobody here does ${what}`);
    return known(this, reader, number);
  }

  /** @param {Reader} reader */
  reply(reader) {
    // Whoever has answered reads no more of the request.
    this.unread?.cancel().catch(() => {});
    try {
      this.settle(this.message(reader));
    } catch (error) {
      // A header that the runtime refuses, from a service: our own are plain.
      console.error(String(error));
      this.settle(null);
    }
  }

  /** @param {Outcome} outcome */
  settle(outcome) {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    this.onOutcome();
  }

  /** The module says no more. Whoever has no outcome yet is told. @param {string} why */
  fail(why) {
    this.failure = why;
    this.settle(null);
    this.end();
  }

  end() {
    this.isDone = true;
    this.onDone();
  }

  /** The outcome, as soon as there is one. What is left to do then, the runtime waits for. */
  async whenSettled() {
    if (this.outcome === undefined) {
      await new Promise((resolve) => {
        this.onOutcome = () => resolve(undefined);
      });
    }
    if (!this.isDone) this.context.waitUntil(this.whenDone());
    return this.outcome;
  }

  /** @returns {Promise<void>} */
  whenDone() {
    if (this.isDone) return Promise.resolve();
    return new Promise((resolve) => {
      this.onDone = resolve;
    });
  }

  /** A response that the module made. @param {Reader} reader */
  message(reader) {
    const status = reader.number();
    const headers = reader.headers();
    const kind = reader.line();
    const body =
      kind === "bytes"
        ? reader.bytes()
        : kind === "held"
          ? (this.held.get(reader.number())?.body ?? null)
          : null;
    const response = new Response(body, { status });
    append(response.headers, headers);
    return response;
  }

  /** Keeps a response's body here and tells of the rest. @param {number} number @param {Response} response @returns {Answer} */
  hold(number, response) {
    if (response.body !== null) this.held.set(number, response);
    return {
      code: response.status,
      payload: `${response.body === null ? "none" : number}${linesOf(response.headers)}`,
    };
  }
}

/** What a client is told when the module can say nothing. @param {Request} request */
function internalError(request) {
  const given = request.headers.get("x-request-id") ?? "";
  const requestId = /^[\w.-]{1,64}$/.test(given) ? given : crypto.randomUUID();
  const body = { error: "Internal error", code: "internal_error", requestId };
  const response = new Response(JSON.stringify(body), { status: 500 });
  const headers = ["content-type", "application/json", "x-request-id", requestId];
  headers.push("x-content-type-options", "nosniff", "cache-control", "no-store");
  response.headers.delete("content-type");
  append(response.headers, headers);
  return response;
}

/** Messages as the module is told of them. What is no text is no event either; it will say so. @param {Batch} batch */
function told({ queue, messages }) {
  const events = messages.map(({ id, body, timestamp }) => ({
    id,
    body: typeof body === "string" ? body : "",
    sentAt: timestamp.getTime(),
  }));
  return JSON.stringify({ queue, messages: events });
}

/**
 * What the runtime calls. An instance that trapped is never called again: whatever comes next gets a fresh one.
 * @param {() => Module} start Makes an instance of the module.
 */
export function handlersOf(start) {
  /** @type {Instance | undefined} */
  let current;
  /** @param {Env} env */
  const instance = (env) => {
    if (current === undefined || current.isLost) current = new Instance(start(), env);
    return current;
  };

  return {
    /** @param {Request} request @param {Env} env @param {Context} context @returns {Response | Promise<Response>} */
    fetch(request, env, context) {
      const responseOf = (/** @type {Outcome} */ outcome) =>
        outcome instanceof Response ? outcome : internalError(request);
      /** @type {Task} */
      let task;
      try {
        task = new Task(instance(env), env, context, request);
      } catch {
        return internalError(request);
      }
      task.begin(request);
      return task.isDone ? responseOf(task.outcome) : task.whenSettled().then(responseOf);
    },

    /** @param {Batch} batch @param {Env} env @param {Context} context */
    async queue(batch, env, context) {
      const task = new Task(instance(env), env, context);
      task.occur(told(batch));
      const verdicts = await task.whenSettled();
      // The queue hands them over again.
      if (!Array.isArray(verdicts)) throw new Error(task.failure);
      batch.messages.forEach((message, at) => {
        const verdict = verdicts[at];
        if (verdict === APPLIED) message.ack();
        else message.retry({ delaySeconds: verdict ?? 0 });
      });
    },

    /** @param {unknown} _event @param {Env} env @param {Context} context */
    async scheduled(_event, env, context) {
      const task = new Task(instance(env), env, context);
      // Nobody is there to get one.
      task.settle([]);
      task.occur();
      await task.whenDone();
      if (task.failure !== "") throw new Error(task.failure);
    },
  };
}
