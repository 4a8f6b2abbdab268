// The local stand-in for Google's sign-in.
//
//   node local-stack/node/openid-provider.mjs --client-id ID [--port 0] [--data DIR] [--redirect-uri URI]...
//
// Prints one line of JSON on stdout when it is ready. With `--data` the signing key survives a restart.

import { parseArgs } from "node:util";
import { startProvider } from "./openid/provider.mjs";
import { runUntilSignal } from "./process.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "client-id": { type: "string" },
    data: { type: "string" },
    "redirect-uri": { type: "string", multiple: true, default: [] },
  },
});

await runUntilSignal("openid-provider", async () => {
  const clientId = values["client-id"];
  if (!clientId) throw new Error("--client-id is missing");
  const provider = await startProvider({
    port: Number(values.port),
    clientId,
    redirectUris: values["redirect-uri"],
    dataDir: values.data,
  });
  return { ready: { ready: true, port: provider.port, issuer: provider.issuer }, stop: provider.stop };
});
