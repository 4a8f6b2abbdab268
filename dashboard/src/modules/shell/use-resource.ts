import { useCallback, useEffect, useState } from "react";
import { ApiError, call } from "@/api/call";

export interface Resource<T> {
  readonly data: T | undefined;
  readonly failure: ApiError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly url: string;
  readonly data?: T;
  readonly failure?: ApiError | undefined;
}

/** What stands at an address, asked for once; the old answer stays in sight until the new one is there. */
export function useResource<T>(url: string | null): Resource<T> {
  const [held, setHeld] = useState<Held<T>>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (url === null) return undefined;
    const aborter = new AbortController();
    call<T>(url, { signal: aborter.signal }).then(
      (data) => setHeld({ url, data }),
      (error: unknown) => {
        if (aborter.signal.aborted) return;
        const failure = error instanceof ApiError ? error : new ApiError(0, "unreachable", String(error));
        setHeld((last) => ({ ...last, url, failure }));
      },
    );
    return () => aborter.abort();
  }, [url, turn]);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  return { data: held?.data, failure: held?.failure, isLoading: url !== null && held?.url !== url, reload };
}
