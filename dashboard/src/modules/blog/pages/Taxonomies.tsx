"use client";

import Link from "next/link";
import { useState } from "react";
import { call, once } from "@/api/call";
import type { Schemas, Taxonomy } from "@/api/types";
import { useLocale, useText } from "@/i18n/use-text";
import { Listing } from "@/modules/shell/Listing";
import { Page } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { useToast } from "@/ui/Toasts";
import type { Column } from "@/ui/Table";
import { DeleteDialog, EditDialog, MergeTagDialog } from "./taxonomies/dialogs";

export type Kind = "categories" | "tags";

type Open = { readonly is: "create" } | { readonly is: "edit" | "delete" | "merge"; readonly of: Taxonomy };

/** The categories or the tags of a blog, with how many posts each has. */
export function Taxonomies({ kind }: { kind: Kind }) {
  const [text, toast] = [useText(), useToast()];
  const { can } = useSession();
  const url = `/api/blog/admin/${kind}`;
  const list = useResource<Schemas["AdminTaxonomyList"]>(url);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const done = (message: string) => {
    close();
    list.reload();
    toast({ message });
  };
  const of = open && "of" in open ? open.of : undefined;
  const isCategory = kind === "categories";
  const save = async (body: Readonly<Record<string, unknown>>) => {
    if (of) {
      const headers = { "if-match": `"${String(of.version)}"` };
      await call(`${url}/${of.id}`, { method: "PUT", body, headers });
    } else await call(url, { method: "POST", body, headers: once() });
    done(text.savedNow);
  };
  return (
    <Page
      title={isCategory ? text.categories : text.tags}
      lead={isCategory ? text.categoriesLead : text.tagsLead}
      needs="blog:posts.read"
      actions={
        can("blog:posts.create") && (
          <button type="button" className="button primary" onClick={() => setOpen({ is: "create" })}>
            {isCategory ? text.newCategory : text.newTag}
          </button>
        )
      }
    >
      <Listing
        resource={list}
        rowsOf={({ data }) => data}
        caption={isCategory ? text.categories : text.tags}
        columns={useColumns(kind, setOpen)}
        idOf={({ id }) => id}
        empty={isCategory ? text.noCategories : text.noTags}
      />
      <EditDialog
        kind={kind}
        of={open?.is === "edit" ? open.of : undefined}
        open={open?.is === "edit" || open?.is === "create"}
        save={save}
        onClose={close}
      />
      <DeleteDialog
        kind={kind}
        of={open?.is === "delete" ? open.of : undefined}
        onClose={close}
        onDone={() => done(text.deletedNow)}
      />
      <MergeTagDialog
        of={open?.is === "merge" ? open.of : undefined}
        tags={list.data?.data ?? []}
        onClose={close}
        onDone={() => done(text.mergedNow)}
      />
    </Page>
  );
}

function useColumns(kind: Kind, setOpen: (open: Open) => void): readonly Column<Taxonomy>[] {
  const [text, locale] = [useText(), useLocale()];
  const { can } = useSession();
  const isCategory = kind === "categories";
  const filter = isCategory ? "category" : "tag";
  const description: Column<Taxonomy> = {
    key: "description",
    label: text.description,
    cell: ({ description: words }) => <bdi>{words ?? "–"}</bdi>,
  };
  const button = (label: string, is: "edit" | "delete" | "merge", of: Taxonomy) => (
    <button
      type="button"
      className="button quiet small"
      aria-describedby={`name-${of.id}`}
      onClick={() => setOpen({ is, of })}
    >
      {label}
    </button>
  );
  return [
    {
      key: "name",
      label: text.name,
      kind: "name",
      cell: ({ id, name }) => <bdi id={`name-${id}`}>{name}</bdi>,
    },
    { key: "slug", label: text.slug, cell: ({ slug }) => <code>{slug}</code> },
    ...(isCategory ? [description] : []),
    {
      key: "posts",
      label: text.posts,
      kind: "number",
      cell: ({ slug, postCount }) => (
        <Link href={`/dashboard/blog?${filter}=${encodeURIComponent(slug)}`} prefetch={false}>
          {new Intl.NumberFormat(locale).format(postCount)}
        </Link>
      ),
    },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (of) => (
        <span className="rowActions">
          {can("blog:posts.update") && button(text.edit, "edit", of)}
          {!isCategory &&
            can("blog:posts.update") &&
            can("blog:posts.delete") &&
            button(text.merge, "merge", of)}
          {can("blog:posts.delete") && button(text.delete, "delete", of)}
        </span>
      ),
    },
  ];
}
