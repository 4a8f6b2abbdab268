// What narrows the list, as it stands in the address.

export const TABS = ["all", "draft", "scheduled", "published", "deleted"] as const;
export type Tab = (typeof TABS)[number];

/** The orders that are offered, as they stand in the address. */
export const SORTS = ["updatedAt.desc", "publishedAt.desc", "createdAt.desc", "title.asc"] as const;
export const DEFAULT_SORT = "updatedAt.desc";
/** Of a search, unless another order was asked for. */
export const BEST_MATCH = "";

/** What can be taken away one by one. */
export const FILTERS = ["search", "category", "tag", "author"] as const;
export type Filter = (typeof FILTERS)[number];

const PER_PAGE = "20";

export function tabOf(params: URLSearchParams): Tab {
  const status = params.get("status");
  return TABS.find((tab) => tab === status) ?? "all";
}

export function sortOf(params: URLSearchParams): string {
  const [sort, order] = [params.get("sort"), params.get("order")];
  if (sort) return `${sort}.${order ?? "desc"}`;
  return params.get("search") ? BEST_MATCH : DEFAULT_SORT;
}

/** The question to the API. */
export function queryOf(params: URLSearchParams): string {
  const query = new URLSearchParams({ limit: PER_PAGE });
  const [sort, order] = sortOf(params).split(".");
  if (sort && order) for (const [name, value] of Object.entries({ sort, order })) query.set(name, value);
  const tab = tabOf(params);
  if (tab !== "all") query.set("status", tab);
  for (const name of [...FILTERS, "page"]) {
    const value = params.get(name);
    if (value) query.set(name, value);
  }
  return query.toString();
}

/** The address after a change; whoever narrows anew begins at the first page. */
export function changed(params: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  if (!("page" in changes)) next.delete("page");
  return `/dashboard/blog?${next.toString()}`;
}
