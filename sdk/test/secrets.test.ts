/** A key is shown nowhere. */

import { describe, expect, test } from "vitest";

import { isVloziError, VloziClient } from "../src/core/index.js";
import { isMistyped } from "../src/core/key.js";
import { apiError, KEY, rejection, script } from "./helpers/script.js";

function everythingSaidOf(value: unknown): string {
  const own = typeof value === "object" && value !== null ? Object.getOwnPropertyNames(value) : [];
  const fields = own.map((name) => String(Reflect.get(value as object, name)));
  const stack = value instanceof Error ? `${value.stack} ${String(value.cause)}` : "";
  return [JSON.stringify(value), String(value), stack, ...fields].join("\n");
}

describe("the key is not in", () => {
  test("the client, its calls, or a list", async () => {
    const { client } = await script([{}]);
    for (const value of [client, client.blog, client.blog.list(), client.with({ retries: 0 })]) {
      expect(everythingSaidOf(value)).not.toContain(KEY);
    }
  });

  test.each([
    ["a refusal", apiError(401, "invalid_api_key", "Invalid API key")],
    ["a failed connection", { fault: "reset" } as const],
    ["a page", { body: "<html>" }],
  ])("the error of %s", async (_, step) => {
    const { client } = await script([step], { retries: 0 });
    const error = await rejection(client.blog.get("hello"));
    expect(isVloziError(error)).toBe(true);
    expect(everythingSaidOf(error)).not.toContain(KEY);
  });

  test.each([`${KEY}\n${KEY}`, `${KEY} ${KEY}`, `${KEY}é`])(
    "what is said of a key that no header can carry",
    (key) => {
      expect(() => new VloziClient({ apiKey: key })).toThrow(/^apiKey is no API key/);
    },
  );

  test("what is said of an address with credentials", () => {
    const make = (): unknown => new VloziClient({ apiKey: KEY, baseUrl: `https://user:${KEY}@example.com` });
    expect(make).toThrow(/^baseUrl/);
    expect(make).not.toThrow(KEY);
  });
});

describe("a mistyped key", () => {
  test("is any with one wrong character; the right one and other forms pass", () => {
    expect(isMistyped(KEY)).toBe(false);
    expect(isMistyped("another-vendor's key")).toBe(false);
    for (let index = 3; index < KEY.length; index++) {
      expect(
        isMistyped(`${KEY.slice(0, index)}${KEY[index] === "x" ? "y" : "x"}${KEY.slice(index + 1)}`),
      ).toBe(true);
    }
  });

  test("an absent key is named as what it is", () => {
    const { VLOZI_API_KEY }: { VLOZI_API_KEY?: string } = {};
    // @ts-expect-error -- an absent variable must not compile, and must not pass where nobody compiles
    expect(() => new VloziClient({ apiKey: VLOZI_API_KEY })).toThrow(/is the variable set\?/);
  });

  test("white space around a key is not part of it", async () => {
    const { url, seen } = await script([apiError(404, "not_found", "Not found")]);
    await new VloziClient({ apiKey: ` ${KEY}\n`, baseUrl: url }).blog.find("x");
    expect((await seen())[0]?.headers["authorization"]).toBe(`Bearer ${KEY}`);
  });
});
