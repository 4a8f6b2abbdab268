// What the dashboard takes from its neighbours in the repository, so that each list stays in one place:
// the renderer's emoji, and the stylesheet that the client gives to readers.
//
//   node local/borrow.mjs            writes the copies
//   node local/borrow.mjs --check    fails where a copy is not what it was made of

import { readFile, writeFile } from "node:fs/promises";

const here = new URL("../", import.meta.url);
const isCheck = process.argv.includes("--check");

/** @param {string} path */
const read = (path) => readFile(new URL(path, here), "utf8");

const emoji = (await read("../tiptap-html/src/emoji.txt"))
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.split(" "));
const styles = await read("../sdk/src/react/styles.css");

const copies = {
  "src/modules/blog/editor/borrowed/emoji.json": `${JSON.stringify(Object.fromEntries(emoji), null, 2)}\n`,
  "src/modules/blog/editor/borrowed/post-styles.json": `${JSON.stringify({ styles }, null, 2)}\n`,
};

for (const [path, text] of Object.entries(copies)) {
  if (!isCheck) await writeFile(new URL(path, here), text);
  else if ((await read(path).catch(() => "")) !== text) {
    process.stderr.write(`${path} is not what it is made of: npm run borrow\n`);
    process.exitCode = 1;
  }
}
