import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { JSONContent } from "@tiptap/core";

const ts = (name: string) => timestamp(name, { withTimezone: true });

export const apiKeys = pgTable("api_keys", {
  id: uuid("id").primaryKey().defaultRandom(),
  tenantId: uuid("tenant_id").notNull(),
  name: text("name").notNull(),
  keyHash: text("key_hash").notNull(),
  expiresAt: ts("expires_at"),
  revokedAt: ts("revoked_at"),
});

export const categories = pgTable("categories", {
  id: uuid("id").primaryKey().defaultRandom(),
  tenantId: uuid("tenant_id").notNull(),
  name: text("name").notNull(),
  slug: text("slug").notNull(),
});

export const tags = pgTable("tags", {
  id: uuid("id").primaryKey().defaultRandom(),
  tenantId: uuid("tenant_id").notNull(),
  name: text("name").notNull(),
  slug: text("slug").notNull(),
});

export const posts = pgTable("posts", {
  id: uuid("id").primaryKey().defaultRandom(),
  tenantId: uuid("tenant_id").notNull(),
  authorId: uuid("author_id").notNull(),
  categoryId: uuid("category_id"),
  title: text("title").notNull(),
  slug: text("slug").notNull(),
  excerpt: text("excerpt"),
  content: jsonb("content").$type<JSONContent>().notNull(),
  status: text("status", { enum: ["draft", "published", "archived"] })
    .notNull()
    .default("draft"),
  featuredImage: text("featured_image"),
  seoTitle: text("seo_title"),
  seoDescription: text("seo_description"),
  readingMinutes: integer("reading_minutes").notNull().default(1),
  version: integer("version").notNull().default(1),
  publishedAt: ts("published_at"),
  createdAt: ts("created_at").notNull().defaultNow(),
  updatedAt: ts("updated_at").notNull().defaultNow(),
});

export const postTags = pgTable(
  "post_tags",
  {
    tenantId: uuid("tenant_id").notNull(),
    postId: uuid("post_id").notNull(),
    tagId: uuid("tag_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.tagId] })],
);
