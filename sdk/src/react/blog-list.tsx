"use client";
/** A list of posts that asks for them itself, unless it is given them. */

import { type MouseEvent, type ReactElement, type RefObject, useEffect, useRef, useState } from "react";

import type { ListParams, PostSummary } from "../core/types.js";
import { useInfinitePosts, usePosts } from "./hooks.js";
import { ListView, type ListViewProps } from "./list-view.js";
import { lookOf } from "./look.js";
import { useLook } from "./provider.js";
import { QueryStatus } from "./query-status.js";

export type BlogListProps = Omit<ListViewProps, "posts"> & {
  posts?: readonly PostSummary[] | undefined;
  params?: ListParams | undefined;
  /** How a list that asks by itself goes on. Default: `links`. */
  pagination?: "links" | "button" | false | undefined;
};

export function BlogList({ posts, params, pagination, ...view }: BlogListProps): ReactElement {
  const all = { ...view, ...useLook(view) };
  if (posts) return <ListView {...all} posts={posts} />;
  return pagination === "button" ? (
    <GrowingList {...all} params={params} />
  ) : (
    <PagedList {...all} params={params} pagination={pagination} />
  );
}

type AskingProps = Omit<BlogListProps, "posts">;

function PagedList({ params, pagination, ...view }: AskingProps): ReactElement {
  const [page, setPage] = useState(params?.page ?? 1);
  const query = usePosts({ ...params, page });
  const [place, focusOn] = useFocusOnItem(query.data?.meta.page === page);
  const turn = (event: MouseEvent<HTMLElement>): void => {
    const link = event.target instanceof Element && event.target.closest<HTMLElement>("[data-page]");
    // A new tab gets the link's address, and so does a framework's link.
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    focusOn(0);
    setPage(Number(link.dataset["page"]));
  };
  const meta = pagination === false ? undefined : query.data?.meta;
  return (
    <div ref={place} onClick={turn}>
      <QueryStatus query={query} labels={view.labels}>
        {query.data ? <ListView {...view} posts={query.data.data} meta={meta} /> : null}
      </QueryStatus>
    </div>
  );
}

function GrowingList({ params, ...view }: Omit<AskingProps, "pagination">): ReactElement {
  const query = useInfinitePosts(params);
  const [place, focusOn] = useFocusOnItem(!query.isFetching);
  const more = (): void => {
    focusOn(query.data?.length ?? 0);
    void query.fetchNextPage();
  };
  return (
    <div ref={place}>
      <QueryStatus query={query} labels={view.labels}>
        {query.data ? <ListView {...view} posts={query.data} /> : null}
      </QueryStatus>
      {query.hasNextPage ? (
        <button type="button" className="vlozi-button" onClick={more} disabled={query.isFetching}>
          {lookOf(view).labels.more}
        </button>
      ) : null}
    </div>
  );
}

/** Who turned a page reads on where the new posts begin: a number gets the focus as soon as its item is there. */
function useFocusOnItem(isThere: boolean): [RefObject<HTMLDivElement | null>, (item: number) => void] {
  const place = useRef<HTMLDivElement>(null);
  const wanted = useRef<number>(undefined);
  useEffect(() => {
    if (wanted.current === undefined || !isThere) return;
    const item = place.current?.querySelectorAll<HTMLElement>("[data-vlozi=list] > li")[wanted.current];
    const target = item?.querySelector<HTMLElement>("h1, h2, h3, h4, h5, h6") ?? item;
    wanted.current = undefined;
    target?.setAttribute("tabindex", "-1");
    target?.focus();
  });
  return [place, (item) => (wanted.current = item)];
}
