/** Answers of one provider: equal questions share a request. Knows no React. */

import { isVloziError, VloziConnectionError, type VloziError } from "../core/errors.js";

/** What is known of a question. Replaced, never changed. */
export interface Snapshot {
  readonly data: unknown;
  readonly error: VloziError | undefined;
  readonly isFetching: boolean;
}

const NOTHING: Snapshot = { data: undefined, error: undefined, isFetching: false };

interface Entry {
  snapshot: Snapshot;
  underWay: Promise<void> | undefined;
  readonly listeners: Set<() => void>;
}

export class Store {
  readonly #entries = new Map<string, Entry>();

  read(key: string): Snapshot {
    return this.#entries.get(key)?.snapshot ?? NOTHING;
  }

  subscribe(key: string, listener: () => void): () => void {
    const { listeners } = this.#entry(key);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Asks, unless the same question is under way. What was known is shown meanwhile. */
  ask(key: string, load: () => PromiseLike<unknown>): Promise<void> {
    const entry = this.#entry(key);
    entry.underWay ??= this.#load(entry, load).finally(() => (entry.underWay = undefined));
    return entry.underWay;
  }

  async #load(entry: Entry, load: () => PromiseLike<unknown>): Promise<void> {
    const tell = (change: Partial<Snapshot>): void => {
      entry.snapshot = { ...entry.snapshot, ...change };
      entry.listeners.forEach((listener) => listener());
    };
    tell({ isFetching: true });
    try {
      tell({ data: await load(), error: undefined, isFetching: false });
    } catch (error) {
      tell({ error: isVloziError(error) ? error : unexpected(error), isFetching: false });
    }
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (!entry)
      this.#entries.set(key, (entry = { snapshot: NOTHING, underWay: undefined, listeners: new Set() }));
    return entry;
  }
}

function unexpected(cause: unknown): VloziError {
  return new VloziConnectionError({
    code: "connection",
    text: "The call failed",
    path: "",
    cause,
  });
}
