import { zValidator } from "@hono/zod-validator";
import type { JSONContent } from "@tiptap/core";
import { and, asc, count, desc, eq, ilike, inArray, or, sql, type SQL } from "drizzle-orm";
import { Hono, type Context } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { getDb } from "../shared/db";
import { categories, postTags, posts, tags } from "../shared/schema";
import { UUID, fail, safeEqual } from "../shared/trust";
import { renderPost } from "./render";

interface Env {
  GATEWAY_KEY: string;
  DATABASE_URL: string;
  NEON_FETCH_ENDPOINT?: string;
  PREPARED?: string; // '1': drizzle prepared statements for the reads, instead of building SQL per request
}
type App = { Bindings: Env; Variables: { tenantId: string; userId: string; permissions: string[] } };

const guard = createMiddleware<App>(async (c, next) => {
  if (!safeEqual(c.req.header("x-gateway-key") ?? "", c.env.GATEWAY_KEY)) {
    return c.json(fail("FORBIDDEN", "Direct access is not allowed"), 403);
  }
  const tenantId = c.req.header("x-tenant-id") ?? "";
  if (!UUID.test(tenantId)) return c.json(fail("BAD_REQUEST", "Tenant is required"), 400);
  c.set("tenantId", tenantId);
  await next();
});

const Permissions = z.array(z.string());

const user = createMiddleware<App>(async (c, next) => {
  const userId = c.req.header("x-user-id") ?? "";
  if (!UUID.test(userId)) return c.json(fail("UNAUTHORIZED", "User is required"), 401);
  c.set("userId", userId);
  try {
    c.set("permissions", Permissions.parse(JSON.parse(c.req.header("x-user-permissions") ?? "[]")));
  } catch {
    return c.json(fail("BAD_REQUEST", "Malformed permissions"), 400);
  }
  await next();
});

const can = (permission: string) =>
  createMiddleware<App>(async (c, next) => {
    const granted = c.get("permissions");
    if (!granted.includes(permission) && !granted.includes("blog:*")) {
      return c.json(fail("FORBIDDEN", `Missing permission ${permission}`), 403);
    }
    await next();
  });

const Paging = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
const ListQuery = Paging.extend({
  status: z.enum(["draft", "published", "archived"]).optional(),
  search: z.string().trim().min(1).max(200).optional(),
  sort: z.enum(["created_at", "updated_at", "published_at", "title"]).default("created_at"),
  order: z.enum(["asc", "desc"]).default("desc"),
});
const Content = z.looseObject({
  type: z.literal("doc"),
  content: z.array(z.looseObject({ type: z.string() })).optional(),
});
const PostInput = z.object({
  title: z.string().trim().min(1).max(300),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(200)
    .optional(),
  excerpt: z.string().max(1000).nullish(),
  content: Content,
  categoryId: z.uuid().nullish(),
  tagIds: z.array(z.uuid()).max(20).optional(),
  featuredImage: z.url().nullish(),
  seoTitle: z.string().max(200).nullish(),
  seoDescription: z.string().max(400).nullish(),
});
const Id = z.object({ id: z.uuid() });

const invalid = (r: { success: boolean; error?: { issues: unknown } }, c: any) =>
  r.success ? undefined : c.json({ ...fail("VALIDATION", "Invalid request"), issues: r.error?.issues }, 400);

const tagList = sql<{ id: string; name: string; slug: string }[]>`coalesce((
  select json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug) order by t.name)
  from post_tags pt join tags t on t.id = pt.tag_id and t.tenant_id = pt.tenant_id
  where pt.post_id = ${posts.id} and pt.tenant_id = ${posts.tenantId}), '[]'::json)`;
const category = { id: categories.id, name: categories.name, slug: categories.slug };
const categoryOf = and(eq(categories.id, posts.categoryId), eq(categories.tenantId, posts.tenantId));
const {
  content: _content,
  tenantId: _tenant,
  ...rest
} = {
  id: posts.id,
  authorId: posts.authorId,
  title: posts.title,
  slug: posts.slug,
  excerpt: posts.excerpt,
  content: posts.content,
  tenantId: posts.tenantId,
  status: posts.status,
  featuredImage: posts.featuredImage,
  seoTitle: posts.seoTitle,
  seoDescription: posts.seoDescription,
  readingMinutes: posts.readingMinutes,
  version: posts.version,
  publishedAt: posts.publishedAt,
  createdAt: posts.createdAt,
  updatedAt: posts.updatedAt,
};
const summary = { ...rest, category, tags: tagList };
const full = { ...summary, content: posts.content };

function plainText(node: JSONContent): string {
  return node.text ?? (node.content ?? []).map(plainText).join(" ");
}
function derived(content: JSONContent) {
  const text = plainText(content).replace(/\s+/g, " ").trim();
  return {
    excerpt: text.slice(0, 200),
    readingMinutes: Math.max(1, Math.round(text.split(" ").length / 200)),
  };
}
const slugify = (s: string) =>
  s
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 200) || "post";

/** Neon reports constraint violations as an error with Postgres' code; drizzle wraps it. */
function rejected(c: Context, e: any) {
  const code = e?.code ?? e?.cause?.code;
  if (code === "23505") return c.json(fail("CONFLICT", "Slug already in use"), 409);
  if (code === "23503") return c.json(fail("VALIDATION", "No such category"), 400);
  throw e;
}

const meta = (p: number, limit: number, total: number) => ({
  page: p,
  limit,
  total,
  totalPages: Math.ceil(total / limit),
});

async function page(c: { env: Env }, where: SQL | undefined, orderBy: SQL[], p: number, limit: number) {
  const db = getDb(c.env);
  const [rows, [{ total }]] = await db.batch([
    db
      .select(summary)
      .from(posts)
      .leftJoin(categories, categoryOf)
      .where(where)
      .orderBy(...orderBy)
      .limit(limit)
      .offset((p - 1) * limit),
    db.select({ total: count() }).from(posts).where(where),
  ]);
  return { success: true, data: rows, meta: meta(p, limit, total) };
}

const one = (env: Env, where: SQL | undefined) =>
  getDb(env).select(full).from(posts).leftJoin(categories, categoryOf).where(where).limit(1);

// ---- the same reads as prepared statements: SQL is built once per isolate and shape (PREPARED=1) ----
const held = sql.placeholder;
const mine = eq(posts.tenantId, held("tenantId"));
const prepareOne = (env: Env, where: SQL | undefined) => one(env, and(mine, where)).prepare("one");
const preparePage = (env: Env, where: SQL | undefined, orderBy: SQL[]) => {
  const db = getDb(env);
  return db
    .select({ ...summary, total: db.$count(posts, where) })
    .from(posts)
    .leftJoin(categories, categoryOf)
    .where(where)
    .orderBy(...orderBy)
    .limit(held("limit"))
    .offset(held("offset"))
    .prepare("page");
};
const ready = new Map<string, any>();
function once<T>(shape: string, make: () => T): T {
  if (!ready.has(shape)) ready.set(shape, make());
  return ready.get(shape);
}
async function preparedPage(
  c: { env: Env },
  shape: string,
  filter: () => SQL | undefined,
  orderBy: SQL[],
  p: number,
  limit: number,
  values: object,
) {
  const query = once(`page ${shape}`, () => preparePage(c.env, filter(), orderBy));
  const rows = await query.execute({ ...values, limit, offset: (p - 1) * limit });
  let total = rows[0]?.total ?? 0;
  if (!rows.length && p > 1) total = (await query.execute({ ...values, limit: 1, offset: 0 }))[0]?.total ?? 0;
  return { success: true, data: rows.map(({ total: _, ...row }) => row), meta: meta(p, limit, total) };
}

const sortable = {
  created_at: posts.createdAt,
  updated_at: posts.updatedAt,
  published_at: posts.publishedAt,
  title: posts.title,
};

const linkTags = (env: Env, tenantId: string, postId: string, tagIds: string[]) =>
  getDb(env)
    .insert(postTags)
    .select(
      getDb(env)
        .select({ tenantId: tags.tenantId, postId: posts.id, tagId: tags.id })
        .from(tags)
        .innerJoin(posts, and(eq(posts.id, postId), eq(posts.tenantId, tags.tenantId)))
        .where(and(eq(tags.tenantId, tenantId), inArray(tags.id, tagIds))),
    );

const admin = new Hono<App>()
  .use(user)
  .get("/ping", can("blog:read"), (c) => c.json({ success: true, data: "pong" }))
  .get("/posts", can("blog:read"), zValidator("query", ListQuery, invalid), async (c) => {
    const q = c.req.valid("query");
    const pattern = q.search && `%${q.search.replace(/[\\%_]/g, "\\$&")}%`;
    const dir = q.order === "asc" ? asc : desc,
      orderBy = [dir(sortable[q.sort]), dir(posts.id)];
    if (c.env.PREPARED === "1") {
      const filter = () =>
        and(
          mine,
          q.status && sql`${posts.status} = ${held("status")}`,
          pattern
            ? or(ilike(posts.title, held("pattern")), ilike(posts.excerpt, held("pattern")))
            : undefined,
        );
      return c.json(
        await preparedPage(
          c,
          `${!!q.status} ${!!pattern} ${q.sort} ${q.order}`,
          filter,
          orderBy,
          q.page,
          q.limit,
          { tenantId: c.get("tenantId"), status: q.status, pattern },
        ),
      );
    }
    const where = and(
      eq(posts.tenantId, c.get("tenantId")),
      q.status && eq(posts.status, q.status),
      pattern ? or(ilike(posts.title, pattern), ilike(posts.excerpt, pattern)) : undefined,
    );
    return c.json(await page(c, where, orderBy, q.page, q.limit));
  })
  .get("/posts/:id", can("blog:read"), zValidator("param", Id, invalid), async (c) => {
    const tenantId = c.get("tenantId"),
      { id } = c.req.valid("param");
    const [post] =
      c.env.PREPARED === "1"
        ? await once("id", () => prepareOne(c.env, eq(posts.id, held("id")))).execute({ tenantId, id })
        : await one(c.env, and(eq(posts.tenantId, tenantId), eq(posts.id, id)));
    return post ? c.json({ success: true, data: post }) : c.json(fail("NOT_FOUND", "Post not found"), 404);
  })
  .post("/posts", can("blog:write"), zValidator("json", PostInput, invalid), async (c) => {
    const { tagIds = [], ...input } = c.req.valid("json");
    const tenantId = c.get("tenantId"),
      id = crypto.randomUUID(),
      db = getDb(c.env);
    const d = derived(input.content as JSONContent);
    const insert = db
      .insert(posts)
      .values({
        ...input,
        content: input.content as JSONContent,
        id,
        tenantId,
        authorId: c.get("userId"),
        slug: input.slug ?? `${slugify(input.title)}-${id.slice(0, 8)}`,
        excerpt: input.excerpt ?? d.excerpt,
        readingMinutes: d.readingMinutes,
      })
      .returning();
    try {
      const [[{ tenantId: _, ...post }]] = tagIds.length
        ? await db.batch([insert, linkTags(c.env, tenantId, id, tagIds)])
        : [await insert];
      return c.json({ success: true, data: post }, 201);
    } catch (e) {
      return rejected(c, e);
    }
  })
  .put(
    "/posts/:id",
    can("blog:write"),
    zValidator("param", Id, invalid),
    zValidator("json", PostInput.partial(), invalid),
    async (c) => {
      const { tagIds, content, ...input } = c.req.valid("json");
      const tenantId = c.get("tenantId"),
        { id } = c.req.valid("param"),
        db = getDb(c.env);
      const own = and(eq(posts.tenantId, tenantId), eq(posts.id, id));
      const update = db
        .update(posts)
        .set({
          ...input,
          ...(content && {
            content: content as JSONContent,
            readingMinutes: derived(content as JSONContent).readingMinutes,
          }),
          version: sql`${posts.version} + 1`,
          updatedAt: sql`now()`,
        })
        .where(own)
        .returning();
      try {
        const [[row]] = tagIds
          ? await db.batch([
              update,
              db.delete(postTags).where(and(eq(postTags.tenantId, tenantId), eq(postTags.postId, id))),
              linkTags(c.env, tenantId, id, tagIds),
            ])
          : [await update];
        if (!row) return c.json(fail("NOT_FOUND", "Post not found"), 404);
        const { tenantId: _, ...post } = row;
        return c.json({ success: true, data: post });
      } catch (e) {
        return rejected(c, e);
      }
    },
  )
  .post("/posts/:id/publish", can("blog:publish"), zValidator("param", Id, invalid), async (c) => {
    const [row] = await getDb(c.env)
      .update(posts)
      .set({
        status: "published",
        publishedAt: sql`coalesce(${posts.publishedAt}, now())`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(posts.tenantId, c.get("tenantId")), eq(posts.id, c.req.valid("param").id)))
      .returning({ id: posts.id, status: posts.status, publishedAt: posts.publishedAt });
    return row ? c.json({ success: true, data: row }) : c.json(fail("NOT_FOUND", "Post not found"), 404);
  });

const live = eq(posts.status, "published");
const published = (tenantId: string) => and(eq(posts.tenantId, tenantId), live);

const open = new Hono<App>()
  .get("/posts", zValidator("query", Paging, invalid), async (c) => {
    const q = c.req.valid("query"),
      tenantId = c.get("tenantId"),
      orderBy = [desc(posts.publishedAt), desc(posts.id)];
    return c.json(
      c.env.PREPARED === "1"
        ? await preparedPage(c, "public", () => and(mine, live), orderBy, q.page, q.limit, { tenantId })
        : await page(c, published(tenantId), orderBy, q.page, q.limit),
    );
  })
  .get("/posts/:slug", async (c) => {
    const tenantId = c.get("tenantId"),
      slug = c.req.param("slug");
    const [post] =
      c.env.PREPARED === "1"
        ? await once("slug", () => prepareOne(c.env, and(live, eq(posts.slug, held("slug"))))).execute({
            tenantId,
            slug,
          })
        : await one(c.env, and(published(tenantId), eq(posts.slug, slug)));
    if (!post) return c.json(fail("NOT_FOUND", "Post not found"), 404);
    const { content, ...meta } = post;
    return c.json({ success: true, data: { ...meta, contentHtml: renderPost(content) } });
  });

const app = new Hono<App>()
  .get("/health", (c) => c.json({ status: "ok", service: "blog" }))
  .use("/admin/*", guard)
  .use("/public/*", guard)
  .route("/admin", admin)
  .route("/public", open)
  .notFound((c) => c.json(fail("NOT_FOUND", "No such route"), 404))
  .onError((e, c) => {
    console.error(e);
    return c.json(fail("INTERNAL", "Internal error"), 500);
  });
export default app;
