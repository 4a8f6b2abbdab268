/** `examples/worker`, as it stands there. */

import { expect, test } from "vitest";

import worker from "../../examples/worker/src/index.js";
import { apiError, KEY, page, POST, script, type Step } from "./helpers/script.js";

async function ask(path: string, step: Step): Promise<{ status: number; text: string }> {
  const { url } = await script([step]);
  const env = { VLOZI_API_KEY: KEY, VLOZI_BASE_URL: url };
  const response = await worker.fetch(new Request(`https://example.com${path}`), env);
  return { status: response.status, text: await response.text() };
}

test("the Worker shows the newest posts, with their titles as text", async () => {
  const { status, text } = await ask("/", page(["<b>"]));
  expect(status).toBe(200);
  expect(text).toContain('<a href="/%3Cb%3E">&#60;b&#62;</a>');
});

test("the Worker shows a post, and says when there is none", async () => {
  expect((await ask("/hello", { body: POST })).text).toContain(POST.html);
  expect((await ask("/nope", apiError(404, "not_found", "Not found"))).status).toBe(404);
});

test("the Worker says that the blog is away", async () => {
  expect(
    (await ask("/hello", apiError(503, "service_unavailable", "x", { headers: { "retry-after": "60" } })))
      .status,
  ).toBe(503);
});
