// A local stand-in for Neon's SQL-over-HTTP endpoint, before any PostgreSQL.
//
//   node local-stack/node/neon-endpoint.mjs --port 0 [--allow-host NAME]...
//
// Prints one line of JSON on stdout when it is ready; logs failed requests to stderr.

import { parseArgs } from "node:util";
import { runUntilSignal } from "./process.mjs";
import { startEndpoint } from "./neon/server.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "allow-host": { type: "string", multiple: true, default: [] },
  },
});

const log = (/** @type {string} */ line) => void process.stderr.write(`neon-endpoint: ${line}\n`);
await runUntilSignal("neon-endpoint", async () => {
  const port = Number(values.port);
  const endpoint = await startEndpoint({ port, allowedHosts: values["allow-host"], log });
  return { ready: { ready: true, port: endpoint.port }, stop: endpoint.stop };
});
