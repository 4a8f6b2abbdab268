// What the manager answers a sign-in and a renewal with, read once and then trusted.

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly tenant_id: string;
}

export interface Claims {
  readonly user_id: string;
  readonly tenant_id: string;
  readonly permissions: readonly string[];
  /** Seconds since 1970. */
  readonly exp: number;
}

export function readTokens(body: unknown): Tokens | undefined {
  if (!isRecord(body)) return undefined;
  const { access_token, refresh_token, tenant_id } = body;
  const isWhole = [access_token, refresh_token, tenant_id].every(
    (part) => typeof part === "string" && part !== "",
  );
  return isWhole
    ? {
        access_token: String(access_token),
        refresh_token: String(refresh_token),
        tenant_id: String(tenant_id),
      }
    : undefined;
}

/** What stands in an access token. Only for showing and for its end: whoever decides on it verifies it, and that is the gateway. */
export function readClaims(token: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    if (!isRecord(claims)) return undefined;
    const { user_id, tenant_id, permissions, exp } = claims;
    if (typeof user_id !== "string" || typeof tenant_id !== "string" || typeof exp !== "number")
      return undefined;
    const strings = Array.isArray(permissions) ? permissions.filter((it) => typeof it === "string") : [];
    return { user_id, tenant_id, permissions: strings, exp };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
