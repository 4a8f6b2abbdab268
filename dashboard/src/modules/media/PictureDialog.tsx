"use client";

import Link from "next/link";
import { useState } from "react";
import { call } from "@/api/call";
import type { MediaItem, Schemas } from "@/api/types";
import { useFormat, useLocale, useText } from "@/i18n/use-text";
import { ApiForm, orNull, valueOf } from "@/modules/shell/ApiForm";
import { Failure } from "@/modules/shell/Failure";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { Copyable } from "@/ui/Copyable";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, TextArea } from "@/ui/Form";
import { useToast } from "@/ui/Toasts";
import { bytesIn } from "./bytes";
import styles from "./Media.module.css";

type Detail = Schemas["MediaDetail"];

interface Props {
  readonly item: MediaItem | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** One picture: what it shows, where it is used, and how to be rid of it. */
export function PictureDialog({ item, onClose, onChanged }: Props) {
  const text = useText();
  const [isDeleting, setDeleting] = useState(false);
  const detail = useResource<Detail>(item ? `/api/blog/admin/media/${item.id}` : null);
  const picture = detail.data?.id === item?.id ? detail.data : undefined;
  const close = () => {
    setDeleting(false);
    onClose();
  };
  const changed = () => {
    close();
    onChanged();
  };
  return (
    <Dialog
      open={item !== undefined}
      title={isDeleting ? text.deletePicture : text.picture}
      onClose={close}
      wide
    >
      {detail.failure && <Failure failure={detail.failure} />}
      {item && !isDeleting && (
        <>
          <img
            className={styles["large"]}
            src={item.url}
            alt={item.alt}
            width={item.width}
            height={item.height}
          />
          <Facts item={item} />
          <Uses picture={picture} />
          <Words item={item} onClose={close} onSaved={changed} onDelete={() => setDeleting(true)} />
        </>
      )}
      {item && isDeleting && picture && (
        <Deleting picture={picture} onCancel={() => setDeleting(false)} onDone={changed} />
      )}
    </Dialog>
  );
}

function Facts({ item: { width, height, bytes, contentType, url } }: { item: MediaItem }) {
  const [text, locale] = [useText(), useLocale()];
  return (
    <>
      <p className={styles["facts"]}>
        <span>
          {width} × {height}
        </span>
        <data value={bytes}>{bytesIn(locale, bytes)}</data>
        <code>{contentType}</code>
      </p>
      <p>
        <Copyable value={url} label={text.copyAddress} done={text.copied} />
      </p>
    </>
  );
}

function Uses({ picture }: { picture: Detail | undefined }) {
  const text = useText();
  if (!picture) return null;
  return (
    <section className={styles["uses"]}>
      <h3>{text.usedIn}</h3>
      {picture.usedBy.length === 0 ? (
        <p>{text.usedNowhere}</p>
      ) : (
        <ul>
          {picture.usedBy.map(({ id, title }) => (
            <li key={id}>
              <Link href={`/dashboard/blog/${id}`} dir="auto" prefetch={false}>
                {title || text.untitled}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface WordsProps {
  readonly item: MediaItem;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  readonly onDelete: () => void;
}

function Words({ item, onClose, onSaved, onDelete }: WordsProps) {
  const [text, toast] = [useText(), useToast()];
  const { can } = useSession();
  const remove = can("blog:posts.delete") && (
    <button type="button" className="button danger" onClick={onDelete}>
      {text.delete}
    </button>
  );
  if (!can("blog:posts.update"))
    return (
      <DialogActions>
        {remove}
        <button type="button" className="button" onClick={onClose}>
          {text.close}
        </button>
      </DialogActions>
    );
  const send = async (data: FormData) => {
    const body = { alt: orNull(valueOf(data, "alt")), name: valueOf(data, "name") };
    await call(`/api/blog/admin/media/${item.id}`, { method: "PUT", body });
    onSaved();
    toast({ message: text.savedNow });
  };
  return (
    <ApiForm send={send} submit={text.save} fields={["alt", "name"]} onCancel={onClose}>
      <TextArea
        label={text.altText}
        name="alt"
        hint={text.altHint}
        maxLength={1000}
        defaultValue={item.alt}
      />
      <Field label={text.name} name="name" required maxLength={255} defaultValue={item.name} />
      {remove}
    </ApiForm>
  );
}

interface DeletingProps {
  readonly picture: Detail;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

/** Says which posts lose it before it goes. */
function Deleting({ picture, onCancel, onDone }: DeletingProps) {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const isUsed = picture.usedBy.length > 0;
  const send = async () => {
    await call(`/api/blog/admin/media/${picture.id}${isUsed ? "?force=true" : ""}`, { method: "DELETE" });
    onDone();
    toast({ message: text.deletedNow });
  };
  return (
    <ApiForm send={send} submit={text.delete} fields={[]} onCancel={onCancel} danger>
      <p>{format("deletePictureTouches", { count: picture.usedBy.length })}</p>
      {isUsed && (
        <ul className={styles["uses"]}>
          {picture.usedBy.map(({ id, title }) => (
            <li key={id}>
              <bdi>{title || text.untitled}</bdi>
            </li>
          ))}
        </ul>
      )}
      <p>{text.cachesKeep}</p>
    </ApiForm>
  );
}
