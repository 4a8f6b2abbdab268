"use client";

import "@fontsource-variable/source-serif-4/wght.css";
import "@fontsource-variable/source-serif-4/wght-italic.css";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useText } from "@/i18n/use-text";
import { BlogEditorCore } from "../editor/BlogEditorCore";
import { writerOf } from "../saving/runner";
import type { Writer } from "../saving";
import styles from "./BlogEditor.module.css";

interface Props {
  readonly postId: string | null;
  readonly draftId: string | null;
}

interface Opened {
  readonly writer: Writer;
  readonly draftId: string;
}

const LAST_WRITER = "logicspike-last-writer";

/** Who writes is asked once, when the page opens; after that the page stays, whatever becomes of the session. */
export function BlogEditor({ postId, draftId }: Props) {
  const text = useText();
  const [opened, setOpened] = useState<Opened>();

  useEffect(() => {
    let isGone = false;
    void whoWrites().then((writer) => {
      if (isGone) return;
      if (!writer)
        return void window.location.assign(`/signin?to=${encodeURIComponent(window.location.pathname)}`);
      const id = draftId ?? crypto.randomUUID();
      // So that a reload finds the same draft, before there is a post.
      if (postId === null && draftId === null)
        window.history.replaceState(null, "", `/dashboard/blog/new?draft=${id}`);
      setOpened({ writer, draftId: id });
    });
    return () => {
      isGone = true;
    };
  }, [postId, draftId]);

  return (
    <div className={styles["page"]}>
      {opened ? (
        <BlogEditorCore postId={postId} {...opened} />
      ) : (
        <>
          <nav className={styles["way"]}>
            <Link href="/dashboard/blog" className="button plain">
              ← {text.backToPosts}
            </Link>
          </nav>
          <p className={styles["opening"]}>{text.opening}</p>
        </>
      )}
    </div>
  );
}

/** The session's answer; without a connection whoever wrote here last, whose copies are on this device. */
async function whoWrites(): Promise<Writer | undefined> {
  try {
    const response = await fetch("/api/auth/session", { cache: "no-store" });
    const writer = writerOf(await response.json());
    if (writer) localStorage.setItem(LAST_WRITER, JSON.stringify(writer));
    return writer;
  } catch {
    const [user, tenant] = Object.values(
      JSON.parse(localStorage.getItem(LAST_WRITER) ?? "{}") as object,
    ) as unknown[];
    return typeof user === "string" && typeof tenant === "string" ? { user, tenant } : undefined;
  }
}
