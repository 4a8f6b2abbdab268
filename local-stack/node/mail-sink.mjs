// The local stand-in for the mail provider: takes what the manager sends and shows it to the developer.
//
//   node local-stack/node/mail-sink.mjs [--port 0]
//
// Prints one line of JSON on stdout when it is ready. `POST /emails` is the provider's API, `/` a page with what came,
// `/mails` the same as JSON. Nothing is kept beyond the process.

import { parseArgs } from "node:util";
import { startMailSink } from "./mail/sink.mjs";
import { runUntilSignal } from "./process.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });

await runUntilSignal("mail-sink", async () => {
  const sink = await startMailSink(Number(values.port));
  return { ready: { ready: true, port: sink.port, url: sink.url }, stop: sink.stop };
});
