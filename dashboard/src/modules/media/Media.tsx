"use client";

import { useSearchParams } from "next/navigation";
import { useRef, useState } from "react";
import type { MediaItem, Schemas } from "@/api/types";
import { useFormat, useLocale, useText } from "@/i18n/use-text";
import { Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { Page } from "@/modules/shell/Page";
import { Paging } from "@/modules/shell/Paging";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { bytesIn } from "./bytes";
import { PictureDialog } from "./PictureDialog";
import { PICTURE_TYPES } from "./prepare";
import { UploadList } from "./UploadList";
import { useUploads } from "./use-uploads";
import styles from "./Media.module.css";

/** The pictures of a blog. */
export function Media() {
  const [text, params] = [useText(), useSearchParams()];
  const { me, can } = useSession();
  const [search, page] = [params.get("search") ?? "", params.get("page") ?? "1"];
  const query = new URLSearchParams({ limit: "48", page, ...(search ? { search } : {}) });
  const list = useResource<Schemas["MediaPage"]>(`/api/blog/admin/media?${query.toString()}`);
  const uploads = useUploads(me && `${me.tenantId}/${me.user.id}`, list.reload);
  const [looked, setLooked] = useState<MediaItem>();
  const input = useRef<HTMLInputElement>(null);
  const go = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams({ search, page, ...changes });
    for (const name of ["search", "page"]) if (!next.get(name)) next.delete(name);
    window.history.pushState(null, "", `/dashboard/media?${next.toString()}`);
  };
  return (
    <Page
      title={text.media}
      needs="blog:posts.read"
      actions={
        can("blog:posts.create") && (
          <>
            <input
              ref={input}
              type="file"
              className="hidden"
              tabIndex={-1}
              aria-label={text.chooseFiles}
              accept={PICTURE_TYPES}
              multiple
              onChange={({ target }) => {
                uploads.add([...(target.files ?? [])]);
                target.value = "";
              }}
            />
            <button type="button" className="button primary" onClick={() => input.current?.click()}>
              {text.upload}
            </button>
          </>
        )
      }
    >
      <div className={styles["bar"]}>
        <form
          role="search"
          className={styles["search"]}
          onSubmit={(event) => {
            event.preventDefault();
            go({ search: String(new FormData(event.currentTarget).get("search") ?? "").trim(), page: "" });
          }}
        >
          <input
            key={search}
            className="field"
            type="search"
            name="search"
            maxLength={200}
            dir="auto"
            defaultValue={search}
            aria-label={text.searchMedia}
            placeholder={text.searchMedia}
          />
        </form>
        {list.data && <Usage {...list.data.meta} />}
      </div>
      <UploadList {...uploads} />
      {list.failure && <Failure failure={list.failure} onRetry={list.reload} />}
      {!list.data && !list.failure && <Loading />}
      {list.data?.data.length === 0 && <p className="empty">{search ? text.noMediaMatches : text.noMedia}</p>}
      {list.data && list.data.data.length > 0 && (
        <ul className={styles["grid"]} aria-label={text.media}>
          {list.data.data.map((item) => (
            <Tile key={item.id} item={item} onLook={() => setLooked(item)} />
          ))}
        </ul>
      )}
      {list.data && (
        <Paging
          at={list.data.meta.page}
          of={list.data.meta.totalPages}
          go={(to) => go({ page: String(to) })}
        />
      )}
      <PictureDialog item={looked} onClose={() => setLooked(undefined)} onChanged={list.reload} />
    </Page>
  );
}

function Tile({ item, onLook }: { item: MediaItem; onLook: () => void }) {
  const text = useText();
  const locale = useLocale();
  return (
    <li>
      <button type="button" className={styles["tile"]} onClick={onLook}>
        <span className={styles["frame"]}>
          <img
            src={item.url}
            alt=""
            width={item.width}
            height={item.height}
            loading="lazy"
            decoding="async"
          />
        </span>
        <bdi className={styles["name"]}>{item.name}</bdi>
        <span className={styles["facts"]}>
          <data value={item.bytes}>{bytesIn(locale, item.bytes)}</data>
          {item.alt === "" && (
            <span className="badge" data-tone="warn">
              {text.noAlt}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

function Usage({ bytesUsed, bytesAllowed }: { bytesUsed: number; bytesAllowed: number }) {
  const [text, format, locale] = [useText(), useFormat(), useLocale()];
  const words = { used: bytesIn(locale, bytesUsed), allowed: bytesIn(locale, bytesAllowed) };
  return (
    <p className={styles["usage"]}>
      <meter aria-label={text.usage} min={0} max={bytesAllowed} high={bytesAllowed * 0.9} value={bytesUsed} />
      <span>{format("usageOf", words)}</span>
    </p>
  );
}
