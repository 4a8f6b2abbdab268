/** A client from the environment. */

import { VloziClient } from "../core/client.js";

declare const process: { env: { VLOZI_API_KEY?: string; VLOZI_BASE_URL?: string } } | undefined;

/** The client of `VLOZI_API_KEY` and, if it is set, `VLOZI_BASE_URL`. */
export function serverClient(): VloziClient {
  const { VLOZI_API_KEY: apiKey, VLOZI_BASE_URL: baseUrl } =
    typeof process === "undefined" ? {} : process.env;
  if (!apiKey) throw new Error("VLOZI_API_KEY is not set: it holds an API key with the scope `blog`");
  return new VloziClient({ apiKey, baseUrl: baseUrl || undefined });
}
