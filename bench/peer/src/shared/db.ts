import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import * as schema from "./schema";

export type Db = NeonHttpDatabase<typeof schema>;
let cached: { url: string; db: Db } | undefined;

/** One drizzle client per isolate; NEON_FETCH_ENDPOINT redirects the driver to the local endpoint. */
export function getDb(env: { DATABASE_URL: string; NEON_FETCH_ENDPOINT?: string }): Db {
  if (cached?.url === env.DATABASE_URL) return cached.db;
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  const db = drizzle(neon(env.DATABASE_URL), { schema });
  cached = { url: env.DATABASE_URL, db };
  return db;
}
