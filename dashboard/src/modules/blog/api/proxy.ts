// The only way from a page to the gateway: decides, adds the bearer, renews it when it is old, streams both bodies.

import type { NextRequest } from "next/server";
import { missingVariables, readConfig, type Config } from "@/session/config";
import { clearedCookies, readSession, sessionCookies, type Session } from "@/session/cookie";
import { renew } from "@/session/renew";
import { readClaims } from "@/session/tokens";
import { decide, type Decision, type Door } from "./decide";

const RENEW_BEFORE_MS = 60_000;
/** What of an answer a page gets to see. */
const PASSED_BACK = [
  ...["content-type", "etag", "location", "retry-after", "allow", "x-request-id", "x-cache", "last-modified"],
  ...["content-disposition"],
];

type Forward = Extract<Decision, { readonly is: "forward" }>;

export function proxy(door: Door, log: string): (request: NextRequest) => Promise<Response> {
  return async (request) => {
    const missing = missingVariables();
    if (missing.length > 0) {
      console.error(`[${log}] not configured: ${missing.join(", ")}`);
      return failure(500, `Configuration error: ${missing.join(", ")} missing`, "configuration_error");
    }
    const config = readConfig();
    const url = new URL(request.url);
    const { method, headers } = request;
    const asked = { method, headers, pathname: url.pathname, search: url.search };
    const decision = decide(door, asked, new URL(config.url).origin);
    if (decision.is === "refuse") return failure(decision.status, decision.error, decision.code);
    const session = await readSession(request, config);
    if (!session) {
      console.warn(`[${log}] No access token found in session!`);
      return ended(0, config);
    }
    return withSession(request, decision, session, config, log);
  };
}

async function withSession(
  request: NextRequest,
  decision: Forward,
  session: Session,
  config: Config,
  log: string,
): Promise<Response> {
  let current = session;
  let cookies: readonly string[] = [];
  const expiry = (readClaims(session.accessToken)?.exp ?? 0) * 1000;
  if (expiry - Date.now() < RENEW_BEFORE_MS) {
    const renewed = await renewal(session, config);
    if (renewed === "refused") return ended(session.parts, config);
    // While the manager is away an access token that still lives is as good as before.
    if (renewed !== "unreachable") [current, cookies] = [renewed.session, renewed.cookies];
    else if (expiry <= Date.now())
      return failure(503, "Service unavailable", "service_unavailable", { "retry-after": "5" });
  }
  // A body that may have to be sent twice is read once; what is long is streamed, and its token was looked at above.
  const isShort = Number(request.headers.get("content-length") ?? "Infinity") <= 2_000_000;
  const body = request.body === null ? null : isShort ? await request.arrayBuffer() : request.body;
  let response = await forward(request, decision, current, body, config, log);
  if (response.status === 401 && cookies.length === 0 && !(body instanceof ReadableStream)) {
    const renewed = await renewal(session, config);
    if (renewed === "refused") return ended(session.parts, config);
    if (renewed !== "unreachable") {
      [current, cookies] = [renewed.session, renewed.cookies];
      response = await forward(request, decision, current, body, config, log);
    }
  }
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

async function renewal(session: Session, config: Config) {
  const answer = await renew(session.refreshToken, config);
  if (answer.is !== "renewed") return answer.is;
  const { access_token, refresh_token } = answer.tokens;
  const next: Session = { ...session, accessToken: access_token, refreshToken: refresh_token };
  return { session: next, cookies: await sessionCookies(next, config) };
}

async function forward(
  request: NextRequest,
  { path, headers }: Forward,
  session: Session,
  body: ArrayBuffer | ReadableStream | null,
  config: Config,
  log: string,
): Promise<Response> {
  const sent = new Headers(headers);
  sent.set("authorization", `Bearer ${session.accessToken}`);
  // `duplex` is what undici wants for a stream; the types of the DOM do not know it.
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers: sent,
    body,
    redirect: "manual",
    cache: "no-store",
    signal: request.signal,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  };
  try {
    const response = await fetch(`${config.gatewayUrl}${path}`, init);
    if (response.status >= 500) console.error(`[${log}] Error ${String(response.status)}`);
    const passed = new Headers({ "cache-control": "no-store" });
    for (const name of PASSED_BACK) {
      const value = response.headers.get(name);
      if (value !== null) passed.set(name, value);
    }
    return new Response(response.body, { status: response.status, headers: passed });
  } catch {
    if (!request.signal.aborted) console.error(`[${log}] Error 502: the gateway cannot be reached`);
    return failure(502, "Service unavailable", "service_unavailable");
  }
}

function ended(parts: number, config: Config): Response {
  const response = failure(401, "Missing token", "session_ended");
  for (const cookie of clearedCookies(parts, config)) response.headers.append("set-cookie", cookie);
  return response;
}

function failure(
  status: number,
  error: string,
  code: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ error, code }, { status, headers: { "cache-control": "no-store", ...headers } });
}
