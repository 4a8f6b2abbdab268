"use client";
/** The client, its answers and how things look, for everything below. */

import { createContext, type ReactElement, type ReactNode, useContext, useState } from "react";

import { VloziClient } from "../core/client.js";
import type { VloziConfig } from "../core/config.js";
import type { Look } from "./look.js";
import { Store } from "./store.js";

interface Provided {
  client: VloziClient;
  store: Store;
  look: Look;
}

const Context = createContext<Provided | undefined>(undefined);

/**
 * A key that is given here is visible to readers: fine for a publishable one. Otherwise leave it empty and let `baseUrl`
 * lead to `createBlogProxy`.
 */
export type VloziProviderProps = ({ client: VloziClient } | VloziConfig) & Look & { children?: ReactNode };

export function VloziProvider(props: VloziProviderProps): ReactElement {
  const { hrefFor, Link, labels, locale, timeZone, children } = props;
  // Made once: a store outside would be shared by all visitors of a server.
  const [{ client, store }] = useState(() => ({
    client: "client" in props ? props.client : new VloziClient(props),
    store: new Store(),
  }));
  const look = { hrefFor, Link, labels, locale, timeZone };
  return <Context.Provider value={{ client, store, look }}>{children}</Context.Provider>;
}

export function useProvided(): Provided {
  const provided = useContext(Context);
  if (!provided) throw new Error("There is no <VloziProvider> above this component");
  return provided;
}

/** The provider's look where there is one, and what was given over it. */
export function useLook(look: Look): Look {
  const given = Object.entries(look).filter(([, value]) => value !== undefined);
  return { ...useContext(Context)?.look, ...Object.fromEntries(given) };
}

/** The provider's client. */
export function useVlozi(): VloziClient {
  return useProvided().client;
}
