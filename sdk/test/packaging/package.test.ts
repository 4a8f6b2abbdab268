/** What would be published: read from `dist` and from `npm pack`. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Packed {
  size: number;
  files: { path: string }[];
}

const run = (program: string, ...args: string[]): string =>
  execFileSync("npx", ["--no-install", program, ...args], { cwd: root, encoding: "utf8" });

let packed: Packed;
beforeAll(() => {
  const told = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8" });
  const list = JSON.parse(told) as Packed[] | Record<string, Packed>;
  const [first] = Object.values(list);
  if (!first) throw new Error(told);
  packed = first;
});

describe("the package", () => {
  test("holds dist, its texts and licences, and nothing else", () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !path.startsWith("dist/"));
    expect(others.sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "README.md",
      "package.json",
    ]);
  });

  test("weighs at most 120 KB", () => {
    expect(packed.size).toBeLessThanOrEqual(120_000);
  });

  test("has no dependency", () => {
    const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Record<string, unknown>;
    expect(manifest["dependencies"]).toBeUndefined();
  });

  test("is clean for publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: root, strict: true, pack: "npm" });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  }, 60_000);

  test("resolves for everybody who loads modules (attw, esm-only)", () => {
    run("attw", "--pack", ".", "--profile", "esm-only", "--exclude-entrypoints", "styles.css");
  }, 60_000);

  test("keeps its sizes (size-limit)", () => {
    const sizes = JSON.parse(run("size-limit", "--json")) as {
      name: string;
      passed: boolean;
      size: number;
    }[];
    process.stdout.write(`${sizes.map(({ name, size }) => `${name}: ${size} bytes gzip`).join("\n")}\n`);
    expect(sizes.filter(({ passed }) => !passed)).toEqual([]);
  }, 60_000);
});

describe("what is built", () => {
  const files = readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" });

  test("exports no `any`", () => {
    const loose = files
      .filter((file) => file.endsWith(".d.ts"))
      .filter((file) => /\bany\b/.test(withoutComments(readFileSync(`${root}dist/${file}`, "utf8"))));
    expect(loose).toEqual([]);
  });

  test("imports nothing but its peers", () => {
    const imported = files
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => [
        ...readFileSync(`${root}dist/${file}`, "utf8").matchAll(
          /^(?:im|ex)port [^;]*? from "([^".][^"]*)"/gm,
        ),
      ])
      .map(([, name = ""]) => name.split("/")[0]);
    expect([...new Set(imported)].filter((name) => name !== "react" && name !== "next")).toEqual([]);
  });

  test("marks for the browser what holds hooks, and nothing else", () => {
    const marked = files.filter(
      (file) => file.endsWith(".js") && /^"use client"/.test(readFileSync(`${root}dist/${file}`, "utf8")),
    );
    const hooked = files.filter(
      (file) =>
        file.endsWith(".js") && /\buse[A-Z]\w*\(|onClick/.test(readFileSync(`${root}dist/${file}`, "utf8")),
    );
    expect(marked.sort()).toEqual(hooked.sort());
  });

  test("can be loaded by require", () => {
    const core = createRequire(import.meta.url)(`${root}dist/core/index.js`) as { VloziClient: unknown };
    expect(core.VloziClient).toBeTypeOf("function");
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
}
