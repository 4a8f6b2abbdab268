import { Hono, type Context } from "hono";
import { createMiddleware } from "hono/factory";
import { importSPKI, jwtVerify } from "jose";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { getDb } from "../shared/db";
import { apiKeys } from "../shared/schema";
import { TRUSTED, fail } from "../shared/trust";

interface Env {
  BLOG_SERVICE: Fetcher;
  GATEWAY_KEY: string;
  JWT_PUBLIC_KEY: string;
  JWT_ISSUER: string;
  JWT_AUDIENCE: string;
  DATABASE_URL: string;
  NEON_FETCH_ENDPOINT?: string;
}
type Identity = { tenantId: string; userId?: string; permissions?: string[]; role?: string };
type App = { Bindings: Env; Variables: { identity: Identity } };

const Claims = z.object({
  tenant_id: z.uuid(),
  user_id: z.uuid(),
  permissions: z.array(z.string()),
  role: z.string(),
});

const bearer = (c: Context) => /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];

let publicKey: Promise<CryptoKey> | undefined;
async function verify(env: Env, token: string) {
  // The PEM in the environment writes its line breaks as "\n".
  publicKey ??= importSPKI(env.JWT_PUBLIC_KEY.replaceAll("\\n", "\n"), "RS256");
  const { payload } = await jwtVerify(token, await publicKey, {
    algorithms: ["RS256"],
    issuer: env.JWT_ISSUER,
    audience: env.JWT_AUDIENCE,
  });
  return Claims.parse(payload);
}

const requireJwt = createMiddleware<App>(async (c, next) => {
  const token = bearer(c);
  if (!token) return c.json(fail("UNAUTHORIZED", "Missing bearer token"), 401);
  try {
    const claims = await verify(c.env, token);
    c.set("identity", {
      tenantId: claims.tenant_id,
      userId: claims.user_id,
      permissions: claims.permissions,
      role: claims.role,
    });
  } catch {
    return c.json(fail("UNAUTHORIZED", "Invalid token"), 401);
  }
  await next();
});

const KEY_TTL_MS = 30_000;
const keyCache = new Map<string, { tenantId: string | null; until: number }>();

async function tenantOfKey(env: Env, key: string): Promise<string | null> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const hash = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const now = Date.now();
  const hit = keyCache.get(hash);
  if (hit && hit.until > now) return hit.tenantId;
  const [row] = await getDb(env)
    .select({ tenantId: apiKeys.tenantId, expiresAt: apiKeys.expiresAt, revokedAt: apiKeys.revokedAt })
    .from(apiKeys)
    .where(eq(apiKeys.keyHash, hash))
    .limit(1);
  const live = row && !row.revokedAt && (!row.expiresAt || row.expiresAt.getTime() > now);
  const tenantId = live ? row.tenantId : null;
  if (keyCache.size >= 1000) keyCache.clear();
  keyCache.set(hash, { tenantId, until: now + KEY_TTL_MS });
  return tenantId;
}

const requireApiKey = createMiddleware<App>(async (c, next) => {
  const key = bearer(c);
  const tenantId = key ? await tenantOfKey(c.env, key) : null;
  if (!tenantId) return c.json(fail("UNAUTHORIZED", "Invalid API key"), 401);
  c.set("identity", { tenantId });
  await next();
});

function forward(c: Context<App>) {
  const url = new URL(c.req.url);
  url.pathname = url.pathname.slice("/blog".length);
  const req = new Request(url, c.req.raw);
  const { tenantId, userId, permissions, role } = c.get("identity");
  req.headers.delete("authorization");
  for (const name of TRUSTED) req.headers.delete(name);
  req.headers.set("x-gateway-key", c.env.GATEWAY_KEY);
  req.headers.set("x-tenant-id", tenantId);
  req.headers.set("x-request-id", crypto.randomUUID());
  if (userId) req.headers.set("x-user-id", userId);
  if (permissions) req.headers.set("x-user-permissions", JSON.stringify(permissions));
  if (role) req.headers.set("x-user-role", role);
  return c.env.BLOG_SERVICE.fetch(req);
}

const app = new Hono<App>();
app.get("/health", (c) => c.json({ status: "ok", service: "gateway" }));
app.use("/blog/admin/*", requireJwt);
app.use("/blog/public/*", requireApiKey);
app.all("/blog/admin/*", forward);
app.all("/blog/public/*", forward);

app.notFound((c) => c.json(fail("NOT_FOUND", "No such route"), 404));
app.onError((e, c) => {
  console.error(e);
  return c.json(fail("INTERNAL", "Internal error"), 500);
});
export default app;
