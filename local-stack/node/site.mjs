// The example site beside a running stack.
//
//   node local-stack/node/site.mjs --stack .local/stack.json --port 3001 --variables FILE [--build]
//
// With --build it makes the webhook, writes the site's variables into the file and builds it; without, it serves what
// was built, and prints one line of JSON on stdout when it is ready.

import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { runUntilSignal } from "./process.mjs";
import { build, connect, serve } from "./site/site.mjs";

const { values } = parseArgs({
  options: {
    stack: { type: "string", default: "" },
    port: { type: "string", default: "3001" },
    variables: { type: "string", default: "" },
    build: { type: "boolean", default: false },
  },
});
const port = Number(values.port);

if (values.build) {
  const stack = JSON.parse(await readFile(values.stack, "utf8"));
  const variables = await connect(stack, `http://localhost:${port}`);
  await writeFile(values.variables, JSON.stringify(variables), { mode: 0o600 });
  await build(variables);
} else {
  await runUntilSignal("site", async () => {
    const child = await serve(JSON.parse(await readFile(values.variables, "utf8")), port);
    child.once("exit", () => process.exit(1));
    const stop = async () => {
      child.removeAllListeners("exit");
      child.kill();
    };
    return { ready: { ready: true, port }, stop };
  });
}
