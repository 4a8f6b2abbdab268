// The JavaScript that does what a Worker's module asks for, beside a module that stands in for the compiled one. With the
// real one it is tried end to end.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { handlersOf, normal } from "../../../shared/edge/edge.js";

test("an address is handed over as the URL standard writes it, whatever way it is looked at", () => {
  const hosts = [
    "a.test",
    "A.test",
    "127.0.0.1",
    "127.0.0.1:8787",
    "127.1",
    "a.test:80",
    "a.test:443",
    "xn--a.test",
  ];
  hosts.push(
    "localhost:8787",
    "[::1]:8788",
    "a.test:08787",
    "a.test:59999",
    "a.test:60000",
    "a.test:99999",
    "a.1",
    "a b",
  );
  hosts.push(
    "user:pass@a.test",
    "xn--mnchen-3ya.de",
    "m\u00fcnchen.de",
    "0x7f.1",
    "a.test.",
    "a_b.test",
    "a%2etest",
  );
  const paths = [
    "/",
    "//",
    "/a/./b",
    "/./a",
    "/a/../b",
    "/..",
    "/a/.",
    "/%2e%2E/a",
    "/a%2eb",
    "/.well-known/x",
    "/a|b",
  ];
  paths.push(
    "/a\\b",
    "/a b",
    "/a?b=c d",
    "/a?'",
    "/a'b",
    '/a"b',
    "/a?b#c",
    "/a#",
    "/a?",
    "/?",
    "/a?b=/../c",
    "/a^b`{}",
  );
  paths.push(
    "/\u00e9?\u00e9",
    "/a%",
    "/a%zz?%",
    "/a;b=c,d:e@f!g$h&i(j)*+~",
    "/a?x=[1]",
    "/a[1]",
    "/a\tb",
    "/a\nb",
    "",
  );
  for (const scheme of ["http", "https", "HTTP"]) {
    for (const host of hosts) {
      for (const path of paths) {
        const url = `${scheme}://${host}${path}`;
        let expected = "";
        if (URL.canParse(url)) {
          const { protocol, host, pathname, href } = new URL(url);
          const query = href.split("#")[0]?.split("?").slice(1).join("?");
          expected = `${protocol}//${host}${pathname}${href.split("#")[0]?.includes("?") ? `?${query}` : ""}`;
        }
        assert.equal(normal(url), expected, url);
      }
    }
  }
  assert.equal(normal("nonsense"), "");
});

/**
 * A module whose steps are written down beforehand.
 * @param {string[]} steps What each call leaves; `trap` is an exception.
 * @param {string | Uint8Array} [given] What the steps point to.
 */
function moduleOf(steps, given = "") {
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
  const memory = new WebAssembly.Memory({ initial: 4 });
  /** @type {{ code: number, text: string }[]} */
  const told = [];
  const [frame, room, random, text, pointed] = [0, 1024, 70_000, 140_000, 150_000];
  new Uint32Array(memory.buffer).set([random, 65_536], 5);
  new Uint8Array(memory.buffer).set(bytes, pointed);
  const next = (/** @type {number} */ code, /** @type {number} */ length) => {
    told.push({ code, text: new TextDecoder().decode(new Uint8Array(memory.buffer, room, length)) });
    const step = steps.shift() ?? "done\n";
    if (step === "trap") throw new WebAssembly.RuntimeError("unreachable");
    const encoded = new TextEncoder().encode(step);
    new Uint8Array(memory.buffer).set(encoded, text);
    new Uint32Array(memory.buffer).set([text, encoded.length, pointed, bytes.length, 7]);
  };
  const begin = (/** @type {number} */ _now, /** @type {number} */ length) => next(-1, length);
  return {
    told,
    memory,
    shared_memory: () => memory,
    frame: () => frame,
    room: () => room,
    configure: (/** @type {number} */ _now, /** @type {number} */ length) => {
      told.push({ code: -1, text: new TextDecoder().decode(new Uint8Array(memory.buffer, room, length)) });
    },
    begin,
    occur: begin,
    go_on: (/** @type {number[]} */ ...[, , , code = -1, length = 0]) => next(code, length),
  };
}

/** @param {ReturnType<typeof moduleOf>[]} modules @param {Record<string, unknown>} [env] */
function worker(modules, env = { KEY: "value", SERVICE: {} }) {
  const handlers = handlersOf(() => /** @type {any} */ (modules.shift()));
  /** @type {Promise<unknown>[]} */
  const left = [];
  const context = { waitUntil: (/** @type {Promise<unknown>} */ rest) => void left.push(rest) };
  /** @param {RequestInit} [init] */
  const ask = async (init) => await handlers.fetch(new Request("http://a.test/x?y", init), env, context);
  /** @param {string[]} bodies */
  const consume = async (...bodies) => {
    /** @type {string[]} */
    const verdicts = [];
    const messages = bodies.map((body, at) => ({
      id: `m${at}`,
      body: body === "" ? { no: "text" } : body,
      timestamp: new Date(1000),
      ack: () => void verdicts.push(`${at} is acknowledged`),
      retry: (/** @type {{ delaySeconds: number }} */ { delaySeconds }) =>
        void verdicts.push(`${at} again in ${delaySeconds}`),
    }));
    await handlers.queue({ queue: "inbox", messages }, env, context);
    return verdicts;
  };
  return { ask, left, consume, minute: () => handlers.scheduled({}, env, context) };
}

test("a module is told once what it was deployed with, and of each request the head", async () => {
  const module = moduleOf(["reply\n204\n2\nx-a\nb\nnone\ndone\n", "reply\n200\n0\nnone\ndone\n"]);
  const { ask, left } = worker([module]);
  const answer = await ask({ method: "POST", headers: { "x-b": "1" } });
  assert.deepEqual([answer.status, answer.headers.get("x-a"), answer.body], [204, "b", null]);
  assert.equal((await ask()).status, 200);
  assert.deepEqual(
    module.told.map(({ text }) => text),
    [
      '{"variables":{"KEY":"value"},"bindings":["SERVICE"]}',
      "POST\nhttp://a.test/x?y\nx-b\n1",
      "GET\nhttp://a.test/x?y",
    ],
  );
  assert.equal(left.length, 0);
});

test("random bytes are drawn before a module could run out of them", async () => {
  const module = moduleOf([]);
  await worker([module]).ask();
  const drawn = new Uint8Array(module.memory.buffer, 70_000, 65_536);
  assert.ok(new Set(drawn).size > 200);
  assert.equal(new Uint32Array(module.memory.buffer)[6], 0);
});

test("what is left to do after the answer, the runtime waits for", async () => {
  const { ask, left } = worker([moduleOf(["reply\n200\n0\nnone\npause\n1\n5\n", "done\n"])]);
  assert.equal((await ask()).status, 200);
  assert.equal(left.length, 1);
  await left[0];
});

test("an ask that fails is answered with what is known of it", async () => {
  const module = moduleOf(["unheard\n1\n", "reply\n200\n0\nnone\ndone\n"]);
  assert.equal((await worker([module]).ask()).status, 200);
  assert.deepEqual(module.told.at(-1), { code: 0, text: "Error: nobody here does unheard" });
});

test("a module that traps, gives up or forgets to answer is an internal error with the request's id", async () => {
  for (const steps of [
    ["trap"],
    ["done\n"],
    ["gone\n"],
    ["pause\n1\n1\n", "trap"],
    ["reply\n200\n2\nb ad\nx\nnone\ndone\n"],
  ]) {
    const answer = await worker([moduleOf(steps)]).ask({ headers: { "x-request-id": "mine" } });
    assert.equal(answer.status, 500);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.deepEqual(await answer.json(), {
      error: "Internal error",
      code: "internal_error",
      requestId: "mine",
    });
  }
  const answer = await worker([moduleOf(["trap"])]).ask({ headers: { "x-request-id": "not mine" } });
  assert.match((await answer.json()).requestId, /^[0-9a-f-]{36}$/);
});

test("a trap takes the requests of its instance along, and the next ones are answered by a fresh one", async () => {
  const modules = [moduleOf(["pause\n1\n20\n", "trap"]), moduleOf(["reply\n201\n0\nnone\ndone\n"])];
  const { ask } = worker(modules);
  const underWay = ask();
  assert.equal((await ask()).status, 500);
  assert.equal((await ask()).status, 201);
  assert.equal((await underWay).status, 500);
});

const OK = "reply\n200\n0\nnone\ndone\n";

/**
 * What a module is told of its asks.
 * @param {string[]} asks What each step asks for. @param {Record<string, unknown>} [env] @param {RequestInit} [init] @param {string | Uint8Array} [bytes]
 */
async function answersTo(asks, env = {}, init = {}, bytes = "") {
  const module = moduleOf([...asks, OK], bytes);
  assert.equal((await worker([module], env).ask(init)).status, 200);
  return module.told.slice(2).map(({ code, text }) => `${code} ${text}`);
}

test("a body is read to its bound, whatever it says of its length, or piece by piece; nobody reads on after the answer", async () => {
  const post = (/** @type {any} */ body) => ({ method: "POST", body, duplex: "half" });
  assert.deepEqual(await answersTo(["body\n1\n5\n"], {}, post("12345")), ["1 12345"]);
  assert.deepEqual(await answersTo(["body\n1\n4\n"], {}, post("12345")), ["2 "]);
  assert.deepEqual(await answersTo(["body\n1\n4\n"]), ["1 "]);
  assert.deepEqual(await answersTo(["piece\n1\n"]), ["2 "]);
  const parts = ["one", "two", "three"].map((text) => new TextEncoder().encode(text));
  const coming = new ReadableStream({
    pull: (controller) => {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
  });
  const asked = ["piece\n1\n", "piece\n2\n", "piece\n3\n", "piece\n4\n"];
  const told = ["1 one", "1 two", "1 three", "2 "];
  assert.deepEqual(await answersTo(asked, {}, post(coming)), told);

  let isCancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => void (isCancelled = true),
  });
  assert.deepEqual(await answersTo(["body\n1\n99\n"], {}, post(endless)), ["2 "]);
  assert.ok(isCancelled);
});

test("messages are done with as the module says, and given back where it says nothing", async () => {
  const module = moduleOf(["verdicts\n3\n-1\n30\n-1\npause\n1\n5\n", "done\n"]);
  const { consume, left } = worker([module]);
  assert.deepEqual(await consume("one", "", "three"), [
    "0 is acknowledged",
    "1 again in 30",
    "2 is acknowledged",
  ]);
  const [one, two] = JSON.parse(module.told[1]?.text ?? "").messages;
  assert.deepEqual([one, two.body], [{ id: "m0", body: "one", sentAt: 1000 }, ""]);
  assert.equal(left.length, 1);
  await left[0];
  for (const { step, why } of [
    { step: "failed\nnot configured\ndone\n", why: /not configured/ },
    { step: "trap", why: /trapped/ },
    { step: "done\n", why: /nothing came of it/ },
  ]) {
    await assert.rejects(worker([moduleOf([step])]).consume("one"), why);
  }
});

test("a minute lasts until all is done, and a trap in it is told", async () => {
  const module = moduleOf(["pause\n1\n5\n", "log\nswept\ndone\n"]);
  const { minute, left } = worker([module]);
  await minute();
  assert.deepEqual(
    module.told.slice(1).map(({ text }) => text),
    ["", ""],
  );
  assert.equal(left.length, 0);
  await assert.rejects(worker([moduleOf(["pause\n1\n1\n", "trap"])]).minute(), /trapped/);
});

test("messages are sent all at once, as texts", async () => {
  /** @type {unknown[]} */
  const sent = [];
  const env = { EVENTS: { sendBatch: async (/** @type {unknown} */ batch) => void sent.push(batch) } };
  assert.deepEqual(await answersTo(["send\n1\nEVENTS\n2\n0\n3\n3\n4\n"], env, {}, "onefour"), ["1 "]);
  const json = { contentType: "json" };
  assert.deepEqual(sent, [
    [
      { body: "one", ...json },
      { body: "four", ...json },
    ],
  ]);
});

test("what is signed by a key is right by its other half, and wrong for anything else", async () => {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  /** @param {"spki" | "pkcs8"} format @param {CryptoKey} key */
  const text = async (format, key) =>
    Buffer.from(await crypto.subtle.exportKey(format, key)).toString("base64");
  const [open, own] = [await text("spki", pair.publicKey), await text("pkcs8", pair.privateKey)];
  const signature = await crypto.subtle.sign(algorithm.name, pair.privateKey, Buffer.from("words"));
  const module = moduleOf([`sign\n1\n${own}\n0\n5\n`, OK], "words");
  await worker([module]).ask();
  assert.deepEqual(module.told.at(-1), { code: 1, text: new TextDecoder().decode(signature) });

  const bytes = Buffer.concat([Buffer.from("words"), Buffer.from(signature)]);
  const verify = (/** @type {string} */ key, length = 5) => `verify\n1\n${key}\n0\n${length}\n5\n256\n`;
  const told = (/** @type {string} */ ask) => answersTo([ask], {}, {}, bytes);
  assert.deepEqual(await told(verify(open)), ["1 "]);
  assert.deepEqual(await told(verify(open, 4)), ["2 "]);
  assert.match((await told(verify("nonsense")))[0] ?? "", /^0 /);
});

// What only the Workers runtime has.
Object.assign(globalThis, {
  FixedLengthStream: class extends TransformStream {
    /** @param {number} length */
    constructor(length) {
      let left = length;
      super({
        transform(chunk, controller) {
          left -= chunk.length;
          controller.enqueue(chunk);
        },
        flush: () => assert.equal(left, 0),
      });
    }
  },
});

/** A bucket that remembers. */
function bucket() {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  const object = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => ({
    size: bytes.length,
    body: new Response(bytes).body,
  });
  return {
    files,
    async put(/** @type {string} */ key, /** @type {ReadableStream} */ stream) {
      if (key === "refused") throw new Error("full");
      files.set(key, new Uint8Array(await new Response(stream).arrayBuffer()));
    },
    async get(
      /** @type {string} */ key,
      /** @type {{ range?: { offset: number, length: number } }} */ { range } = {},
    ) {
      const bytes = files.get(key);
      if (bytes === undefined) return null;
      const part = range === undefined ? bytes : bytes.slice(range.offset, range.offset + range.length);
      return { ...object(part), size: bytes.length };
    },
    head: async (/** @type {string} */ key) => {
      const bytes = files.get(key);
      return bytes === undefined ? null : object(bytes);
    },
    delete: async (/** @type {string[]} */ keys) => keys.forEach((key) => files.delete(key)),
    list: async (/** @type {{ prefix: string }} */ { prefix }) => ({
      objects: [...files.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ key, uploaded: new Date(1000) })),
    }),
  };
}

test("a file is put as its pieces come, copied, read, listed and removed; one that breaks off or is refused is not there", async () => {
  const MEDIA = bucket();
  const told = (/** @type {string[]} */ ...asks) => answersTo(asks, { MEDIA }, {}, "onetwo");
  const put = (/** @type {string} */ key) => `store\n1\nMEDIA\n${key}\n6\nwrite\n2\n1\n0\n3\n`;
  // Both are answered in the order in which they are done with.
  const stored = moduleOf([put("a"), "write\n3\n1\n3\n3\n", "close\n4\n1\n", "log\n\n", OK], "onetwo");
  assert.equal((await worker([stored], { MEDIA }).ask()).status, 200);
  assert.equal(Buffer.from(MEDIA.files.get("a") ?? []).toString(), "onetwo");

  const abandoned = moduleOf([put("b"), "abandon\n3\n1\n", "log\n\n", OK], "onetwo");
  assert.equal((await worker([abandoned], { MEDIA }).ask()).status, 200);
  const refused = moduleOf([put("refused"), "log\n\n", OK], "onetwo");
  assert.equal((await worker([refused], { MEDIA }).ask()).status, 200);
  assert.deepEqual(
    refused.told.slice(2).map(({ code }) => code),
    [0, 0],
  );
  assert.deepEqual([...MEDIA.files.keys()], ["a"]);
  assert.deepEqual(await told("write\n1\n9\n0\n3\n"), ["0 Error: nobody puts that"]);

  assert.deepEqual(await told("copy\n1\nMEDIA\na\nb\n", "copy\n2\nMEDIA\nnone\nc\n"), ["1 ", "2 "]);
  assert.deepEqual(await told("size\n1\nMEDIA\nb\n", "size\n2\nMEDIA\nnone\n"), ["1 6", "2 "]);
  assert.deepEqual(await told("list\n1\nMEDIA\nb\n"), ["1 b\n1000\n"]);
  for (const [how, text] of [
    ["all", "onetwo"],
    ["part\n2\n3", "etw"],
  ]) {
    const module = moduleOf([`get\n1\nMEDIA\na\n${how}\n`, "reply\n200\n0\nheld\n1\ndone\n"]);
    const answer = await worker([module], { MEDIA }).ask();
    assert.deepEqual([await answer.text(), module.told[2]], [text, { code: 1, text: "6" }]);
  }
  assert.deepEqual(await told("get\n1\nMEDIA\nnone\nall\n"), ["2 "]);
  assert.deepEqual(await told("remove\n1\nMEDIA\n2\na\nb\n"), ["1 "]);
  assert.equal(MEDIA.files.size, 0);
});

test("of what is fetched there is all, if it is not too much and in time; of others the beginning, and no redirect is followed", async (t) => {
  const server = createServer((request, response) => {
    switch (request.url) {
      case "/moved":
        return response.writeHead(302, { location: "/", "retry-after": "7" }).end("moved");
      case "/slow":
        return response.writeHead(200).write("slow");
      default:
        response.end(`${request.method} ${request.headers["x-a"]} and more`);
    }
  });
  t.after(() => server.close().closeAllConnections());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const asked = (/** @type {string} */ what, /** @type {string} */ path, most = 99) =>
    `${what}\n1\nPOST\nhttp://127.0.0.1:${port}${path}\n200\n${most}\nbytes\n0\n3\n2\nx-a\nb\n`;
  const told = async (/** @type {string} */ ask) => (await answersTo([ask], {}, {}, "one"))[0];
  assert.equal(await told(asked("fetch", "/")), "200 POST b and more");
  assert.equal(await told(asked("fetch", "/moved")), "200 GET b and more");
  assert.equal(await told(asked("fetch", "/", 5)), "2 ");
  assert.equal(await told(asked("fetch", "/slow")), "1 ");
  assert.equal(await told(asked("call", "/")), "200 \nPOST b and more");
  assert.equal(await told(asked("call", "/", 4)), "200 \nPOST");
  assert.equal(await told(asked("call", "/moved")), "302 7\nmoved");
  assert.equal(await told(asked("call", "/slow", 4)), "200 \nslow");
  const nobody = await told("fetch\n1\nGET\nhttp://127.0.0.1:1/\n200\n9\nnone\n0\n");
  assert.match(nobody ?? "", /^0 TypeError/);
});
