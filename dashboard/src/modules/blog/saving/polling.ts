// What is asked every now and then, so that another's save is known before it is in the way.

import { doorOf } from "./door";
import type { Door, State } from "./protocol";

export const POLL_MS = 30_000;
/** Of so many questions one is for the whole post: that it was published is told by no version. */
const POLLS_TO_LOOK = 4;
/** What is scheduled is published within a minute. */
const PUBLISHED_MS = 65_000;

/** The whole post, the versions of the doors named, or nothing. */
export function pollOf(
  state: State,
  post: { readonly status: string; readonly scheduledFor: string | null } | undefined,
  poll: number,
  now: number,
): "look" | readonly Door[] {
  if (state.is !== "open" || state.setting.postId === null) return [];
  const isPublished =
    post?.status === "scheduled" && Date.parse(post.scheduledFor ?? "") + PUBLISHED_MS <= now;
  if (doorOf(state) === "workingCopy") return ["autosave", "workingCopy"];
  return isPublished || poll % POLLS_TO_LOOK === 0 ? "look" : ["autosave"];
}
