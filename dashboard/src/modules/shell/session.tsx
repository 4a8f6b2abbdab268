"use client";

import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { call, SESSION_ENDED } from "@/api/call";
import type { Me, Permission } from "@/api/types";

interface Session {
  /** Nothing until it is known. */
  readonly me: Me | undefined;
  readonly can: (permission: Permission) => boolean;
  readonly reload: () => void;
}

const Context = createContext<Session>({ me: undefined, can: () => false, reload: () => undefined });

/** Who is here, and what their role opens. A page whose session is over leaves for the sign-in, and comes back to where it was. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const aborter = new AbortController();
    const leave = () => {
      const { pathname, search } = window.location;
      window.location.assign(`/signin?to=${encodeURIComponent(pathname + search)}`);
    };
    window.addEventListener(SESSION_ENDED, leave, { signal: aborter.signal });
    call<Me>("/api/account/me", { signal: aborter.signal }).then(setMe, () => undefined);
    return () => aborter.abort();
  }, [turn]);
  const can = (permission: Permission) =>
    me?.permissions.some((held) => held === permission || held === "system:owner") ?? false;
  return <Context value={{ me, can, reload: () => setTurn((last) => last + 1) }}>{children}</Context>;
}

export function useSession(): Session {
  return useContext(Context);
}
