"use client";
/** A field for words, and the posts that have them while one types. */

import { type FormEvent, type ReactElement, useId, useState } from "react";

import type { PaginatedResponse, SearchHit } from "../core/types.js";
import { cn } from "./cn.js";
import { useSearch } from "./hooks.js";
import { ListView, type ListViewProps } from "./list-view.js";
import { lookOf } from "./look.js";
import { useLook } from "./provider.js";

export type BlogSearchProps = Omit<ListViewProps, "posts" | "meta" | "classNames"> & {
  /** The page that shows results without scripts, and when the form is sent. */
  action?: string | undefined;
  /** The name of the words in that page's query. Default: `q`. */
  name?: string | undefined;
  /** What stands in the field at first. */
  text?: string | undefined;
  /** What was found for it. */
  results?: PaginatedResponse<SearchHit> | undefined;
  debounceMs?: number | undefined;
  /** Of the parts: `form`, `input`, `button`, and those of the list. */
  classNames?: (ListViewProps["classNames"] & SearchClassNames) | undefined;
};

type SearchClassNames = { readonly [Part in "form" | "input" | "button"]?: string | undefined };

export function BlogSearch({
  action,
  name = "q",
  text: first = "",
  results,
  debounceMs,
  ...view
}: BlogSearchProps): ReactElement {
  const [text, setText] = useState(first);
  const { data, error, isFetching } = useSearch(text, { debounceMs, initialData: results });
  const all = { ...view, ...useLook(view) };
  const { labels } = lookOf(all);
  const { classNames = {}, className } = view;
  const id = useId();
  const stay = (event: FormEvent): void => {
    if (!action) event.preventDefault();
  };
  const found = text.trim() ? data : undefined;
  return (
    <div className={cn("vlozi-search", className)} data-vlozi="search" aria-busy={isFetching}>
      <form role="search" action={action} onSubmit={stay} className={classNames.form}>
        <label htmlFor={id}>{labels.search}</label>
        <input
          id={id}
          className={classNames.input}
          type="search"
          name={name}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button className={cn("vlozi-button", classNames.button)}>{labels.search}</button>
      </form>
      <p role="status" data-vlozi="status">
        {error ? labels.failed : found ? labels.results(found.meta.total) : ""}
      </p>
      {found?.data.length ? <ListView {...all} className={undefined} posts={found.data} /> : null}
    </div>
  );
}
