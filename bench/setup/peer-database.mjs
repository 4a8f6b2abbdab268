// The peer's database.

import { readFile } from "node:fs/promises";
import { digest } from "./credentials.mjs";
import { insert, open } from "./database.mjs";

const SCHEMA = new URL("../peer/schema.sql", import.meta.url);

/**
 * Makes the database beside ours and fills it.
 *
 * @param {string} server the URL of a database of the same server
 * @param {(import("./content.mjs").Tenant & import("./credentials.mjs").Credentials)[]} tenants
 * @returns {Promise<string>} its URL
 */
export async function fillPeer(server, tenants) {
  const maintenance = await open(server);
  await maintenance.query("CREATE DATABASE peer");
  await maintenance.end();
  const url = Object.assign(new URL(server), { pathname: "/peer" }).href;
  const database = await open(url);
  await database.query(await readFile(SCHEMA, "utf8"));
  for (const tenant of tenants) await fillTenant(database, tenant);
  await database.query("VACUUM ANALYZE");
  await database.end();
  return url;
}

/**
 * @param {import("pg").Client} database
 * @param {import("./content.mjs").Tenant & import("./credentials.mjs").Credentials} tenant
 */
async function fillTenant(database, tenant) {
  const { id, categories, tags, posts } = tenant;
  await insert(database, "tenants", ["id", "name", "slug"], [[id, `Tenant ${id}`, id]]);
  const key = [[id, "shared", digest(tenant.apiKey)]];
  await insert(database, "api_keys", ["tenant_id", "name", "key_hash"], key);
  const columns = ["id", "tenant_id", "name", "slug"];
  await insert(
    database,
    "categories",
    columns,
    categories.map((row) => [row.id, id, row.name, row.slug]),
  );
  await insert(
    database,
    "tags",
    columns,
    tags.map((row) => [row.id, id, row.name, row.slug]),
  );
  await insert(
    database,
    "posts",
    [
      ...["id", "tenant_id", "author_id", "category_id", "title", "slug", "excerpt", "content", "status"],
      ...["featured_image", "seo_title", "seo_description", "reading_minutes"],
      ...["published_at", "created_at", "updated_at"],
    ],
    posts.map((post) => [
      ...[post.id, id, tenant.user, post.category, post.title, post.slug, post.excerpt],
      ...[JSON.stringify(post.content), post.status, post.image, post.seoTitle, post.seoDescription],
      ...[post.minutes, post.status === "published" ? post.created : null, post.created, post.created],
    ]),
  );
  const links = posts.flatMap((post) => post.tags.map((tag) => [id, post.id, tag]));
  await insert(database, "post_tags", ["tenant_id", "post_id", "tag_id"], links);
}
