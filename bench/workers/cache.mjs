// What stands behind `cacheApiOutbound`: bare workerd has no cache of its own, and asks a Worker by GET (match), PUT of a
// whole HTTP answer as text (put) and PURGE (delete). It runs in the process that is measured, so its CPU counts.

const MOST_PAGES = 2000;
const HEAD_END = [13, 10, 13, 10];
/** What the runtime writes anew. */
const CONNECTION_HEADERS = /^(transfer-encoding|content-length|connection)$/i;

/** @type {Map<string, { status: number, headers: [string, string][], body: Uint8Array<ArrayBuffer> }>} */
const pages = new Map();

export default {
  async fetch(/** @type {Request} */ request) {
    const key = request.url;
    if (request.method === "PUT") {
      keep(key, new Uint8Array(await request.arrayBuffer()));
      return new Response(null, { status: 204 });
    }
    if (request.method === "PURGE") return new Response(null, { status: pages.delete(key) ? 200 : 404 });
    const hit = pages.get(key);
    if (!hit) return new Response(null, { status: 504, headers: { "cf-cache-status": "MISS" } });
    const headers = new Headers(hit.headers);
    headers.set("cf-cache-status", "HIT");
    return new Response(hit.body, { status: hit.status, headers });
  },
};

/**
 * @param {string} key
 * @param {Uint8Array<ArrayBuffer>} answer
 */
function keep(key, answer) {
  const end = headEnd(answer);
  const [line = "", ...rest] = new TextDecoder().decode(answer.subarray(0, end)).split("\r\n");
  const headers = rest.map(headerOf).filter(([name]) => !CONNECTION_HEADERS.test(name));
  const [oldest] = pages.keys();
  if (pages.size >= MOST_PAGES && oldest !== undefined) pages.delete(oldest);
  pages.set(key, { status: Number(line.split(" ")[1]), headers, body: answer.slice(end + HEAD_END.length) });
}

/**
 * @param {string} line
 * @returns {[string, string]}
 */
function headerOf(line) {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** @param {Uint8Array} bytes */
function headEnd(bytes) {
  return bytes.findIndex((_, at) => HEAD_END.every((byte, offset) => bytes[at + offset] === byte));
}
