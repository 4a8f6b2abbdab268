// The example site beside a stack: told to the manager, built, served.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../examples/next-blog", import.meta.url));
const NEXT = `${FOLDER}/node_modules/next/dist/bin/next`;
const START_LIMIT_MS = 25_000;

/**
 * @typedef {{ gateway_url: string, tenants: { token: string, api_key: string }[] }} StackFile
 * @typedef {Record<string, string>} Variables
 */

/**
 * Says where the site is and that it wants to be told of changes; gives the site's variables.
 *
 * @param {StackFile} stack
 * @param {string} url where visitors find it
 * @param {{ webhook?: string, api?: string }} [others] where its webhook and its API are, if elsewhere
 * @returns {Promise<Variables>}
 */
export async function connect(stack, url, { webhook = url, api = stack.gateway_url } = {}) {
  const [tenant] = stack.tenants;
  if (!tenant) throw new Error("the stack has no tenant");
  const headers = { authorization: `Bearer ${tenant.token}`, "content-type": "application/json" };
  /** @type {(method: string, path: string, body?: object) => Promise<any>} */
  const ask = async (method, path, body) => {
    const response = await fetch(stack.gateway_url + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };

  const settings = await ask("GET", "/blog/admin/site");
  const site = { baseUrl: url, postPath: "/blog", previewPath: "/api/vlozi/preview" };
  await ask("PUT", "/blog/admin/site", { title: settings.title ?? "Acorn Books", ...site });

  const address = `${webhook}/api/vlozi/webhook`;
  // A secret is shown once, so that the one of an earlier start is lost.
  const { data } = await ask("GET", "/manager/webhooks?limit=100");
  for (const one of data.filter((/** @type {{ url: string }} */ { url }) => url === address)) {
    await ask("DELETE", `/manager/webhooks/${one.id}`);
  }
  const wanted = { url: address, events: ["blog.*"], description: "The example site" };
  const { secret } = await ask("POST", "/manager/webhooks", wanted);
  return {
    VLOZI_API_KEY: tenant.api_key,
    VLOZI_BASE_URL: api,
    VLOZI_WEBHOOK_SECRET: secret,
    SITE_URL: url,
  };
}

/**
 * @param {Variables} variables
 * @returns {Promise<void>}
 */
export async function build(variables) {
  const child = next(["build"], variables);
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`next build failed:\n${said}`);
}

/**
 * Resolves when it answers.
 *
 * @param {Variables} variables
 * @param {number} port
 */
export async function serve(variables, port) {
  const child = next(["start", "--port", String(port), "--hostname", "localhost"], variables);
  child.stdout.resume();
  child.stderr.pipe(process.stderr);
  const end = Date.now() + START_LIMIT_MS;
  const isThere = async () => (await fetch(`http://localhost:${port}/robots.txt`).catch(() => undefined))?.ok;
  while (!(await isThere())) {
    if (child.exitCode !== null || Date.now() > end) throw new Error("the site does not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return child;
}

/** @param {string[]} args @param {Variables} variables */
function next(args, variables) {
  return spawn(process.execPath, [NEXT, ...args], {
    cwd: FOLDER,
    env: { ...process.env, ...variables, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
