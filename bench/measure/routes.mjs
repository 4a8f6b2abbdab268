// What is asked of the rivals, route by route, and what the figures should become.

/**
 * @typedef {import("./load.mjs").Request} Request
 * @typedef {import("../setup/content.mjs").Tenant & import("../setup/credentials.mjs").Credentials} Tenant
 * @typedef {"peer" | "ours"} Kind
 * @typedef {{ label: string, floor: string, cpu?: number, rate?: number, cached?: boolean, database?: boolean,
 *   ask: (kind: Kind, of: Fixture) => Request | undefined }} Route
 *   `floor`: which floors it stands on; `cpu`: the most that its CPU may be of the peer's, or of its floor where the peer
 *   has no such route; `rate`: the least that its requests per second may be of the peer's; `cached`: it needs a Cache API
 * @typedef {{ tenants: Tenant[], etag: string, article: object, note: object }} Fixture `etag`: of the first cached page
 */

const SERIAL_TITLE = "Bench post {serial}";

/** @param {Tenant | undefined} tenant */
const bearer = (tenant) => ({ authorization: `Bearer ${tenant?.token}` });
/** @param {Tenant | undefined} tenant */
const key = (tenant) => ({ authorization: `Bearer ${tenant?.apiKey}` });
/** @param {string} path */
const read =
  (path) =>
  (/** @type {Kind} */ _kind, /** @type {Fixture} */ { tenants }) => ({
    paths: [path],
    headers: bearer(tenants[0]),
  });

/**
 * Pages of a tenant's posts by slug.
 *
 * @param {"articles" | "notes"} which
 */
const page =
  (which) =>
  (/** @type {Kind} */ _kind, /** @type {Fixture} */ { tenants }) => ({
    paths: (tenants[0]?.[which] ?? []).map(({ slug }) => `/blog/public/posts/${slug}`),
    headers: key(tenants[0]),
  });

/** @param {"articles" | "notes"} which */
const get =
  (which) =>
  (/** @type {Kind} */ _kind, /** @type {Fixture} */ { tenants }) => ({
    paths: (tenants[0]?.[which] ?? []).map(({ id }) => `/blog/admin/posts/${id}`),
    headers: bearer(tenants[0]),
  });

/**
 * New posts of the last tenant, which nothing else asks for.
 *
 * @param {"article" | "note"} which
 */
const create = (which) => (/** @type {Kind} */ kind, /** @type {Fixture} */ of) => {
  const tenant = of.tenants.at(-1);
  const tags = (tenant?.tags ?? []).slice(0, 3).map(({ id }) => id);
  return {
    method: "POST",
    paths: ["/blog/admin/posts"],
    headers: { ...bearer(tenant), "content-type": "application/json" },
    body: JSON.stringify({
      title: SERIAL_TITLE,
      content: of[which],
      categoryId: tenant?.categories[0]?.id,
      ...(kind === "ours" ? { tags } : { tagIds: tags }),
    }),
    status: 201,
  };
};

/**
 * Saves of the last tenant but one.
 *
 * @param {"article" | "note"} which
 */
const update = (which) => (/** @type {Kind} */ _kind, /** @type {Fixture} */ of) => {
  const tenant = of.tenants.at(-2);
  return {
    method: "PUT",
    paths: (tenant?.articles ?? []).map(({ id }) => `/blog/admin/posts/${id}`),
    headers: { ...bearer(tenant), "content-type": "application/json" },
    body: JSON.stringify({ title: SERIAL_TITLE, content: of[which] }),
  };
};

/** @type {Record<string, Route>} */
export const ROUTES = {
  health: { label: "`GET /health`", floor: "hello", cpu: 1.1, ask: () => ({ paths: ["/health"] }) },
  guard: {
    label: "admin guard: token, plan, hop (ours 403, the peer's ping)",
    floor: "hop",
    cpu: 0.75,
    rate: 1.4,
    ask: (kind, { tenants: [tenant] }) =>
      kind === "peer"
        ? { paths: ["/blog/admin/ping"], headers: bearer(tenant) }
        : {
            paths: ["/blog/admin/posts?limit=10"],
            headers: { authorization: `Bearer ${tenant?.weakToken}` },
            status: 403,
          },
  },
  list: {
    ...{ label: "`GET admin/posts?limit=10`", floor: "sql", cpu: 0.5, rate: 1.4, database: true },
    ask: read("/blog/admin/posts?limit=10"),
  },
  filters: {
    ...{ label: "… published, by title", floor: "sql", cpu: 0.5, rate: 1.4, database: true },
    ask: read("/blog/admin/posts?limit=10&status=published&sort=title&order=asc"),
  },
  search: {
    ...{ label: "… that have a word (ours searches texts, the peer titles)", floor: "sql" },
    ...{ cpu: 0.5, rate: 1.4, database: true },
    ask: read("/blog/admin/posts?limit=10&search=latency"),
  },
  get: {
    ...{ label: "`GET admin/posts/:id`, 10 KB", floor: "sql", cpu: 0.5, rate: 1.4, database: true },
    ask: get("articles"),
  },
  "get-2k": {
    ...{ label: "… 2 KB", floor: "sql", cpu: 0.5, rate: 1.4, database: true },
    ask: get("notes"),
  },
  public: {
    ...{ label: "`GET public/posts?limit=10`, cold", floor: "sql", cpu: 0.5, rate: 1.4, database: true },
    ask: (_kind, { tenants: [tenant] }) => ({
      paths: ["/blog/public/posts?limit=10"],
      headers: key(tenant),
    }),
  },
  slug: {
    ...{ label: "`GET public/posts/:slug`, cold, 10 KB", floor: "sql", cpu: 0.55, rate: 1.4, database: true },
    ask: page("articles"),
  },
  "slug-2k": {
    ...{ label: "… cold, 2 KB", floor: "sql", cpu: 0.55, rate: 1.4, database: true },
    ask: page("notes"),
  },
  hit: {
    ...{ label: "… HIT", floor: "cached", cpu: 1.3, cached: true },
    ask: (kind, of) => (kind === "ours" ? page("articles")(kind, of) : undefined),
  },
  304: {
    ...{ label: "… 304", floor: "cached", cpu: 1.3, cached: true },
    ask: (kind, of) => {
      const { paths, headers } = page("articles")(kind, of);
      const asked = {
        paths: paths.slice(0, 1),
        headers: { ...headers, "if-none-match": of.etag },
        status: 304,
      };
      return kind === "ours" ? asked : undefined;
    },
  },
  create: {
    ...{ label: "`POST admin/posts`, 10 KB", floor: "sql", cpu: 0.6, rate: 1, database: true },
    ask: create("article"),
  },
  "create-2k": {
    ...{ label: "… 2 KB", floor: "sql", cpu: 0.6, rate: 1, database: true },
    ask: create("note"),
  },
  update: {
    ...{ label: "`PUT admin/posts/:id`, 10 KB", floor: "sql", cpu: 0.6, rate: 1, database: true },
    ask: update("article"),
  },
  "update-2k": {
    ...{ label: "… 2 KB", floor: "sql", cpu: 0.6, rate: 1, database: true },
    ask: update("note"),
  },
};

/** The order of the table: numeric names would come first. */
const ORDER = [
  ...["health", "guard", "list", "filters", "search", "get", "get-2k", "public", "slug", "slug-2k"],
  ...["hit", "304", "create", "create-2k", "update", "update-2k"],
];

/**
 * The routes of these names, of no names all.
 *
 * @param {string[]} names
 * @returns {[string, Route][]}
 */
export function chosen(names) {
  const unknown = names.find((name) => !ORDER.includes(name));
  if (unknown !== undefined) throw new Error(`no route ${unknown}; there are ${ORDER.join(", ")}`);
  const wanted = ORDER.filter((name) => names.length === 0 || names.includes(name));
  return wanted.map((name) => [name, /** @type {Route} */ (ROUTES[name])]);
}
