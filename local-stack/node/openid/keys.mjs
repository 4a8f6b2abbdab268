// The provider's signing key: made at the first start, kept beside the stack's other data.

import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";

/**
 * @param {string} [dataDir] without it the key lives as long as the process
 * @returns {Promise<import("jose").JWK>} the private key
 */
export async function signingKey(dataDir) {
  if (dataDir === undefined) return generate();
  const file = join(dataDir, "openid-provider-key.json");
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
  const jwk = await generate();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, JSON.stringify(jwk), { mode: 0o600, flag: "wx" });
  await rename(temporary, file);
  return jwk;
}

async function generate() {
  const { privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" };
}
