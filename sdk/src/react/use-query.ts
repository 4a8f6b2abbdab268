"use client";
/** A question and what is known of its answer. */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { BlogApi } from "../core/blog.js";
import type { VloziError } from "../core/errors.js";
import { useProvided } from "./provider.js";

export interface Query<T> {
  data: T | undefined;
  error: VloziError | undefined;
  status: "loading" | "success" | "error";
  /** There is nothing to show yet. */
  isLoading: boolean;
  /** A request is under way. */
  isFetching: boolean;
  refetch(): Promise<void>;
}

export interface QueryOptions<T> {
  /** Shown from the start, on the server too; nothing is asked until the question changes. */
  initialData?: T | undefined;
  /** Default: true. */
  enabled?: boolean | undefined;
  /** Whether the last answer is shown until that to a new question is there. Default: true. */
  keepPreviousData?: boolean | undefined;
}

/** Equal questions have equal keys. */
export function keyOf(question: readonly unknown[]): string {
  return JSON.stringify(question);
}

export function useQuery<T>(
  question: readonly unknown[],
  load: (blog: BlogApi) => PromiseLike<T>,
  { initialData, enabled = true, keepPreviousData = true }: QueryOptions<T> = {},
): Query<T> {
  const { client, store } = useProvided();
  const key = keyOf(question);
  const [firstKey] = useState(key);
  const given = key === firstKey ? initialData : undefined;
  const latest = useRef(load);
  const previous = useRef<T>(undefined);

  const read = (): ReturnType<typeof store.read> => store.read(key);
  const subscribe = useCallback((listener: () => void) => store.subscribe(key, listener), [store, key]);
  const { data: known, error, isFetching } = useSyncExternalStore(subscribe, read, read);
  // The store keeps what `load` of this very key gave.
  const own = (known as T | undefined) ?? given;
  const data = own ?? (keepPreviousData && enabled && !error ? previous.current : undefined);

  const ask = useCallback(() => store.ask(key, () => latest.current(client.blog)), [store, key, client]);
  const isGiven = given !== undefined;
  useEffect(() => {
    latest.current = load;
    if (own !== undefined) previous.current = own;
  });
  useEffect(() => {
    if (enabled && !isGiven) void ask();
  }, [ask, enabled, isGiven]);

  const status = data !== undefined ? "success" : error ? "error" : "loading";
  return { data, error, status, isLoading: status === "loading", isFetching, refetch: ask };
}
