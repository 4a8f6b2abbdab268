"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { signOut } from "next-auth/react";
import { useEffect } from "react";
import { useLanguage, useText } from "@/i18n/use-text";
import { loadPosts } from "../store/blog.slice";
import type { PostRow } from "../store/blog.types";
import { useBlogDispatch, useBlogSelector } from "../store/provider";
import styles from "./BlogList.module.css";

const TABS = ["all", "draft", "scheduled", "published"] as const;
const PER_PAGE = "20";

/** Everything that narrows the list is in the address, so it can be sent, kept and undone. */
export function BlogList() {
  const text = useText();
  const router = useRouter();
  const params = useSearchParams();
  const dispatch = useBlogDispatch();
  const { page, status } = useBlogSelector(({ blog }) => blog);
  const query = queryOf(params);
  const tab = params.get("status") ?? "all";
  const search = params.get("search") ?? "";
  const isNarrowed = tab !== "all" || search !== "";

  useEffect(() => {
    const request = dispatch(loadPosts(query));
    return () => request.abort();
  }, [dispatch, query]);

  const go = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
    if (!("page" in changes)) next.delete("page");
    router.replace(`/dashboard/blog?${next.toString()}`, { scroll: false });
  };

  return (
    <main className={styles["page"]}>
      <header className={styles["header"]}>
        <h1>{text.posts}</h1>
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            go({ search: String(new FormData(event.currentTarget).get("search") ?? "").trim() });
          }}
        >
          <input
            key={search}
            className="field"
            type="search"
            name="search"
            defaultValue={search}
            aria-label={text.search}
            placeholder={text.search}
          />
        </form>
        <Link className="button primary" href="/dashboard/blog/new">
          {text.newPost}
        </Link>
        <button
          type="button"
          className="button plain"
          onClick={() => void signOut({ callbackUrl: "/signin" })}
        >
          {text.signOut}
        </button>
      </header>
      <nav className={styles["tabs"]} aria-label={text.status}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            className={styles["tab"]}
            aria-current={tab === name ? "page" : undefined}
            onClick={() => go({ status: name === "all" ? "" : name })}
          >
            {text[name]} <span className={styles["count"]}>{page?.meta.counts[name] ?? ""}</span>
          </button>
        ))}
      </nav>
      <p className="hidden" role="status">
        {status === "loading" ? text.loading : ""}
      </p>
      {status === "failed" && (
        <p role="alert" className={styles["notice"]}>
          {text.loadFailed}{" "}
          <button type="button" className="button" onClick={() => void dispatch(loadPosts(query))}>
            {text.tryAgain}
          </button>
        </p>
      )}
      {page && page.data.length === 0 && (
        <p className={styles["notice"]}>
          {isNarrowed ? text.noMatches : text.noPosts}{" "}
          {isNarrowed && (
            <button type="button" className="button" onClick={() => go({ search: "", status: "" })}>
              {text.clearFilters}
            </button>
          )}
        </p>
      )}
      {page && page.data.length > 0 && <Rows rows={page.data} />}
      {page && page.meta.totalPages > 1 && (
        <Paging at={page.meta.page ?? 1} of={page.meta.totalPages} go={(to) => go({ page: String(to) })} />
      )}
    </main>
  );
}

function Paging({ at, of, go }: { at: number; of: number; go: (page: number) => void }) {
  const text = useText();
  return (
    <nav className={styles["paging"]} aria-label={text.posts}>
      <button type="button" className="button" disabled={at <= 1} onClick={() => go(at - 1)}>
        {text.previousPage}
      </button>
      <span>
        {at} / {of}
      </span>
      <button type="button" className="button" disabled={at >= of} onClick={() => go(at + 1)}>
        {text.nextPage}
      </button>
    </nav>
  );
}

function Rows({ rows }: { rows: readonly PostRow[] }) {
  const text = useText();
  const format = new Intl.DateTimeFormat(useLanguage(), { dateStyle: "medium" });
  const names: Readonly<Record<string, string>> = {
    draft: text.statusDraft,
    scheduled: text.statusScheduled,
    published: text.statusPublished,
    deleted: text.statusDeleted,
  };
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          <th scope="col">{text.title}</th>
          <th scope="col">{text.status}</th>
          <th scope="col">{text.updated}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((post) => (
          <tr key={post.id}>
            <td>
              <Link href={`/dashboard/blog/${post.id}`} dir="auto" prefetch={false}>
                {post.title || text.untitled}
              </Link>
            </td>
            <td>{names[post.status]}</td>
            <td>
              <time dateTime={post.updatedAt}>{format.format(new Date(post.updatedAt))}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function queryOf(params: URLSearchParams): string {
  const query = new URLSearchParams({ limit: PER_PAGE, sort: "updatedAt", order: "desc" });
  for (const name of ["status", "search", "page", "category", "tag", "sort", "order"]) {
    const value = params.get(name);
    if (value) query.set(name, value);
  }
  // The best matches first, unless an order was asked for.
  if (params.get("search") && !params.get("sort")) for (const name of ["sort", "order"]) query.delete(name);
  return query.toString();
}
