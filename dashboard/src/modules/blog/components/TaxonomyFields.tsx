"use client";

import { X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { call } from "@/api/call";
import type { Schemas, Taxonomy } from "@/api/types";
import { useText } from "@/i18n/use-text";
import styles from "./SeoPanel.module.css";

const MOST_TAGS = 10;

interface About {
  readonly disabled: boolean;
  readonly fault: string | undefined;
}

function useTaxonomy(kind: "categories" | "tags") {
  const [all, setAll] = useState<readonly Taxonomy[]>([]);
  useEffect(() => {
    const asked = new AbortController();
    call<Schemas["AdminTaxonomyList"]>(`/api/blog/admin/${kind}`, { signal: asked.signal })
      .then(({ data }) => setAll(data))
      // Without a connection what is chosen stays chosen.
      .catch(() => undefined);
    return () => asked.abort();
  }, [kind]);
  return { all, add: (one: Taxonomy) => setAll((before) => [...before, one]) };
}

export function CategoryField({
  value,
  disabled,
  fault,
  onChange,
}: About & { readonly value: string; readonly onChange: (id: string) => void }) {
  const text = useText();
  const id = useId();
  const { all } = useTaxonomy("categories");
  const isKnown = value === "" || all.some((category) => category.id === value);
  return (
    <div>
      <label className="label" htmlFor={id}>
        {text.category}
      </label>
      <select
        id={id}
        className="field"
        value={value}
        disabled={disabled}
        aria-invalid={fault !== undefined || undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{text.noCategory}</option>
        {!isKnown && <option value={value}>…</option>}
        {all.map((category) => (
          <option key={category.id} value={category.id}>
            {category.name}
          </option>
        ))}
      </select>
      {fault && <p className={styles["fault"]}>{fault}</p>}
    </div>
  );
}

export function TagsField({
  value,
  disabled,
  fault,
  onChange,
}: About & { readonly value: unknown; readonly onChange: (ids: readonly string[]) => void }) {
  const text = useText();
  const id = useId();
  const { all, add } = useTaxonomy("tags");
  const [words, setWords] = useState("");
  const [failure, setFailure] = useState("");
  const chosen = Array.isArray(value) ? value.filter((tag) => typeof tag === "string") : [];
  const nameOf = (tag: string) => all.find((one) => one.id === tag)?.name ?? "…";

  const choose = async () => {
    const name = words.trim();
    if (name === "") return;
    setFailure("");
    let tag = all.find((one) => one.name.toLowerCase() === name.toLowerCase())?.id;
    if (!tag) {
      try {
        const made = await call<Schemas["Created"]>("/api/blog/admin/tags", {
          method: "POST",
          body: { name },
          headers: { "idempotency-key": crypto.randomUUID() },
        });
        tag = made.id;
        const now = new Date().toISOString();
        add({
          id: tag,
          name,
          slug: made.slug,
          description: null,
          postCount: 0,
          createdAt: now,
          updatedAt: now,
          updatedBy: null,
          version: 1,
        });
      } catch (error) {
        return setFailure(error instanceof Error ? error.message : "");
      }
    }
    setWords("");
    if (!chosen.includes(tag)) onChange([...chosen, tag]);
  };

  return (
    <div>
      <label className="label" htmlFor={id}>
        {text.tagsLabel}
      </label>
      {chosen.length > 0 && (
        <div className={styles["tags"]}>
          {chosen.map((tag) => (
            <span key={tag} className={styles["tag"]}>
              <bdi>{nameOf(tag)}</bdi>
              <button
                type="button"
                disabled={disabled}
                aria-label={`${text.pictureRemove}: ${nameOf(tag)}`}
                onClick={() => onChange(chosen.filter((other) => other !== tag))}
              >
                <X aria-hidden size={14} />
              </button>
            </span>
          ))}
        </div>
      )}
      <input
        id={id}
        className="field"
        dir="auto"
        list={`${id}-all`}
        autoComplete="off"
        maxLength={50}
        disabled={disabled || chosen.length >= MOST_TAGS}
        value={words}
        aria-describedby={`${id}-about`}
        aria-invalid={(fault ?? failure) ? true : undefined}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== ",") return;
          event.preventDefault();
          void choose();
        }}
      />
      <datalist id={`${id}-all`}>
        {all
          .filter((tag) => !chosen.includes(tag.id))
          .map((tag) => (
            <option key={tag.id} value={tag.name} />
          ))}
      </datalist>
      <div id={`${id}-about`} className={styles["about"]}>
        {(fault ?? failure) && <p className={styles["fault"]}>{fault ?? failure}</p>}
        <p>{text.tagsHint}</p>
      </div>
    </div>
  );
}
