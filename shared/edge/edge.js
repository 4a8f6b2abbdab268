// Rust asks, JavaScript does: all that a Worker's module wants of the runtime is done here. The module decides; this
// file has no rule of the product in it. docs/edge.md describes what is said between the two.

/**
 * The compiled module: what it exports.
 * @typedef {object} Module
 * @property {() => WebAssembly.Memory} shared_memory
 * @property {() => number} frame
 * @property {(bytes: number) => number} room
 * @property {(now: number, length: number) => void} configure
 * @property {(now: number, length: number) => void} begin
 * @property {(now: number, task: number, ask: number, code: number, length: number) => void} go_on
 */

/** @typedef {Record<string, any>} Env Variables and bindings. */
/** @typedef {{ waitUntil(promise: Promise<unknown>): void }} Context */
/** @typedef {string | number | Uint8Array<ArrayBuffer> | undefined} Payload */
/** @typedef {{ code: number, payload?: Payload }} Answer What came of an ask. */

// What an answer's code may be; of a hop, a look-up or a post it is the status.
const FAILED = 0;
/** The first of two: right, within the limit, whole, done. */
const YES = 1;
const NO = 2;
const TIMED_OUT = 1;
const TOO_LARGE = 2;

// Words of the frame, as `frame.rs` has them.
const [TEXT, BYTES, TASK, RANDOM, LAST_WORDS] = [0, 2, 4, 5, 7];
/** Random bytes that are drawn at once; never less than half of them are left when the module is called. */
const DRAWN = 8 * 1024;
/** The room that the module always has for what is written to it. */
const ROOM = 64 * 1024;

/** The most imported keys that are kept. */
const MOST_KEYS = 32;
/** @type {Map<string, CryptoKey>} */
const keys = new Map();
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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

/** One instance of the module, and the memory that is shared with it. */
class Instance {
  /** @param {Module} module @param {Env} env */
  constructor(module, env) {
    this.module = module;
    this.isLost = false;
    this.frame = module.frame() >>> 2;
    this.room = module.room(0);
    this.size = ROOM;
    this.shared = module.shared_memory();
    this.memory = new Uint8Array(this.shared.buffer);
    this.words = new Uint32Array(this.shared.buffer);
    const names = Object.keys(env);
    const variables = Object.fromEntries(
      names.map((name) => [name, env[name]]).filter(([, value]) => typeof value === "string"),
    );
    const bindings = names.filter((name) => typeof env[name] === "object" && env[name] !== null);
    this.call(JSON.stringify({ variables, bindings }), (length) => module.configure(Date.now(), length));
  }

  /**
   * Calls the module with what it has to read. What it throws leaves it in no known state: nobody calls it again.
   * @param {Payload} payload @param {(length: number) => void} call
   */
  call(payload, call) {
    try {
      const length = this.write(payload);
      this.look();
      const { frame, words } = this;
      if (this.word(RANDOM + 1) > DRAWN / 2) {
        const at = this.word(RANDOM);
        crypto.getRandomValues(this.memory.subarray(at, at + DRAWN));
        words[frame + RANDOM + 1] = 0;
      }
      call(length);
      this.look();
    } catch (error) {
      this.isLost = true;
      this.look();
      console.error("Critical", this.text(LAST_WORDS), error);
      throw error;
    }
  }

  /** The memory moves when it grows. */
  look() {
    if (this.memory.length > 0) return;
    this.memory = new Uint8Array(this.shared.buffer);
    this.words = new Uint32Array(this.shared.buffer);
  }

  /** @param {number} at */
  word(at) {
    return this.words[this.frame + at] ?? 0;
  }

  /** The text that two words of the frame point to. @param {number} at */
  text(at) {
    const begin = this.word(at);
    return decoder.decode(this.memory.subarray(begin, begin + this.word(at + 1)));
  }

  /** Makes sure that so many bytes can be written. @param {number} bytes */
  make(bytes) {
    if (bytes <= ROOM && this.size === ROOM) return;
    this.room = this.module.room(bytes);
    this.size = Math.max(bytes, ROOM);
    this.look();
  }

  /** Puts down what the next call reads; gives its length. @param {Payload} payload */
  write(payload) {
    if (payload === undefined) return 0;
    if (typeof payload === "object") {
      this.make(payload.length);
      this.memory.set(payload, this.room);
      return payload.length;
    }
    const text = String(payload);
    this.make(text.length * 3);
    return encoder.encodeInto(text, this.memory.subarray(this.room)).written;
  }
}

/** Lines and bytes of a step, read one after the other before the module is called again. */
class Reader {
  /** @param {Instance} instance */
  constructor(instance) {
    this.lines = instance.text(TEXT).split("\n");
    this.memory = instance.memory;
    this.base = instance.word(BYTES);
    this.at = 0;
  }

  /** Whether there is one more. The text ends with the end of a line. */
  get hasMore() {
    return this.at < this.lines.length - 1;
  }

  line() {
    return this.lines[this.at++] ?? "";
  }

  number() {
    return Number(this.line());
  }

  /** A copy: the memory is used again. */
  bytes() {
    const begin = this.base + this.number();
    return this.memory.slice(begin, begin + this.number());
  }

  /** Names and values in turn. @returns {string[]} */
  headers() {
    const count = this.number();
    this.at += count;
    return this.lines.slice(this.at - count, this.at);
  }
}

/** @param {Headers} headers @param {string[]} lines Names and values in turn. */
function append(headers, lines) {
  for (let at = 0; at < lines.length; at += 2) headers.append(lines[at] ?? "", lines[at + 1] ?? "");
}

/** A request, from its beginning to the end of what it left to do. */
class Task {
  /** @param {Instance} instance @param {Env} env @param {Context} context @param {Request} request */
  constructor(instance, env, context, request) {
    this.instance = instance;
    this.env = env;
    this.context = context;
    this.request = request;
    this.number = 0;
    this.isDone = false;
    /** @type {Response | undefined} */
    this.response = undefined;
    /**
     * Responses whose bodies wait here, by the ask that brought them.
     * @type {Map<number, Response>}
     */
    this.held = new Map();
    /** @type {() => void} */
    this.onResponse = () => {};
    /** @type {() => void} */
    this.onDone = () => {};
  }

  begin() {
    const { instance, request } = this;
    const head = `${request.method}\n${normal(request.url)}${linesOf(request.headers)}`;
    this.step(head, (length) => instance.module.begin(Date.now(), length));
  }

  /** @param {number} ask @param {number} code @param {Payload} payload */
  goOn(ask, code, payload) {
    const { instance, number } = this;
    // What another request trapped is lost for this one too.
    if (instance.isLost) return this.fail();
    this.step(payload, (length) => instance.module.go_on(Date.now(), number, ask, code, length));
  }

  /** Calls the module and does what it says. @param {Payload} payload @param {(length: number) => void} call */
  step(payload, call) {
    const { instance } = this;
    try {
      instance.call(payload, call);
    } catch {
      return this.fail();
    }
    this.number = instance.word(TASK);
    for (const reader = new Reader(instance); reader.hasMore;) this.perform(reader);
    if (this.isDone && this.response === undefined) this.fail();
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
      case "done":
        return this.end();
      case "gone":
        return this.fail();
      default: {
        const number = reader.number();
        this.ask(what, number, reader).then(
          ({ code, payload }) => this.goOn(number, code, payload),
          (error) => this.goOn(number, FAILED, String(error)),
        );
      }
    }
  }

  /** @param {Reader} reader */
  reply(reader) {
    try {
      this.response = this.message(reader);
    } catch (error) {
      // A header that the runtime refuses, from a service: our own are plain.
      console.error(String(error));
      this.response = internalError(this.request);
    }
    this.onResponse();
  }

  /** The module says no more. Whoever has no response yet is told. */
  fail() {
    if (this.response === undefined) {
      this.response = internalError(this.request);
      this.onResponse();
    }
    this.end();
  }

  end() {
    this.isDone = true;
    this.onDone();
  }

  /** The response, as soon as there is one. What is left to do then, the runtime waits for. */
  async whenAnswered() {
    if (this.response === undefined) {
      await new Promise((resolve) => {
        this.onResponse = () => resolve(undefined);
      });
    }
    if (!this.isDone) {
      this.context.waitUntil(
        new Promise((resolve) => {
          this.onDone = () => resolve(undefined);
        }),
      );
    }
    return /** @type {Response} */ (this.response);
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

  /**
   * Does what the module asks for. What is said of it is read before the first `await`.
   * @param {string} what @param {number} number @param {Reader} reader @returns {Promise<Answer>}
   */
  async ask(what, number, reader) {
    switch (what) {
      case "hop": {
        const service = this.env[reader.line()];
        const [method, url] = [reader.line(), reader.line()];
        const body = reader.line() === "body" ? this.request.body : null;
        const headers = reader.headers();
        const request = new Request(url, { method, body, redirect: "manual" });
        append(request.headers, headers);
        return this.hold(number, await service.fetch(request));
      }
      case "read":
        return this.read(reader.number(), reader.number());
      case "limit": {
        const limiter = this.env[reader.line()];
        const { success } = await limiter.limit({ key: reader.line() });
        return { code: success ? YES : NO };
      }
      case "post":
        return post(reader);
      case "verify": {
        const text = reader.line();
        const [message, signature] = [reader.bytes(), reader.bytes()];
        const isRight = await crypto.subtle.verify(RS256.name, await keyOf(text), signature, message);
        return { code: isRight ? YES : NO };
      }
      case "match": {
        const kept = await cache().match(reader.line());
        return kept === undefined ? { code: FAILED } : this.hold(number, kept);
      }
      case "put":
        await cache().put(reader.line(), this.message(reader));
        return { code: YES };
      case "delete":
        await cache().delete(reader.line());
        return { code: YES };
      case "pause": {
        const milliseconds = reader.number();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        return { code: YES };
      }
      default:
        throw new Error(`nobody here does ${what}`);
    }
  }

  /** Keeps a response's body here and tells of the rest. @param {number} number @param {Response} response @returns {Answer} */
  hold(number, response) {
    if (response.body !== null) this.held.set(number, response);
    return {
      code: response.status,
      payload: `${response.body === null ? "none" : number}${linesOf(response.headers)}`,
    };
  }

  /** Reads a held body. A longer one stays held, as it was. @param {number} number @param {number} most @returns {Promise<Answer>} */
  async read(number, most) {
    const { bytes, longer } = await whole(this.held.get(number), most);
    if (longer === undefined) return { code: YES, payload: bytes };
    this.held.set(number, new Response(longer));
    return { code: NO };
  }
}

/** @param {string} text A public key: SPKI in base64. */
async function keyOf(text) {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const der = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey("spki", der, RS256, false, ["verify"]);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** The edge cache, which only the Workers runtime has. @returns {Cache} */
const cache = () => /** @type {any} */ (caches).default;

/** Posts JSON and reads what is answered, up to a bound of size and time. @param {Reader} reader @returns {Promise<Answer>} */
async function post(reader) {
  const [url, timeout, most] = [reader.line(), reader.number(), reader.number()];
  const [body, headers] = [reader.bytes(), reader.headers()];
  const signal = AbortSignal.timeout(timeout);
  try {
    const request = new Request(url, { method: "POST", body, signal });
    append(request.headers, headers);
    const response = await fetch(request);
    const { bytes, longer } = await whole(response, most);
    if (longer === undefined) return { code: response.status, payload: bytes };
    longer.cancel().catch(() => {});
    return { code: TOO_LARGE };
  } catch (error) {
    if (signal.aborted) return { code: TIMED_OUT };
    throw error;
  }
}

/**
 * All of a body that has at most so many bytes. Of a longer one the whole stream, as it was.
 * @param {Response | undefined} message @param {number} most
 * @returns {Promise<{ bytes?: Uint8Array<ArrayBuffer>, longer?: ReadableStream }>}
 */
async function whole(message, most) {
  if (message === undefined || message.body === null) return {};
  const length = message.headers.get("content-length");
  if (length !== null && !message.headers.has("content-encoding")) {
    return Number(length) > most
      ? { longer: message.body }
      : { bytes: new Uint8Array(await message.arrayBuffer()) };
  }
  const rest = /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} */ (message.body.getReader());
  const begun = [];
  for (let bytes = 0; bytes <= most;) {
    const { done, value } = await rest.read();
    if (done) return { bytes: concat(begun) };
    begun.push(value);
    bytes += value.length;
  }
  return { longer: joined(begun, rest) };
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
function concat(parts) {
  if (parts.length === 1 && parts[0]) return parts[0];
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A body as it was, from its beginning.
 * @param {Uint8Array[]} begun @param {ReadableStreamDefaultReader<Uint8Array>} rest @returns {ReadableStream}
 */
function joined(begun, rest) {
  return new ReadableStream({
    async pull(controller) {
      const part = begun.shift();
      if (part !== undefined) return controller.enqueue(part);
      const { done, value } = await rest.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => rest.cancel(reason),
  });
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

/**
 * The handler of requests. An instance that trapped is never called again: the next request gets a fresh one.
 * @param {() => Module} start Makes an instance of the module.
 */
export function answerBy(start) {
  /** @type {Instance | undefined} */
  let current;

  /** @param {Request} request @param {Env} env @param {Context} context @returns {Response | Promise<Response>} */
  return (request, env, context) => {
    try {
      if (current === undefined || current.isLost) current = new Instance(start(), env);
    } catch {
      return internalError(request);
    }
    const task = new Task(current, env, context, request);
    task.begin();
    return task.isDone && task.response !== undefined ? task.response : task.whenAnswered();
  };
}
