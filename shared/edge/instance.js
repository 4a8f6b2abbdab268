// The compiled module and the memory that is shared with it.

/**
 * The compiled module: what it exports.
 * @typedef {object} Module
 * @property {() => WebAssembly.Memory} shared_memory
 * @property {() => number} frame
 * @property {(bytes: number) => number} room
 * @property {(now: number, length: number) => void} configure
 * @property {(now: number, length: number) => void} begin
 * @property {(now: number, length: number) => void} occur
 * @property {(now: number, task: number, ask: number, code: number, length: number) => void} go_on
 */

/** @typedef {Record<string, any>} Env Variables and bindings. */
/** @typedef {string | number | Uint8Array<ArrayBuffer> | undefined} Payload */

// Words of the frame, as `frame.rs` has them.
const [TEXT, BYTES, TASK, RANDOM, LAST_WORDS] = [0, 2, 4, 5, 7];
/** Random bytes that are drawn at once, the most there may be; never less than half of them are left when the module is called. */
const DRAWN = 64 * 1024;
/** The room that the module always has for what is written to it. */
const ROOM = 64 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One instance of the module, and the memory that is shared with it. */
export class Instance {
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

  /** The number of the task that was called last. */
  get task() {
    return this.word(TASK);
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
export class Reader {
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

  /** Bytes that are text. */
  text() {
    return decoder.decode(this.bytes());
  }

  /** Names and values in turn. @returns {string[]} */
  headers() {
    const count = this.number();
    this.at += count;
    return this.lines.slice(this.at - count, this.at);
  }
}

/** @param {Headers} headers @param {string[]} lines Names and values in turn. */
export function append(headers, lines) {
  for (let at = 0; at < lines.length; at += 2) headers.append(lines[at] ?? "", lines[at + 1] ?? "");
}
