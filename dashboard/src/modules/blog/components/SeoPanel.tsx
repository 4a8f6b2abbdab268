"use client";

import type { Editor } from "@tiptap/react";
import { useId, type ReactNode } from "react";
import { filled } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { addressOf, type Site } from "../api/site";
import type { Values } from "../saving";
import type { Snapshot } from "../saving/runner";
import { FeaturedImage } from "./FeaturedImage";
import { cut, DESCRIPTION, pixelsOf, TITLE } from "./pixels";
import styles from "./SeoPanel.module.css";
import { CategoryField, TagsField } from "./TaxonomyFields";

interface Props {
  readonly values: Values;
  readonly snapshot: Snapshot;
  readonly edit: (changes: Partial<Values>) => void;
  readonly disabled: boolean;
  readonly site: Site | undefined;
  readonly editor: Editor;
}

const SHORT_DESCRIPTION = 70;

/** What stands beside the text: where readers find it, how lists, search engines and messages show it. Hints, no scores. */
export function SeoPanel({ values, snapshot, edit, disabled, site, editor }: Props) {
  const text = useText();
  const at = (field: string) => {
    const value = values[field];
    return typeof value === "string" ? value : "";
  };
  const set = (field: string, value: string) => edit({ [field]: value === "" ? null : value });
  const faults = snapshot.state.is === "open" ? snapshot.state.faults : [];
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.message;
  const common = (field: string) => ({
    value: at(field),
    disabled,
    fault: faultOf(field),
    onChange: (value: string) => set(field, value),
  });

  const live = snapshot.post?.slug ?? "";
  const slug = at("slug") || live;
  const address = slug ? addressOf(site, slug) : "";
  const isMoved =
    snapshot.post?.status === "published" && live !== "" && at("slug") !== "" && at("slug") !== live;
  const title = at("seoTitle") || values.title || text.untitled;
  const opening = editor.state.doc.textBetween(0, Math.min(editor.state.doc.content.size, 400), " ").trim();
  const description = at("seoDescription") || at("excerpt") || opening;
  const picture = at("featuredImageUrl") || (site?.defaultImageUrl ?? "");

  return (
    <div className={styles["panel"]}>
      <Field
        label={text.slug}
        {...common("slug")}
        most={255}
        dir="ltr"
        placeholder={live || text.slugAutomatic}
      >
        {address && <p>{filled(text.slugHint, { address: address.replace(/^https?:\/\//, "") })}</p>}
        {isMoved && <p className={styles["warn"]}>{filled(text.slugRedirect, { old: `/${live}` })}</p>}
      </Field>
      <CategoryField
        value={at("categoryId")}
        disabled={disabled}
        fault={faultOf("categoryId")}
        onChange={(id) => set("categoryId", id)}
      />
      <TagsField
        value={values["tags"]}
        disabled={disabled}
        fault={faultOf("tags")}
        onChange={(tags) => edit({ tags })}
      />
      <Field label={text.excerpt} {...common("excerpt")} most={1000} lines={3}>
        <p>{text.excerptHint}</p>
      </Field>
      <FeaturedImage
        value={at("featuredImageUrl")}
        disabled={disabled}
        fault={faultOf("featuredImageUrl")}
        onChange={(url) => set("featuredImageUrl", url)}
      />

      <h3 className={styles["heading"]}>{text.seo}</h3>
      <Field label={text.seoTitle} {...common("seoTitle")} most={255} placeholder={values.title}>
        <Pixels words={title} {...TITLE} />
        {pixelsOf(title, TITLE.font) > TITLE.most && <p className={styles["warn"]}>{text.seoTitleLong}</p>}
      </Field>
      <Field label={text.seoDescription} {...common("seoDescription")} most={500} lines={3}>
        <Pixels words={at("seoDescription")} {...DESCRIPTION} />
        {at("seoDescription") === "" ? (
          <p>{text.seoMissingDescription}</p>
        ) : (
          at("seoDescription").length < SHORT_DESCRIPTION && <p>{text.seoDescriptionShort}</p>
        )}
      </Field>
      {address && (
        <dl className={styles["canonical"]}>
          <dt>{text.canonical}</dt>
          <dd dir="ltr">{address}</dd>
        </dl>
      )}

      <figure className={styles["figure"]}>
        <figcaption>{text.searchPreview}</figcaption>
        <div className={styles["search"]}>
          <span className={styles["where"]} dir="ltr">
            {address.replace(/^https?:\/\//, "").replaceAll("/", " › ")}
          </span>
          <span className={styles["found"]} dir="auto">
            {cut(title, TITLE)}
          </span>
          <span className={styles["said"]} dir="auto">
            {cut(description, DESCRIPTION)}
          </span>
        </div>
      </figure>
      <figure className={styles["figure"]}>
        <figcaption>{text.socialPreview}</figcaption>
        <div className={styles["social"]}>
          {picture ? <img src={picture} alt="" /> : <div className={styles["blank"]} />}
          <div className={styles["card"]}>
            <span className={styles["where"]} dir="ltr">
              {site?.baseUrl ? new URL(site.baseUrl).host : ""}
            </span>
            <strong dir="auto">{title}</strong>
            <span className={styles["said"]} dir="auto">
              {description.slice(0, 160)}
            </span>
          </div>
        </div>
      </figure>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly disabled: boolean;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
  readonly lines?: number;
  readonly placeholder?: string;
  readonly dir?: "ltr" | "auto";
  readonly children?: ReactNode;
}

function Field({
  label,
  value,
  most,
  disabled,
  fault,
  onChange,
  lines,
  placeholder,
  dir = "auto",
  children,
}: FieldProps) {
  const id = useId();
  const input = {
    ...{ id, value, dir, placeholder, className: "field", maxLength: most, readOnly: disabled },
    "aria-invalid": fault !== undefined || undefined,
    "aria-describedby": `${id}-about`,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  };
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {lines ? <textarea rows={lines} {...input} /> : <input autoComplete="off" {...input} />}
      <div id={`${id}-about`} className={styles["about"]}>
        {fault && (
          <p className={styles["fault"]}>
            <bdi lang="en">{fault}</bdi>
          </p>
        )}
        {children}
      </div>
    </div>
  );
}

function Pixels({
  words,
  font,
  most,
}: {
  readonly words: string;
  readonly font: string;
  readonly most: number;
}) {
  const text = useText();
  const used = pixelsOf(words, font);
  return (
    <div className={styles["pixels"]} data-over={used > most || undefined}>
      <span className={styles["track"]}>
        <span style={{ inlineSize: `${String(Math.min(100, (used / most) * 100))}%` }} />
      </span>
      <span>{filled(text.pixels, { used: String(used), most: String(most) })}</span>
    </div>
  );
}
