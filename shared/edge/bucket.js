// Files in a bucket. Those that come piece by piece are written as they come.

/** @typedef {import("./edge.js").Task} Task */
/** @typedef {import("./asks.js").Doing} Doing */

const YES = 1;
/** There is no such file. */
const NONE = 2;

/** A stream of so many bytes: a bucket wants to know. @param {number} length @returns {TransformStream} */
const pipe = (length) => new /** @type {any} */ (globalThis).FixedLengthStream(length);

/** @param {Task} task @param {number} put @returns {WritableStreamDefaultWriter} */
function writerOf(task, put) {
  const writer = task.writers.get(put);
  if (writer === undefined) throw new Error("nobody puts that");
  return writer;
}

/** @type {Record<string, Doing>} */
export const BUCKET = {
  /** Puts a file, until `write` and `close` have brought all of it. */
  async store(task, reader, number) {
    const [bucket, key, length] = [task.env[reader.line()], reader.line(), reader.number()];
    const { readable, writable } = pipe(length);
    const writer = writable.getWriter();
    task.writers.set(number, writer);
    try {
      await bucket.put(key, readable);
    } catch (error) {
      // Whoever writes would wait for a reader that is gone.
      writer.abort(error).catch(() => {});
      throw error;
    }
    return { code: YES };
  },

  async write(task, reader) {
    const [put, bytes] = [reader.number(), reader.bytes()];
    await writerOf(task, put).write(bytes);
    return { code: YES };
  },

  async close(task, reader) {
    await writerOf(task, reader.number()).close();
    return { code: YES };
  },

  /** The file breaks off: nothing is put. */
  async abandon(task, reader) {
    await writerOf(task, reader.number()).abort();
    return { code: YES };
  },

  async copy(task, reader) {
    const [bucket, from, to] = [task.env[reader.line()], reader.line(), reader.line()];
    const object = await bucket.get(from);
    if (object === null) return { code: NONE };
    await bucket.put(to, object.body);
    return { code: YES };
  },

  /** How many bytes a file has. */
  async size(task, reader) {
    const [bucket, key] = [task.env[reader.line()], reader.line()];
    const object = await bucket.head(key);
    return object === null ? { code: NONE } : { code: YES, payload: object.size };
  },

  /** A file, or so much of it: its body is held. */
  async get(task, reader, number) {
    const [bucket, key] = [task.env[reader.line()], reader.line()];
    const range = reader.line() === "part" ? { offset: reader.number(), length: reader.number() } : undefined;
    const object = await bucket.get(key, range === undefined ? {} : { range });
    if (object === null) return { code: NONE };
    task.held.set(number, new Response(object.body));
    return { code: YES, payload: object.size };
  },

  async remove(task, reader) {
    const bucket = task.env[reader.line()];
    const keys = Array.from({ length: reader.number() }, () => reader.line());
    await bucket.delete(keys);
    return { code: YES };
  },

  /** Keys that begin so, and when each file was put there. */
  async list(task, reader) {
    const [bucket, prefix] = [task.env[reader.line()], reader.line()];
    const { objects } = await bucket.list({ prefix });
    const lines = /** @type {{ key: string, uploaded: Date }[]} */ (objects).map(
      ({ key, uploaded }) => `${key}\n${uploaded.getTime()}\n`,
    );
    return { code: YES, payload: lines.join("") };
  },
};
