// The JavaScript that does what a Worker's module asks for, beside a module that stands in for the compiled one. With the
// real one it is tried end to end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerBy, normal } from "../../../shared/edge/edge.js";

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
 */
function moduleOf(steps) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  /** @type {{ code: number, text: string }[]} */
  const told = [];
  const [frame, room, random, text] = [0, 1024, 70_000, 80_000];
  new Uint32Array(memory.buffer).set([random, 8192], 5);
  const next = (/** @type {number} */ code, /** @type {number} */ length) => {
    told.push({ code, text: new TextDecoder().decode(new Uint8Array(memory.buffer, room, length)) });
    const step = steps.shift() ?? "done\n";
    if (step === "trap") throw new WebAssembly.RuntimeError("unreachable");
    const bytes = new TextEncoder().encode(step);
    new Uint8Array(memory.buffer).set(bytes, text);
    new Uint32Array(memory.buffer).set([text, bytes.length, 0, 0, 7]);
  };
  return {
    told,
    memory,
    shared_memory: () => memory,
    frame: () => frame,
    room: () => room,
    configure: (/** @type {number} */ _now, /** @type {number} */ length) => {
      told.push({ code: -1, text: new TextDecoder().decode(new Uint8Array(memory.buffer, room, length)) });
    },
    begin: (/** @type {number} */ _now, /** @type {number} */ length) => next(-1, length),
    go_on: (/** @type {number[]} */ ...[, , , code = -1, length = 0]) => next(code, length),
  };
}

/** @param {ReturnType<typeof moduleOf>[]} modules @param {Record<string, unknown>} [env] */
function worker(modules, env = { KEY: "value", SERVICE: {} }) {
  const answer = answerBy(() => /** @type {any} */ (modules.shift()));
  /** @type {Promise<unknown>[]} */
  const left = [];
  const context = { waitUntil: (/** @type {Promise<unknown>} */ rest) => void left.push(rest) };
  /** @param {RequestInit} [init] */
  const ask = async (init) => await answer(new Request("http://a.test/x?y", init), env, context);
  return { ask, left };
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
  const drawn = new Uint8Array(module.memory.buffer, 70_000, 8192);
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
