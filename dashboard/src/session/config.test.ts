// Who sets the dashboard up from its example is told of every variable, and of each that is not set.

import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { missingVariables } from "./config";

const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? "");

afterEach(() => vi.unstubAllEnvs());

test("the example names what the dashboard asks for, and nothing else", () => {
  for (const name of named) vi.stubEnv(name, "");
  expect([...missingVariables(), "GOOGLE_ISSUER_URL"].sort()).toEqual([...named].sort());
});

test("each variable that is not set is named", () => {
  for (const name of named) vi.stubEnv(name, "value");
  expect(missingVariables()).toEqual([]);
  vi.stubEnv("NEXTAUTH_SECRET", " ");
  expect(missingVariables()).toEqual(["NEXTAUTH_SECRET"]);
  // A provider of one's own may know us without a secret.
  vi.stubEnv("GOOGLE_CLIENT_SECRET", "");
  expect(missingVariables()).toEqual(["NEXTAUTH_SECRET"]);
  vi.stubEnv("GOOGLE_ISSUER_URL", "");
  expect(missingVariables()).toEqual(["NEXTAUTH_SECRET", "GOOGLE_CLIENT_SECRET"]);
});
