// What both rivals are given.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { apiKeyOf } from "../setup/credentials.mjs";
import { article, note, plainText } from "../setup/documents.mjs";
import { writeConfiguration } from "../setup/workerd.mjs";

test("documents have the sizes that the table names", () => {
  const size = (/** @type {object} */ document) => JSON.stringify(document).length;
  const mean = (/** @type {() => object} */ make) =>
    Array.from({ length: 50 }, make).reduce((sum, one) => sum + size(one), 0) / 50;
  const articles = mean(() => article(1));
  assert.ok(articles > 8_000 && articles < 13_000, `${articles} bytes`);
  const notes = mean(note);
  assert.ok(notes > 1_500 && notes < 3_500, `${notes} bytes`);
});

test("a document's words stand one block a line", () => {
  const paragraph = (/** @type {string[]} */ ...texts) => ({
    type: "paragraph",
    content: texts.map((text) => ({ type: "text", text })),
  });
  assert.equal(plainText({ type: "doc", content: [paragraph("a ", "b"), paragraph("c")] }), "a b\nc");
});

test("API keys have our form, and each tenant its own", () => {
  assert.match(apiKeyOf("one"), /^ls_live_[0-9A-Za-z]{36}$/);
  assert.notEqual(apiKeyOf("one"), apiKeyOf("two"));
});

test("a Worker's bindings stand in the configuration, and its modules beside it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const module = fileURLToPath(new URL("../workers/hello.mjs", import.meta.url));
    const worker = {
      modules: [module],
      compatibilityDate: "2026-04-01",
      compatibilityFlags: ["nodejs_compat"],
      vars: { KEY: 'a "quoted"\nline' },
      services: { BLOG: "blog" },
      queues: ["EVENTS"],
      limiters: ["LIMIT"],
      cached: true,
    };
    const path = writeConfiguration(folder, { gateway: worker }, { gateway: 8787 }, module);
    const text = await readFile(path, "utf8");
    for (const part of [
      'address = "127.0.0.1:8787"',
      '(name = "KEY", text = "a \\"quoted\\"\\nline")',
      '(name = "BLOG", service = "blog")',
      '(name = "EVENTS", queue = "queue")',
      '(name = "LIMIT", wrapped',
      'cacheApiOutbound = "cache"',
      'compatibilityFlags = ["nodejs_compat"]',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.equal(
      await readFile(join(folder, "gateway", "hello.mjs"), "utf8"),
      await readFile(module, "utf8"),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
