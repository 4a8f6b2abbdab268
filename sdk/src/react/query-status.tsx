"use client";
/** Loading and failure, told to screen readers too. */

import type { ReactElement, ReactNode } from "react";

import { ENGLISH, type Labels } from "./labels.js";
import type { Query } from "./use-query.js";

interface QueryStatusProps {
  query: Query<unknown>;
  labels?: Partial<Labels> | undefined;
  children: ReactNode;
}

export function QueryStatus({ query, labels, children }: QueryStatusProps): ReactElement {
  const { loading, failed, retry } = { ...ENGLISH, ...labels };
  return (
    <div data-vlozi="query" aria-busy={query.isFetching}>
      <p role="status" data-vlozi="status">
        {query.status === "loading" ? loading : query.status === "error" ? failed : ""}
      </p>
      {query.status === "error" ? (
        <button type="button" onClick={() => void query.refetch()}>
          {retry}
        </button>
      ) : null}
      {children}
    </div>
  );
}
