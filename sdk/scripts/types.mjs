/**
 * `npm run types [-- --check]`: writes `src/core/generated.ts` from the API's description. Only what readers of a blog
 * can meet is kept: the public paths and the events, with the schemas they lead to.
 */

import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const DOCUMENT = new URL(process.env.OPENAPI_FILE ?? "../../openapi.json", import.meta.url);
const FILE = new URL("../src/core/generated.ts", import.meta.url);
const HEAD = "/* Written from openapi.json by `npm run types`. */\n\n";

/** @param {string} text */
export async function typesOf(text) {
  const document = JSON.parse(text);
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => path.startsWith("/blog/public/")),
  );
  const components = reachable(document, [paths, document.webhooks]);
  return HEAD + astToString(await openapiTS({ ...document, paths, components }));
}

/** The components that parts of a document refer to, directly or through others. */
function reachable(document, parts) {
  const kept = {};
  const visit = (value) => {
    if (typeof value !== "object" || value === null) return;
    const [, group, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(value.$ref ?? "") ?? [];
    if (group && !kept[group]?.[name]) {
      (kept[group] ??= {})[name] = document.components[group][name];
      visit(kept[group][name]);
    }
    Object.values(value).forEach(visit);
  };
  parts.forEach(visit);
  const inOrder = (group) => Object.fromEntries(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    securitySchemes: document.components.securitySchemes,
    ...Object.fromEntries(Object.entries(kept).map(([name, group]) => [name, inOrder(group)])),
  };
}

const types = await typesOf(await readFile(DOCUMENT, "utf8"));
if (process.argv.includes("--check")) {
  if ((await readFile(FILE, "utf8").catch(() => "")) !== types) {
    process.stderr.write("src/core/generated.ts differs from openapi.json: run `npm run types`\n");
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, types);
}
