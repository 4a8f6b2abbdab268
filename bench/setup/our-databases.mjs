// Our databases: the platform's knows the tenants, the blog's holds their posts.

import { digest } from "./credentials.mjs";
import { insert, open } from "./database.mjs";
import { plainText } from "./documents.mjs";

/** @typedef {import("./content.mjs").Tenant & import("./credentials.mjs").Credentials} Tenant */

/**
 * @param {{ platform: string, blog: string }} urls
 * @param {Tenant[]} tenants
 */
export async function fillOurs(urls, tenants) {
  const [platform, blog] = [await open(urls.platform), await open(urls.blog)];
  for (const tenant of tenants) {
    await fillPlatform(platform, tenant);
    await blog.query("BEGIN");
    await fillBlog(blog, tenant);
    await blog.query("COMMIT");
  }
  for (const database of [platform, blog]) {
    await database.query("VACUUM ANALYZE");
    await database.end();
  }
}

/**
 * @param {import("pg").Client} database
 * @param {Tenant} tenant
 */
async function fillPlatform(database, { id, user, apiKey }) {
  await insert(database, "tenants", ["id", "name"], [[id, `Tenant ${id}`]]);
  const person = [[user, user, `${user}@example.com`, "Author"]];
  await insert(database, "users", ["id", "google_subject", "email", "name"], person);
  await insert(database, "memberships", ["tenant_id", "user_id", "builtin_role"], [[id, user, "admin"]]);
  await insert(database, "subscriptions", ["tenant_id", "plan_id", "status"], [[id, "pro", "active"]]);
  const key = [[id, `key_${id}`, "shared", digest(apiKey), apiKey.slice(0, 12), ["blog"]]];
  await insert(database, "api_keys", ["tenant_id", "id", "name", "digest", "hint", "scopes"], key);
}

/**
 * @param {import("pg").Client} database
 * @param {Tenant} tenant
 */
async function fillBlog(database, { id, user, categories, tags, posts }) {
  await insert(database, "authors", ["tenant_id", "user_id", "name"], [[id, user, "Author"]]);
  const columns = ["tenant_id", "id", "name", "slug"];
  await insert(
    database,
    "categories",
    columns,
    categories.map((row) => [id, row.id, row.name, row.slug]),
  );
  await insert(
    database,
    "tags",
    columns,
    tags.map((row) => [id, row.id, row.name, row.slug]),
  );
  await insert(
    database,
    "posts",
    [
      ...["tenant_id", "id", "author_id", "title", "slug", "content", "body_text", "excerpt"],
      ...["featured_image_url", "seo_title", "seo_description", "category_id", "status"],
      ...["reading_time_minutes", "published_at", "created_at", "updated_at"],
    ],
    posts.map((post) => [
      ...[id, post.id, user, post.title, post.slug, JSON.stringify(post.content), plainText(post.content)],
      ...[post.excerpt, post.image, post.seoTitle, post.seoDescription, post.category, post.status],
      ...[post.minutes, post.status === "published" ? post.created : null, post.created, post.created],
    ]),
  );
  const links = posts.flatMap((post) => post.tags.map((tag, place) => [id, post.id, tag, place + 1]));
  await insert(database, "post_tags", ["tenant_id", "post_id", "tag_id", "position"], links);
}
