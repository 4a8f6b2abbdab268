// An OpenID provider in the place of Google's: authorization code flow with PKCE for one public client.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { interactionPolicy, Provider } from "oidc-provider";
// @ts-expect-error -- the library's own store, without types; named here because the default warns against itself
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import { Accounts } from "./accounts.mjs";
import { signingKey } from "./keys.mjs";
import { loginPage } from "./page.mjs";

/** Loopback addresses of a native client: any port will do (RFC 8252 §7.3). */
const REDIRECT_URIS = ["127.0.0.1", "localhost", "[::1]"].flatMap((host) => [
  `http://${host}/callback`,
  // Where the dashboard's sign-in ends.
  `http://${host}/api/auth/callback/google`,
]);

const HOUR_SECS = 3600;
/** A login form is 50 bytes; anything long is no login. */
const MAX_FORM_BYTES = 4096;

/**
 * @param {{ port: number, clientId: string, redirectUris?: string[], dataDir?: string | undefined }} settings
 * @returns {Promise<{ port: number, issuer: string, stop: () => Promise<void> }>}
 */
export async function startProvider({ port, clientId, redirectUris = [], dataDir }) {
  const key = await signingKey(dataDir);
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const issuer = `http://127.0.0.1:${address.port}`;
  const accounts = new Accounts();
  const provider = new Provider(issuer, configuration(accounts, key, clientId, redirectUris));
  const callback = provider.callback();
  server.on("request", (request, response) => {
    const interaction = /^\/interaction\/[\w-]+$/.test(request.url ?? "");
    if (!interaction) return void callback(request, response);
    interact(provider, accounts, request, response).catch((error) => {
      // An interaction that has expired, or that belongs to another browser.
      response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
      response.end(
        `This sign-in cannot go on: ${error instanceof Error ? error.message : "unknown error"}\n`,
      );
    });
  });
  return {
    port: address.port,
    issuer,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * @param {Accounts} accounts
 * @param {import("jose").JWK} key
 * @param {string} clientId
 * @param {string[]} redirectUris
 * @returns {import("oidc-provider").Configuration}
 */
function configuration(accounts, key, clientId, redirectUris) {
  const policy = interactionPolicy.base();
  // A native client would be asked for consent at each sign-in.
  policy.get("consent")?.checks.remove("native_client_prompt");
  return {
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: clientId,
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [...REDIRECT_URIS, ...redirectUris],
      },
    ],
    jwks: { keys: [/** @type {import("oidc-provider").JWK} */ (key)] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, subject) => accounts.find(subject),
    // Signing in is the consent, as for a Google account that has used the site before.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const accountId = session?.accountId;
      if (!client || !accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
    // Google puts the address and the name into the ID token itself.
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "jti"], email: ["email", "email_verified"], profile: ["name", "picture"] },
    scopes: ["openid"],
    responseTypes: ["code"],
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    renderError: (ctx, out) => {
      ctx.type = "text";
      ctx.body = `${out.error}: ${out.error_description ?? ""}\n`;
    },
    ttl: {
      AccessToken: HOUR_SECS,
      AuthorizationCode: 60,
      Grant: HOUR_SECS,
      IdToken: HOUR_SECS,
      Interaction: HOUR_SECS,
      Session: HOUR_SECS,
    },
  };
}

/**
 * The login form (GET) and its answer (POST).
 *
 * @param {Provider} provider
 * @param {Accounts} accounts
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function interact(provider, accounts, request, response) {
  await provider.interactionDetails(request, response);
  let problem;
  if (request.method === "POST") {
    const accountId = accounts.signIn((await readForm(request)).get("login"));
    if (accountId !== undefined) {
      return provider.interactionFinished(request, response, { login: { accountId } });
    }
    problem = "Please type an e-mail address.";
  }
  response.writeHead(problem ? 400 : 200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(loginPage(request.url ?? "", problem));
}

/** @param {import("node:http").IncomingMessage} request */
async function readForm(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) throw new Error("the form is too long");
  }
  return new URLSearchParams(text);
}
