import { useState } from "react";
import { ApiError } from "@/api/call";
import { useFormat, useText, type Format } from "@/i18n/use-text";
import { asFailure } from "@/modules/shell/ApiForm";
import { useToast } from "@/ui/Toasts";
import { changePublication, deletePost, schedulePost, undeletePost } from "../../api/blog.admin.api";
import type { PostRow } from "../../store/blog.types";

export type Action = "publish" | "unpublish" | "delete" | "restore";

/** How many requests are under way at a time. */
const LANES = 4;

interface Actions {
  readonly run: (action: Action, posts: readonly PostRow[]) => Promise<void>;
  readonly isRunning: boolean;
  readonly failure: ApiError | undefined;
}

/** Does something to posts, says so, and offers to take it back. */
export function useActions(onDone: () => void): Actions {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<ApiError>();

  const each = async (posts: readonly PostRow[], step: (post: PostRow) => Promise<unknown>) => {
    setRunning(true);
    setFailure(undefined);
    const done: PostRow[] = [];
    const queue = [...posts];
    const lane = async () => {
      for (let post = queue.shift(); post; post = queue.shift()) {
        await step(post);
        done.push(post);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) setFailure(asFailure(failed.reason));
    setRunning(false);
    onDone();
    return done;
  };

  const run = async (action: Action, posts: readonly PostRow[]) => {
    const done = await each(posts, (post) => STEPS[action](post));
    if (done.length === 0) return;
    const undo = () => {
      void each(done, UNDO[action]).then(() => toast({ message: text.undone }));
    };
    toast({ message: said(format, action, done), action: { label: text.undo, run: undo } });
  };
  return { run, isRunning, failure };
}

const STEPS: Readonly<Record<Action, (post: PostRow) => Promise<unknown>>> = {
  publish: ({ id }) => changePublication(id, "publish"),
  unpublish: ({ id }) => changePublication(id, "unpublish"),
  delete: ({ id }) => deletePost(id),
  restore: ({ id }) => undeletePost(id),
};

const UNDO: Readonly<Record<Action, (post: PostRow) => Promise<unknown>>> = {
  publish: async (post) => {
    await changePublication(post.id, "unpublish");
    await scheduledAgain(post);
  },
  unpublish: ({ id }) => changePublication(id, "publish"),
  // It comes back unpublished, whatever it was.
  delete: async (post) => {
    await undeletePost(post.id);
    if (post.status === "published") await changePublication(post.id, "publish");
    await scheduledAgain(post);
  },
  restore: ({ id }) => deletePost(id),
};

async function scheduledAgain({ id, status, scheduledFor }: PostRow): Promise<void> {
  if (status === "scheduled" && scheduledFor && Date.parse(scheduledFor) > Date.now())
    await schedulePost(id, scheduledFor);
}

function said(format: Format, action: Action, posts: readonly PostRow[]): string {
  const key = {
    publish: "didPublish",
    unpublish: "didUnpublish",
    delete: "didDelete",
    restore: "didRestore",
  } as const;
  return format(key[action], { count: posts.length, title: posts[0]?.title ?? "" });
}
