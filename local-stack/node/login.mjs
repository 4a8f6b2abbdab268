// Walks the whole authorization code flow as a browser would, and prints the ID token.
//
//   node local-stack/node/login.mjs --issuer URL --client-id ID --email ADDRESS [--redirect-uri URI]

import { createHash, randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** More hops than any flow here needs. */
const MAX_STEPS = 10;

/**
 * @param {{ issuer: string, clientId: string, email: string, redirectUri?: string, nonce?: string }} settings
 * @returns {Promise<string>} the ID token
 */
export async function login({
  issuer,
  clientId,
  email,
  redirectUri = "http://127.0.0.1:3000/callback",
  nonce,
}) {
  const discovery = await fetch(new URL("/.well-known/openid-configuration", issuer));
  if (!discovery.ok) throw new Error(`no OpenID provider at ${issuer}: status ${discovery.status}`);
  const metadata = /** @type {Record<string, string>} */ (await discovery.json());

  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const authorize = new URL(metadata.authorization_endpoint ?? "", issuer);
  authorize.search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: redirectUri,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state,
    ...(nonce === undefined ? {} : { nonce }),
  }).toString();

  const answer = await browse(authorize, redirectUri, email);
  const refusal = answer.searchParams.get("error");
  if (refusal) throw new Error(`sign-in refused: ${answer.searchParams.get("error_description") ?? refusal}`);
  if (answer.searchParams.get("state") !== state) throw new Error("the answer has another state");

  const response = await fetch(new URL(metadata.token_endpoint ?? "", issuer), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      code: answer.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }),
  });
  const tokens = /** @type {Record<string, string>} */ (await response.json());
  if (!response.ok) throw new Error(`no token: ${tokens.error_description ?? tokens.error}`);
  if (!tokens.id_token) throw new Error("the answer has no ID token");
  return tokens.id_token;
}

/**
 * Follows redirects and fills in the login form until the provider sends the browser back to the client.
 *
 * @param {URL} start
 * @param {string} redirectUri
 * @param {string} email
 */
async function browse(start, redirectUri, email) {
  /** @type {Map<string, string>} */
  const cookies = new Map();
  let url = start;
  /** @type {RequestInit} */
  let request = {};
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...request, headers: { cookie }, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = response.headers.get("location");
    if (location !== null) {
      url = new URL(location, url);
      if (url.href.startsWith(redirectUri)) return url;
      request = {};
      continue;
    }
    const page = await response.text();
    const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
    if (!response.ok || action === undefined) {
      const text = page.replace(/<style>.*?<\/style>|<[^>]*>/gs, " ").replace(/\s+/g, " ");
      throw new Error(`no login form, status ${response.status}: ${text.slice(0, 500)}`);
    }
    url = new URL(action, url);
    request = { method: "POST", body: new URLSearchParams({ login: email }) };
  }
  throw new Error("the sign-in does not come to an end");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      issuer: { type: "string" },
      "client-id": { type: "string" },
      email: { type: "string" },
      "redirect-uri": { type: "string", default: "http://127.0.0.1:3000/callback" },
    },
  });
  const { issuer, "client-id": clientId, email, "redirect-uri": redirectUri } = values;
  try {
    if (!issuer || !clientId || !email) throw new Error("--issuer, --client-id and --email are needed");
    process.stdout.write(`${await login({ issuer, clientId, email, redirectUri })}\n`);
  } catch (error) {
    process.stderr.write(`login: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
