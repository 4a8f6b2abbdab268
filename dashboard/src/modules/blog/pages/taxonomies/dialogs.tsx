"use client";

import { useState } from "react";
import { call } from "@/api/call";
import type { Taxonomy } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { ApiForm, orNull, valueOf } from "@/modules/shell/ApiForm";
import { Confirm } from "@/modules/shell/Confirm";
import { Dialog } from "@/ui/Dialog";
import { Field, Select, TextArea } from "@/ui/Form";
import type { Kind } from "../Taxonomies";
import { mergeTag } from "./merge-tag";

interface EditProps {
  readonly kind: Kind;
  /** Nothing where a new one is made. */
  readonly of: Taxonomy | undefined;
  readonly open: boolean;
  readonly save: (body: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly onClose: () => void;
}

export function EditDialog({ kind, of, open, save, onClose }: EditProps) {
  const text = useText();
  const isCategory = kind === "categories";
  const title = of
    ? isCategory
      ? text.editCategory
      : text.editTag
    : isCategory
      ? text.newCategory
      : text.newTag;
  const send = (data: FormData) => {
    const slug = valueOf(data, "slug");
    return save({
      name: valueOf(data, "name"),
      ...(slug && slug !== of?.slug ? { slug } : {}),
      ...(isCategory ? { description: orNull(valueOf(data, "description")) } : {}),
    });
  };
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <ApiForm
        send={send}
        submit={of ? text.save : text.create}
        fields={["name", "slug", "description"]}
        onCancel={onClose}
      >
        <Field
          label={text.name}
          name="name"
          required
          maxLength={isCategory ? 100 : 50}
          defaultValue={of?.name ?? ""}
        />
        <Field
          label={text.slug}
          name="slug"
          hint={of ? text.slugChangeHint : text.slugHint}
          maxLength={200}
          defaultValue={of?.slug ?? ""}
        />
        {isCategory && (
          <TextArea
            label={text.description}
            name="description"
            maxLength={500}
            defaultValue={of?.description ?? ""}
          />
        )}
      </ApiForm>
    </Dialog>
  );
}

interface DeleteProps {
  readonly kind: Kind;
  readonly of: Taxonomy | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says what loses it; the posts themselves stay. */
export function DeleteDialog({ kind, of, onClose, onDone }: DeleteProps) {
  const [text, format] = [useText(), useFormat()];
  const isCategory = kind === "categories";
  return (
    <Confirm
      open={of !== undefined}
      title={isCategory ? text.deleteCategory : text.deleteTag}
      submit={text.delete}
      send={async () => {
        if (of) await call(`/api/blog/admin/${kind}/${of.id}`, { method: "DELETE" });
        onDone();
      }}
      onClose={onClose}
    >
      <p>
        {of &&
          format(isCategory ? "deleteCategoryTouches" : "deleteTagTouches", {
            name: of.name,
            count: of.postCount,
          })}
      </p>
    </Confirm>
  );
}

interface MergeProps {
  readonly of: Taxonomy | undefined;
  readonly tags: readonly Taxonomy[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Gives the posts of a tag another one, then deletes it. Broken off half-way it can be begun again: nothing is lost. */
export function MergeTagDialog({ of, tags, onClose, onDone }: MergeProps) {
  const [text, format] = [useText(), useFormat()];
  const [moved, setMoved] = useState(0);
  const send = async (data: FormData) => {
    const into = tags.find(({ id }) => id === data.get("into"));
    if (!of || !into) return;
    await mergeTag(of, into, setMoved);
    setMoved(0);
    onDone();
  };
  return (
    <Dialog open={of !== undefined} title={text.mergeTag} onClose={onClose}>
      {of && (
        <ApiForm send={send} submit={text.merge} fields={["into"]} onCancel={onClose}>
          <Select label={text.mergeInto} name="into" required>
            {tags
              .filter(({ id }) => id !== of.id)
              .map(({ id, name }) => (
                <option key={id} value={id} dir="auto">
                  {name}
                </option>
              ))}
          </Select>
          <p>{format("mergeTouches", { name: of.name, count: of.postCount })}</p>
          <p role="status">{moved > 0 && format("mergeMoved", { count: moved, of: of.postCount })}</p>
        </ApiForm>
      )}
    </Dialog>
  );
}
