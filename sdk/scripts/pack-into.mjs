/**
 * `node scripts/pack-into.mjs FOLDER`: puts the package into the folder's `node_modules` as npm would: packed. Takes what
 * `npm run build` made.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} folder */
export function packInto(folder) {
  const place = mkdtempSync(join(tmpdir(), "vlozi-blog-"));
  const npm = ["pack", "--ignore-scripts", "--json", "--pack-destination", place];
  const told = JSON.parse(execFileSync("npm", npm, { cwd: root, encoding: "utf8" }));
  const [{ filename }] = Object.values(told);
  const target = join(resolve(folder), "node_modules/@vlozi/blog");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(place, filename), "-C", target, "--strip-components=1"]);
  rmSync(place, { recursive: true });
}

const [, script, folder] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder) packInto(folder);
