import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { login } from "../login.mjs";
import { startProvider } from "../openid/provider.mjs";

const clientId = "client-of-the-test";
const provider = await startProvider({ port: 0, clientId });
after(() => provider.stop());
const { issuer } = provider;

/** @param {string} issuer */
async function keysOf(issuer) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  const metadata = /** @type {Record<string, string>} */ (await response.json());
  assert.equal(metadata["issuer"], issuer);
  return createRemoteJWKSet(new URL(metadata["jwks_uri"] ?? ""));
}

/** @param {string} token */
async function verified(token) {
  return (await jwtVerify(token, await keysOf(issuer), { issuer, audience: clientId, algorithms: ["RS256"] }))
    .payload;
}

test("a whole sign-in gives an ID token like Google's", async () => {
  const token = await login({ issuer, clientId, email: "Ann.Smith@Example.com", nonce: "n-1" });
  assert.match(decodeProtectedHeader(token).kid ?? "", /^[\w-]{43}$/);
  const { iat = 0, exp = 0, jti, ...claims } = await verified(token);
  assert.match(jti ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(exp - iat, 3600);
  assert.match(claims.sub ?? "", /^1\d{20}$/);
  assert.deepEqual(claims, {
    iss: issuer,
    aud: clientId,
    nonce: "n-1",
    sub: claims.sub,
    email: "ann.smith@example.com",
    email_verified: true,
    name: "Ann Smith",
    picture: `https://picture.invalid/${claims.sub}.png`,
  });
});

test("the subject belongs to the address", async () => {
  const subject = async (/** @type {string} */ email) =>
    (await verified(await login({ issuer, clientId, email }))).sub;
  assert.equal(await subject("a@example.com"), await subject("A@example.com"));
  assert.notEqual(await subject("a@example.com"), await subject("b@example.com"));
});

test("an address that begins with `unverified` is not verified", async () => {
  const claims = await verified(await login({ issuer, clientId, email: "unverified.bob@example.com" }));
  assert.equal(claims["email_verified"], false);
});

test("any loopback port may be the client's; other places, clients and names are refused", async () => {
  const signIn = (/** @type {Partial<Parameters<typeof login>[0]>} */ changes) =>
    login({ issuer, clientId, email: "a@example.com", ...changes });
  assert.ok(await signIn({ redirectUri: "http://localhost:49152/callback" }));
  await assert.rejects(signIn({ redirectUri: "https://elsewhere.example/callback" }), /redirect_uri/);
  await assert.rejects(signIn({ clientId: "another" }), /invalid_client/);
  await assert.rejects(signIn({ email: "<script>" }), /Please type an e-mail address/);
});

test("a request without PKCE is refused", async () => {
  const url = new URL("/auth", issuer);
  const redirect = "http://127.0.0.1:3000/callback";
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: redirect,
  }).toString();
  const response = await fetch(url, { redirect: "manual" });
  const location = new URL(response.headers.get("location") ?? "", issuer);
  assert.equal(location.searchParams.get("error"), "invalid_request");
  assert.match(location.searchParams.get("error_description") ?? "", /PKCE/);
});

test("with a data folder the key survives a restart and is private; without one it is new", async () => {
  const folder = await mkdtemp(join(tmpdir(), "openid-"));
  try {
    const keyId = async (/** @type {string | undefined} */ dataDir) => {
      const started = await startProvider({ port: 0, clientId, dataDir });
      const token = await login({ issuer: started.issuer, clientId, email: "a@example.com" });
      await started.stop();
      return decodeProtectedHeader(token).kid;
    };
    const first = await keyId(join(folder, "data"));
    assert.equal(await keyId(join(folder, "data")), first);
    assert.notEqual(await keyId(undefined), first);
    const files = await readdir(join(folder, "data"));
    assert.equal(files.length, 1);
    assert.equal((await stat(join(folder, "data", files[0] ?? ""))).mode & 0o777, 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the tools: provider and login", async () => {
  const run = (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
    spawn(process.execPath, [fileURLToPath(new URL(`../${name}`, import.meta.url)), ...args]);
  const child = run("openid-provider.mjs", "--client-id", clientId, "--port", "0");
  const [line] = await once(child.stdout, "data");
  const ready = JSON.parse(String(line));
  assert.deepEqual(ready, { ready: true, port: ready.port, issuer: `http://127.0.0.1:${ready.port}` });
  const args = ["--issuer", ready.issuer, "--client-id", clientId, "--email", "a@example.com"];
  const client = run("login.mjs", ...args);
  const [token] = await once(client.stdout, "data");
  const keys = await keysOf(ready.issuer);
  await jwtVerify(String(token).trim(), keys, { issuer: ready.issuer, audience: clientId });
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
