import { inspect } from "node:util";
import { expect, test, vi } from "vitest";

import { VloziClient } from "../src/core/index.js";
import { apiError, KEY, rejection, script } from "./helpers/script.js";

test("util.inspect shows no key of a client, a list or an error", async () => {
  const { client } = await script([apiError(401, "invalid_api_key", "Invalid API key")]);
  const error = await rejection(client.blog.list());
  for (const value of [client, client.blog, client.blog.list(), error]) {
    expect(inspect(value, { depth: Infinity, showHidden: true, getters: true })).not.toContain(KEY);
  }
});

test("a mistyped key is told by its checksum, without a request and without being shown", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const wrong = KEY.replace("AA", "AB");
  new VloziClient({ apiKey: wrong });
  expect(warn).toHaveBeenCalledTimes(1);
  expect(String(warn.mock.calls[0])).toMatch(/mistyped/);
  expect(String(warn.mock.calls[0])).not.toContain(wrong);
  warn.mockRestore();
});
