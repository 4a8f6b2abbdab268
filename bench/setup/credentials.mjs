// Tokens and API keys that both rivals accept.

import { createHash, createSign } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * @typedef {{ apiKey: string, token: string, weakToken: string }} Credentials `weakToken`: may not read posts of ours
 * @typedef {{ privateKey: string, issuer: string, audience: string }} Issuer
 */

const BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DAY_SECONDS = 86_400;

/** @param {string} text */
export const digest = (text) => createHash("sha256").update(text).digest("hex");

/**
 * An API key in our form, which ends in a checksum.
 *
 * @param {string} tenant
 */
export function apiKeyOf(tenant) {
  const body = `ls_live_${digest(tenant).slice(0, 30)}`;
  let rest = crc32(body);
  let sum = "";
  for (let i = 0; i < 6; i++) {
    sum = `${BASE_62[rest % 62]}${sum}`;
    rest = Math.floor(rest / 62);
  }
  return body + sum;
}

/**
 * @param {Issuer} issuer
 * @param {{ id: string, user: string }} tenant
 * @param {string[]} permissions
 */
function tokenOf({ privateKey, issuer, audience }, { id, user }, permissions) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: issuer, aud: audience, sub: user, iat: now, exp: now + DAY_SECONDS },
    ...{ tenant_id: id, user_id: user, role: "admin", permissions },
  };
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url")}`;
}

/** The peer's names first. */
const PERMISSIONS = [
  ...["blog:read", "blog:write", "blog:publish"],
  ...["blog:posts.read", "blog:posts.create", "blog:posts.update", "blog:posts.publish"],
];

/**
 * @param {Issuer} issuer
 * @param {{ id: string, user: string }} tenant
 * @returns {Credentials}
 */
export const credentialsOf = (issuer, tenant) => ({
  apiKey: apiKeyOf(tenant.id),
  token: tokenOf(issuer, tenant, PERMISSIONS),
  weakToken: tokenOf(issuer, tenant, ["blog:read"]),
});
