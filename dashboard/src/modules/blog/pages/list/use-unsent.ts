import { useEffect, useState } from "react";
import { readCopies } from "../../saving/adapters/copies";

/** Text on this device that the server does not have: posts by their ids, and beginnings that are no posts yet. */
export interface Unsent {
  readonly posts: ReadonlySet<string>;
  readonly drafts: readonly { readonly draftId: string; readonly title: string }[];
}

const NONE: Unsent = { posts: new Set(), drafts: [] };

export function useUnsent(writer: { readonly tenant: string; readonly user: string } | undefined): Unsent {
  const [unsent, setUnsent] = useState(NONE);
  const [tenant, user] = [writer?.tenant, writer?.user];
  useEffect(() => {
    if (!tenant || !user) return;
    readCopies({ tenant, user }).then(
      (copies) => {
        const waiting = copies.filter((copy) => copy.unsent);
        const drafts = new Map(
          waiting.filter(({ postId }) => postId === null).map(({ draftId, mine }) => [draftId, mine.title]),
        );
        setUnsent({
          posts: new Set(waiting.flatMap(({ postId }) => (postId === null ? [] : [postId]))),
          drafts: [...drafts].map(([draftId, title]) => ({ draftId, title })),
        });
      },
      // A browser that refuses its store has nothing in it.
      () => undefined,
    );
  }, [tenant, user]);
  return unsent;
}
