"use client";

import Link from "next/link";
import { useFormat, useText } from "@/i18n/use-text";
import { useSession } from "@/modules/shell/session";
import { When } from "@/modules/shell/When";
import { Table, type Column } from "@/ui/Table";
import type { PostRow } from "../../store/blog.types";
import type { Action } from "./use-actions";
import styles from "../BlogList.module.css";

interface Props {
  readonly rows: readonly PostRow[];
  readonly unsent: ReadonlySet<string>;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onAction: (action: Action, post: PostRow) => void;
}

export function Rows({ rows, unsent, selected, onSelect, onAction }: Props) {
  const [text, format] = [useText(), useFormat()];
  const { can } = useSession();
  const canSelect = can("blog:posts.publish") || can("blog:posts.delete");
  const all = rows.every(({ id }) => selected.has(id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const select: Column<PostRow> = {
    key: "select",
    label: text.selectAll,
    kind: "select",
    head: (
      <label>
        <input
          type="checkbox"
          className={styles["box"]}
          aria-label={text.selectAll}
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = !all && selected.size > 0;
          }}
          onChange={() => onSelect(new Set(all ? [] : rows.map(({ id }) => id)))}
        />
        <span className={styles["boxLabel"]}>{text.selectAll}</span>
      </label>
    ),
    cell: ({ id, title }) => (
      <input
        type="checkbox"
        className={styles["box"]}
        aria-label={format("selectPost", { title: title || text.untitled })}
        checked={selected.has(id)}
        onChange={() => toggle(id)}
      />
    ),
  };
  const columns: readonly Column<PostRow>[] = [
    ...(canSelect ? [select] : []),
    {
      key: "title",
      label: text.title,
      kind: "name",
      cell: (post) => <Title post={post} isUnsent={unsent.has(post.id)} />,
    },
    { key: "status", label: text.status, cell: (post) => <Status post={post} /> },
    { key: "author", label: text.author, cell: ({ author }) => <bdi>{author.name ?? "–"}</bdi> },
    { key: "updated", label: text.updated, cell: ({ updatedAt }) => <When at={updatedAt} as="day" /> },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (post) => <RowActions post={post} onAction={onAction} />,
    },
  ];
  return <Table caption={text.posts} columns={columns} rows={rows} idOf={({ id }) => id} />;
}

function Title({ post, isUnsent }: { post: PostRow; isUnsent: boolean }) {
  const text = useText();
  return (
    <>
      <Link
        id={`title-${post.id}`}
        className={styles["title"]}
        href={`/dashboard/blog/${post.id}`}
        dir="auto"
        prefetch={false}
      >
        {post.title || text.untitled}
      </Link>
      <span className={styles["marks"]}>
        {isUnsent && (
          <span className="badge" data-tone="danger">
            {text.unsentHere}
          </span>
        )}
        {post.hasDraft && (
          <span className="badge" data-tone="warn">
            {text.workingCopy}
          </span>
        )}
        {post.category && <bdi className={styles["taxonomy"]}>{post.category.name}</bdi>}
        {post.tags.map(({ id, name }) => (
          <bdi key={id} className={styles["taxonomy"]}>
            #{name}
          </bdi>
        ))}
      </span>
      {post.match && post.match.text.length > 0 && (
        <p className={styles["passage"]} dir="auto">
          {post.match.text.map(({ text: words, hit }, index) =>
            hit ? <mark key={index}>{words}</mark> : <span key={index}>{words}</span>,
          )}
        </p>
      )}
    </>
  );
}

function Status({ post: { status, scheduledFor, publishedAt, deletedAt } }: { post: PostRow }) {
  const text = useText();
  const names = {
    draft: text.statusDraft,
    scheduled: text.statusScheduled,
    published: text.statusPublished,
    deleted: text.statusDeleted,
  };
  const at = { draft: null, scheduled: scheduledFor, published: publishedAt, deleted: deletedAt }[status];
  const tone = { draft: undefined, scheduled: "warn", published: "ok", deleted: "danger" }[status];
  return (
    <span className={styles["status"]}>
      <span className="badge" data-tone={tone}>
        {names[status]}
      </span>
      {at && <When at={at} as={status === "scheduled" ? "minute" : "day"} />}
    </span>
  );
}

function RowActions({ post, onAction }: { post: PostRow; onAction: Props["onAction"] }) {
  const text = useText();
  const { can } = useSession();
  const actions: readonly { readonly action: Action; readonly label: string; readonly is: boolean }[] = [
    {
      action: "publish",
      label: text.publish,
      is: can("blog:posts.publish") && (post.status === "draft" || post.status === "scheduled"),
    },
    {
      action: "unpublish",
      label: text.unpublish,
      is: can("blog:posts.publish") && post.status === "published",
    },
    { action: "delete", label: text.delete, is: can("blog:posts.delete") && post.status !== "deleted" },
    { action: "restore", label: text.restore, is: can("blog:posts.delete") && post.status === "deleted" },
  ];
  return (
    <span className="rowActions">
      {actions.map(
        ({ action, label, is }) =>
          is && (
            <button
              key={action}
              type="button"
              className="button quiet small"
              aria-describedby={`title-${post.id}`}
              onClick={() => onAction(action, post)}
            >
              {label}
            </button>
          ),
      )}
    </span>
  );
}
