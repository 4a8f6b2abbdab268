// Starts the built dashboard beside a local stack, and fills its writer's blog.
//
//   node dashboard/local/start.mjs --port 3000 --stack .local/stack.json
//
// Prints one line of JSON on stdout when it is ready.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import next from "next";
import { seed } from "./seed.mjs";

const { values } = parseArgs({ options: { port: { type: "string" }, stack: { type: "string" } } });
const port = Number(values.port ?? "3000");
const stack = JSON.parse(await readFile(values.stack ?? "", "utf8"));
const url = `http://localhost:${port}`;

Object.assign(process.env, {
  NEXT_PUBLIC_GATEWAY_URL: stack.gateway_url,
  NEXTAUTH_URL: url,
  // Cookies live as long as the stack's secrets do.
  NEXTAUTH_SECRET: createHash("sha256").update(`dashboard:${stack.gateway_secret}`).digest("base64url"),
  GOOGLE_CLIENT_ID: stack.google_client_id,
  GOOGLE_CLIENT_SECRET: "",
  GOOGLE_ISSUER_URL: stack.google_issuer_url,
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: "production",
});
// What it says on stdout is no ready line.
for (const name of /** @type {const} */ (["log", "info"])) {
  globalThis.console[name] = globalThis.console.error;
}

const app = next({
  dev: false,
  dir: dirname(dirname(fileURLToPath(import.meta.url))),
  hostname: "localhost",
  port,
});
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
await new Promise((resolve, reject) => {
  server.once("error", reject);
  server.listen(port, "localhost", () => resolve(undefined));
});
await seed(stack).catch((/** @type {Error} */ error) =>
  process.stderr.write(`the example posts: ${error.message}\n`),
);
process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.once(signal, () => process.exit(0));
}
