"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { ApiError } from "@/api/call";
import { useFormat, useLocale, useText } from "@/i18n/use-text";
import { Failure } from "@/modules/shell/Failure";
import { Page } from "@/modules/shell/Page";
import { Paging } from "@/modules/shell/Paging";
import { useSession } from "@/modules/shell/session";
import { loadPosts } from "../store/blog.slice";
import type { PostPage, PostRow } from "../store/blog.types";
import { useBlogDispatch, useBlogSelector } from "../store/provider";
import { Filters } from "./list/Filters";
import { changed, FILTERS, queryOf, TABS, tabOf } from "./list/query";
import { Rows } from "./list/Rows";
import { useActions, type Action } from "./list/use-actions";
import { useUnsent, type Unsent } from "./list/use-unsent";
import styles from "./BlogList.module.css";

const NOTHING: ReadonlySet<string> = new Set();

/** Everything that narrows the list is in the address, so it can be sent, kept and undone. */
export function BlogList() {
  const [text, params] = [useText(), useSearchParams()];
  const dispatch = useBlogDispatch();
  const { page, status, failure } = useBlogSelector(({ blog }) => blog);
  const { me, can } = useSession();
  const unsent = useUnsent(me && { tenant: me.tenantId, user: me.user.id });
  const [selected, setSelected] = useState(NOTHING);
  const query = queryOf(params);
  const reload = () => {
    setSelected(NOTHING);
    void dispatch(loadPosts(query));
  };
  const actions = useActions(reload);

  useEffect(() => {
    setSelected(NOTHING);
    const request = dispatch(loadPosts(query));
    return () => request.abort();
  }, [dispatch, query]);

  // Without a question to the server that made the page: what it shows is asked for by the page itself.
  const go = (changes: Readonly<Record<string, string>>) =>
    window.history.pushState(null, "", changed(params, changes));
  const act = (action: Action, posts: readonly PostRow[]) => {
    if (!actions.isRunning) void actions.run(action, posts);
  };
  const chosen = page?.data.filter(({ id }) => selected.has(id)) ?? [];

  return (
    <Page
      title={text.posts}
      needs="blog:posts.read"
      actions={
        can("blog:posts.create") && (
          <Link className="button primary" href="/dashboard/blog/new" prefetch={false}>
            {text.newPost}
          </Link>
        )
      }
    >
      <Tabs params={params} page={page} go={go} />
      <Filters params={params} go={go} />
      <Beginnings drafts={unsent.drafts} />
      <p className="hidden" role="status">
        {status === "loading" ? text.loading : ""}
      </p>
      {status === "failed" && (
        <Failure
          failure={
            new ApiError(
              failure?.status ?? 0,
              failure?.code ?? "unreachable",
              failure?.message ?? "",
              [],
              failure?.requestId,
            )
          }
          onRetry={reload}
        />
      )}
      {actions.failure && <Failure failure={actions.failure} />}
      {chosen.length > 0 && <Bulk chosen={chosen} act={act} />}
      {page && page.data.length === 0 && <Nothing params={params} go={go} />}
      {page && page.data.length > 0 && (
        <Rows
          rows={page.data}
          unsent={unsent.posts}
          selected={selected}
          onSelect={setSelected}
          onAction={(action, post) => act(action, [post])}
        />
      )}
      {page && <Paging at={page.meta.page} of={page.meta.totalPages} go={(to) => go({ page: String(to) })} />}
    </Page>
  );
}

type Go = (changes: Readonly<Record<string, string>>) => void;

function Tabs({ params, page, go }: { params: URLSearchParams; page: PostPage | null; go: Go }) {
  const [text, locale] = [useText(), useLocale()];
  const tab = tabOf(params);
  return (
    <nav className={styles["tabs"]} aria-label={text.status}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          className={styles["tab"]}
          aria-current={tab === name ? "page" : undefined}
          onClick={() => go({ status: name === "all" ? "" : name })}
        >
          {text[name]}{" "}
          <span className={styles["count"]}>
            {page ? new Intl.NumberFormat(locale).format(page.meta.counts[name]) : ""}
          </span>
        </button>
      ))}
    </nav>
  );
}

/** Posts that exist on this device only. */
function Beginnings({ drafts }: { drafts: Unsent["drafts"] }) {
  const text = useText();
  return drafts.map(({ draftId, title }) => (
    <p key={draftId} className={styles["beginning"]}>
      <span className="badge" data-tone="danger">
        {text.unsentHere}
      </span>{" "}
      <Link href={`/dashboard/blog/new?draft=${draftId}`} dir="auto" prefetch={false}>
        {title || text.untitled}
      </Link>
    </p>
  ));
}

interface BulkProps {
  readonly chosen: readonly PostRow[];
  readonly act: (action: Action, posts: readonly PostRow[]) => void;
}

function Bulk({ chosen, act }: BulkProps) {
  const [text, format] = [useText(), useFormat()];
  const { can } = useSession();
  const publishable = chosen.filter(({ status }) => status === "draft" || status === "scheduled");
  const published = chosen.filter(({ status }) => status === "published");
  const deleted = chosen.filter(({ status }) => status === "deleted");
  const alive = chosen.filter(({ status }) => status !== "deleted");
  const choices: readonly [Action, string, readonly PostRow[], boolean][] = [
    ["publish", text.publish, publishable, can("blog:posts.publish")],
    ["unpublish", text.unpublish, published, can("blog:posts.publish")],
    ["delete", text.delete, alive, can("blog:posts.delete")],
    ["restore", text.restore, deleted, can("blog:posts.delete")],
  ];
  return (
    <div role="group" aria-label={text.bulkActions} className={styles["bulk"]}>
      <strong>{format("selectedCount", { count: chosen.length })}</strong>
      {choices.map(
        ([action, label, posts, may]) =>
          may &&
          posts.length > 0 && (
            <button key={action} type="button" className="button small" onClick={() => act(action, posts)}>
              {label}
            </button>
          ),
      )}
    </div>
  );
}

function Nothing({ params, go }: { params: URLSearchParams; go: Go }) {
  const text = useText();
  const isNarrowed = tabOf(params) !== "all" || FILTERS.some((filter) => params.get(filter));
  const clear = Object.fromEntries([...FILTERS, "status"].map((name) => [name, ""]));
  return (
    <p className="empty">
      {isNarrowed ? text.noMatches : text.noPosts}{" "}
      {isNarrowed && (
        <button type="button" className="button" onClick={() => go(clear)}>
          {text.clearFilters}
        </button>
      )}
    </p>
  );
}
