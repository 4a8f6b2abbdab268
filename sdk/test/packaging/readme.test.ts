/** What the README shows: everything compiles, and what needs no framework runs. Frameworks are tried by `npm run fixtures`. */

import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { apiError, KEY, page, POST, script } from "../helpers/script.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Below the package, which may call itself by its name: what is built is what is imported.
const folder = `${root}.readme/`;

/** Blocks of code that begin with the name of their file. */
const files = [
  ...readFileSync(`${root}README.md`, "utf8").matchAll(
    /```[jt]sx?\n(\/\/ ([\w./[\]-]+\.m?[jt]sx?)[^]*?)```/g,
  ),
].map(([, text = "", name = ""]) => ({ name, text }));

beforeAll(() => {
  for (const { name, text } of files) {
    mkdirSync(dirname(folder + name), { recursive: true });
    writeFileSync(folder + name, text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("there is a start for a script, a Worker, Vite and Next", () => {
  const names = files.map(({ name }) => name);
  for (const name of ["hello.mjs", "src/index.ts", "src/App.tsx", "app/blog/[slug]/page.tsx"]) {
    expect(names).toContain(name);
  }
});

test("everything compiles", () => {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    types: ["vite/client", "node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(
    `${folder}tsconfig.json`,
    JSON.stringify({ compilerOptions, include: ["**/*.ts", "**/*.tsx"] }),
  );
  execFileSync("npx", ["--no-install", "tsc", "--project", folder], { cwd: root, encoding: "utf8" });
}, 120_000);

test("the script runs", async () => {
  const { url } = await script([
    page(["a", "b"]),
    page(["a", "b"]),
    { body: POST },
    apiError(404, "not_found", "Not found"),
    page(["a"]),
    { body: { data: [POST] } },
    { body: { title: "A blog" } },
  ]);
  const env = { ...process.env, VLOZI_API_KEY: KEY, VLOZI_BASE_URL: url };
  const { stdout } = await promisify(execFile)("node", [`${folder}hello.mjs`], { env });
  expect(stdout).toBe(`2 of 2\na\nb\n${POST.html} null 1 1 A blog\n`);
}, 30_000);

test("the Worker answers", async () => {
  const { default: ts } = await import("typescript");
  const text = files.find(({ name }) => name === "src/index.ts")?.text ?? "";
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  writeFileSync(`${folder}worker.mjs`, outputText);
  interface Worker {
    default: { fetch(request: Request, env: object): Promise<Response> };
  }
  const { default: worker } = (await import(
    /* @vite-ignore */ pathToFileURL(`${folder}worker.mjs`).href
  )) as Worker;
  const { url } = await script([{ body: POST }, apiError(404, "not_found", "Not found")]);
  const env = { VLOZI_API_KEY: KEY, VLOZI_BASE_URL: url };
  expect(await (await worker.fetch(new Request("https://example.com/hello"), env)).text()).toBe(POST.html);
  expect((await worker.fetch(new Request("https://example.com/nope"), env)).status).toBe(404);
}, 60_000);
