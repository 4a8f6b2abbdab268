/**
 * Writes the golden pairs (`fixtures/NNN-name.{json,html}`) and the renderer's emoji table,
 * from the documents in `documents/` and TipTap's own static renderer. `--check` writes nothing and fails
 * if a file would change.
 */
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { renderToHTMLString } from "@tiptap/static-renderer/pm/html-string";

import { documents } from "./documents/index.mjs";
import { emojiTable, extensions } from "./extensions.mjs";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const emojiFile = fileURLToPath(new URL("../src/emoji.txt", import.meta.url));

/** @param {{ children?: string | string[] }} props */
const childrenOnly = ({ children }) => [children ?? []].flat().join("");

/** @returns {Map<string, string>} path to content */
function build() {
  /** @type {Map<string, string>} */
  const files = new Map();
  const names = new Set();
  documents.forEach(({ name, content, textDirection }, index) => {
    if (names.has(name)) throw new Error(`two documents are called ${name}`);
    names.add(name);
    const html = renderToHTMLString({
      content,
      extensions,
      ...(textDirection ? { staticEditorOptions: { textDirection } } : {}),
      options: { unhandledNode: childrenOnly, unhandledMark: childrenOnly },
    });
    const stem = `${fixtures}${String(index + 1).padStart(3, "0")}-${name}`;
    files.set(`${stem}.json`, `${JSON.stringify(content, null, 1)}\n`);
    files.set(`${stem}.html`, `${html}\n`);
  });
  const lines = [...emojiTable()].map(([name, emoji]) => `${name} ${emoji}\n`);
  files.set(emojiFile, lines.sort((a, b) => compareNames(a, b)).join(""));
  return files;
}

/**
 * By the bytes of the name, which is how the renderer searches.
 *
 * @param {string} a
 * @param {string} b
 */
function compareNames(a, b) {
  const [first, second] = [a.split(" ")[0] ?? "", b.split(" ")[0] ?? ""];
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

const files = build();
const check = process.argv.includes("--check");
await mkdir(fixtures, { recursive: true });
const stale = (await readdir(fixtures)).map((file) => fixtures + file).filter((path) => !files.has(path));
const changed = [];
for (const [path, content] of files) {
  const old = await readFile(path, "utf8").catch(() => undefined);
  if (old !== content) changed.push(path);
}
if (check) {
  for (const path of [...stale, ...changed]) process.stderr.write(`differs: ${path}\n`);
  process.exitCode = stale.length + changed.length === 0 ? 0 : 1;
} else {
  for (const path of stale) await rm(path);
  for (const path of changed) await writeFile(path, files.get(path) ?? "");
  process.stdout.write(
    `${documents.length} documents, ${changed.length} files written, ${stale.length} removed\n`,
  );
}
