// Who is signed in. Unlike NextAuth's own answer it writes no cookie, which could put an old token over a renewed one.

import type { NextRequest } from "next/server";
import { readConfig } from "@/session/config";
import { readSession } from "@/session/cookie";
import { readClaims } from "@/session/tokens";

export async function GET(request: NextRequest): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const session = await readSession(request, readConfig());
  const claims = session && readClaims(session.accessToken);
  if (!claims) return Response.json({}, { headers });
  const user = { id: claims.user_id, name: session.token.name ?? null, email: session.token.email ?? null };
  // That there is an access token, not which: a page's script gets none.
  return Response.json(
    { user, tenant: claims.tenant_id, permissions: claims.permissions, access_token: true },
    { headers },
  );
}
