// One session, another tenant: the refresh token is spent for one of the same family, and the cookie follows.

import type { NextRequest } from "next/server";
import { isFromElsewhere } from "@/modules/blog/api/decide";
import { readConfig, type Config } from "./config";
import { readSession, sessionCookies, type Session } from "./cookie";
import { renew } from "./renew";
import { readClaims, readTokens } from "./tokens";

const RENEW_BEFORE_MS = 10_000;

export async function switchTenant(request: NextRequest): Promise<Response> {
  const config = readConfig();
  if (isFromElsewhere(request.headers, new URL(config.url).origin))
    return refusal(403, "Access denied", "access_denied");
  const body: unknown = await request.json().catch(() => undefined);
  const { tenantId } = Object(body) as { tenantId?: unknown };
  if (typeof tenantId !== "string") return refusal(400, "Validation failed", "validation_failed");
  const session = await readSession(request, config);
  const current = session && (await fresh(session, config));
  if (!current) return refusal(401, "Missing token", "session_ended");
  try {
    const response = await fetch(`${config.gatewayUrl}/auth/switch-tenant`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${current.accessToken}` },
      body: JSON.stringify({ tenant_id: tenantId, refresh_token: current.refreshToken }),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    const answer: unknown = await response.json();
    const tokens = response.ok ? readTokens(answer) : undefined;
    // A renewal that came before stays good: its cookie travels on the refusal too.
    if (!tokens) return withCookies(Response.json(answer, { status: response.status }), current, config);
    const next = { ...current, accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
    return await withCookies(new Response(null, { status: 204 }), next, config);
  } catch {
    console.error("[Switch] Error 502: the gateway cannot be reached");
    return withCookies(refusal(502, "Service unavailable", "service_unavailable"), current, config);
  }
}

/** The session with an access token that lives long enough to be shown. */
async function fresh(session: Session, config: Config): Promise<Session | undefined> {
  const expiry = (readClaims(session.accessToken)?.exp ?? 0) * 1000;
  if (expiry - Date.now() > RENEW_BEFORE_MS) return session;
  const renewal = await renew(session.refreshToken, config);
  if (renewal.is !== "renewed") return undefined;
  const { access_token, refresh_token } = renewal.tokens;
  return { ...session, accessToken: access_token, refreshToken: refresh_token };
}

async function withCookies(response: Response, session: Session, config: Config): Promise<Response> {
  for (const cookie of await sessionCookies(session, config)) response.headers.append("set-cookie", cookie);
  response.headers.set("cache-control", "no-store");
  return response;
}

function refusal(status: number, error: string, code: string): Response {
  return Response.json({ error, code }, { status, headers: { "cache-control": "no-store" } });
}
