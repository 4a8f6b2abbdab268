"use client";

import type { Editor } from "@tiptap/react";
import { useEffect, useId, useState } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { fetchBlogPosts } from "../../api/blog.admin.api";
import { addressOf, type Site } from "../../api/site";
import type { PostRow } from "../../store/blog.types";
import { linkAddress } from "./addresses";
import styles from "./Dialogs.module.css";

interface Props {
  readonly editor: Editor;
  readonly site: Site | undefined;
  readonly onClose: () => void;
}

const PAUSE_MS = 250;

/** Where a stretch of text leads: an address, or another post of this blog. */
export function LinkDialog({ editor, site, onClose }: Props) {
  const text = useText();
  const id = useId();
  const present = String(editor.getAttributes("link")["href"] ?? "");
  const [given, setGiven] = useState(present);
  const [isBad, setIsBad] = useState(false);
  const posts = usePosts(linkAddress(given) ? "" : given);

  const link = (href: string, words?: string) => {
    onClose();
    const chain = editor.chain().focus().extendMarkRange("link");
    const { empty } = editor.state.selection;
    if (empty && present === "")
      chain
        .insertContent({ type: "text", text: words ?? href, marks: [{ type: "link", attrs: { href } }] })
        .run();
    else chain.setLink({ href }).run();
  };

  return (
    <Dialog open title={text.linkTitle} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const href = linkAddress(given);
          if (href) link(href);
          else setIsBad(true);
        }}
      >
        <label className={styles["label"]} htmlFor={id}>
          {text.linkTo}
        </label>
        <input
          id={id}
          className="field"
          dir="auto"
          autoFocus
          autoComplete="off"
          value={given}
          aria-invalid={isBad || undefined}
          aria-describedby={isBad ? `${id}-bad` : undefined}
          onChange={(event) => {
            setGiven(event.target.value);
            setIsBad(false);
          }}
        />
        {isBad && (
          <p id={`${id}-bad`} className={styles["fault"]}>
            {text.linkBad}
          </p>
        )}
        {posts.length > 0 && (
          <>
            <h3 className={styles["heading"]}>{text.linkPosts}</h3>
            <ul className={styles["posts"]}>
              {posts.map((post) => (
                <li key={post.id}>
                  <button
                    type="button"
                    className={styles["post"]}
                    onClick={() => link(addressOf(site, post.slug), post.title)}
                  >
                    <span dir="auto">{post.title}</span>
                    <span className={styles["quiet"]}>/{post.slug}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <DialogActions>
          {present !== "" && (
            <button
              type="button"
              className="button"
              onClick={() => {
                onClose();
                editor.chain().focus().extendMarkRange("link").unsetLink().run();
              }}
            >
              {text.linkRemove}
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            {text.editorCancel}
          </button>
          <button type="submit" className="button primary">
            {text.linkApply}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The posts that were written last, or those that have the words. */
function usePosts(words: string): readonly PostRow[] {
  const [posts, setPosts] = useState<readonly PostRow[]>([]);
  useEffect(() => {
    const asked = new AbortController();
    const search = words.trim();
    const query = new URLSearchParams(
      search ? { limit: "6", search } : { limit: "6", sort: "updatedAt", order: "desc" },
    );
    const timer = setTimeout(
      () => {
        fetchBlogPosts(query.toString(), asked.signal)
          .then(({ data }) => setPosts(data))
          // Without a connection an address can still be given.
          .catch(() => undefined);
      },
      search ? PAUSE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [words]);
  return posts;
}
