// What lies on this device: one record for each tab that wrote, and how several become one text.

import { sameValues, textOf, type Values, type Version } from "./document";
import { mergeKeepingBoth } from "./merge";

export const SCHEMA = 2;
const DAY_MS = 86_400_000;
export const KEPT_MS = 7 * DAY_MS;

export interface LocalCopy {
  readonly schema: typeof SCHEMA;
  /** One for each tab and opening: two tabs never write one record. */
  readonly copyId: string;
  /** Names the post before it has an id, and is the key under which it is created. */
  readonly draftId: string;
  readonly postId: string | null;
  readonly base: Version | null;
  readonly mine: Values;
  /** Sent, and no answer came: each of them may be what the server has now. */
  readonly sent: readonly Values[];
  /** The body of a creation that was tried; it is repeated to the letter until it is answered. */
  readonly creating: Creating | null;
  /** The text that stands against `mine` while a question is open. */
  readonly theirs: Version | null;
  /** Texts that a merge or a choice replaced. */
  readonly kept: readonly Kept[];
  /** Whether the server lacks something of `mine`. */
  readonly unsent: boolean;
  readonly savedAt: number;
  /** Counts the writings of one record, so that nobody removes a newer one than was read. */
  readonly turn: number;
}

/** A record as it is written today; the first schema knew no working copies. */
export function recordOf(record: LocalCopy): LocalCopy {
  const whole = (version: Version): Version => ({ ...{ draft: null, live: false }, ...version });
  const { base, theirs } = record;
  return { ...record, schema: SCHEMA, base: base && whole(base), theirs: theirs && whole(theirs) };
}

/** One record as it was read. */
export type CopyRef = Pick<LocalCopy, "copyId" | "turn">;

export interface Creating {
  readonly values: Values;
  readonly at: number;
}

export interface Kept {
  readonly values: Values;
  readonly at: number;
}

/** What an opening finds: one text, what it is based on, and what may have been sent. */
export interface Found {
  readonly base: Version | null;
  readonly mine: Values;
  readonly draftId: string;
  readonly sent: readonly Values[];
  readonly creating: Creating | null;
  readonly kept: readonly Kept[];
  /** The records that are in this one now; removed in the transaction that writes it, unless they have changed. */
  readonly absorbed: readonly CopyRef[];
}

/** All unsent copies of one post as one, the oldest first. Where two differ both texts stand: nobody is asked about oneself. */
export function gather(copies: readonly LocalCopy[], now: number): Found | undefined {
  const [first, ...others] = copies.filter((copy) => copy.unsent).sort((a, b) => a.savedAt - b.savedAt);
  if (!first) return undefined;
  const kept = keptIn(copies, now);
  let found: Found = { ...first, kept, absorbed: copies.map(({ copyId, turn }) => ({ copyId, turn })) };
  for (const next of others) {
    const common = found.base?.values ?? next.base?.values ?? { title: "", content: null };
    const mine = mergeKeepingBoth(common, found.mine, next.mine);
    const changed = !sameValues(mine, next.mine);
    found = {
      ...found,
      base: next.base ?? found.base,
      mine,
      sent: [...found.sent, ...next.sent],
      creating: found.creating ?? next.creating,
      kept: changed
        ? [...found.kept, { values: found.mine, at: now }, { values: next.mine, at: now }]
        : found.kept,
    };
  }
  return found;
}

/** All replaced texts of the last seven days, each once. */
export function keptIn(copies: readonly LocalCopy[], now: number): readonly Kept[] {
  const all = copies.flatMap((copy) => copy.kept).filter(({ at }) => now - at < KEPT_MS);
  return [
    ...new Map(all.map((kept) => [`${String(kept.at)}:${textOf(kept.values.content)}`, kept])).values(),
  ];
}

/** The copies that may go: everything in them has been on the server for a week. */
export function expired(copies: readonly LocalCopy[], now: number): readonly string[] {
  const old = (at: number) => now - at >= KEPT_MS;
  return copies
    .filter((copy) => !copy.unsent && old(copy.savedAt) && copy.kept.every(({ at }) => old(at)))
    .map((copy) => copy.copyId);
}
