"use client";

import type { Schemas, Taxonomy } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { useResource } from "@/modules/shell/use-resource";
import { useSession } from "@/modules/shell/session";
import { BEST_MATCH, FILTERS, SORTS, sortOf, type Filter } from "./query";
import styles from "../BlogList.module.css";

type Go = (changes: Readonly<Record<string, string>>) => void;
interface Option {
  readonly value: string;
  readonly label: string;
}

interface Props {
  readonly params: URLSearchParams;
  readonly go: Go;
}

/** Search, category, tag, author and order; beneath them what of it is on, to take away. */
export function Filters({ params, go }: Props) {
  const text = useText();
  const search = params.get("search") ?? "";
  const options = useOptions();
  return (
    <>
      <div className={styles["filters"]}>
        <form
          role="search"
          className={styles["search"]}
          onSubmit={(event) => {
            event.preventDefault();
            go({ search: String(new FormData(event.currentTarget).get("search") ?? "").trim() });
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
            aria-label={text.search}
            placeholder={text.search}
          />
        </form>
        {(["category", "tag", "author"] as const).map((filter) => (
          <Choice
            key={filter}
            label={text[filter]}
            value={params.get(filter) ?? ""}
            any={text.any}
            options={options[filter]}
            onChange={(value) => go({ [filter]: value })}
          />
        ))}
        <Order params={params} go={go} />
      </div>
      <Chips params={params} go={go} options={options} />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly any: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, any, options, onChange }: ChoiceProps) {
  if (options.length === 0 && value === "") return null;
  const isKnown = value === "" || options.some((option) => option.value === value);
  return (
    <label className={styles["filter"]}>
      <span>{label}</span>
      <select className="field" value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{any}</option>
        {!isKnown && (
          <option value={value} dir="auto">
            {value}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} dir="auto">
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Order({ params, go }: Props) {
  const text = useText();
  const names: Readonly<Record<string, string>> = {
    "updatedAt.desc": text.sortUpdated,
    "publishedAt.desc": text.sortPublished,
    "createdAt.desc": text.sortCreated,
    "title.asc": text.sortTitle,
  };
  return (
    <label className={styles["filter"]}>
      <span>{text.sort}</span>
      <select
        className="field"
        value={sortOf(params)}
        onChange={({ target }) => {
          const [sort = "", order = ""] = target.value.split(".");
          go({ sort, order });
        }}
      >
        {params.get("search") && <option value={BEST_MATCH}>{text.sortMatch}</option>}
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {names[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Chips({ params, go, options }: Props & { options: Readonly<Record<Filter, readonly Option[]>> }) {
  const [text, format] = [useText(), useFormat()];
  const names: Readonly<Record<Filter, string>> = {
    search: text.searchChip,
    category: text.category,
    tag: text.tag,
    author: text.author,
  };
  const active = FILTERS.flatMap((filter) => {
    const value = params.get(filter);
    return value ? [{ filter, value }] : [];
  });
  if (active.length === 0) return null;
  return (
    <ul className={`chips ${styles["chips"] ?? ""}`} aria-label={text.activeFilters}>
      {active.map(({ filter, value }) => {
        const shown = options[filter].find((option) => option.value === value)?.label ?? value;
        return (
          <li key={filter}>
            <button
              type="button"
              className="button small"
              aria-label={format("removeFilter", { name: names[filter], value: shown })}
              onClick={() => go({ [filter]: "" })}
            >
              <span>
                {names[filter]}: <bdi>{shown}</bdi> <span aria-hidden="true">×</span>
              </span>
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          className="button plain small"
          onClick={() => go(Object.fromEntries(FILTERS.map((filter) => [filter, ""])))}
        >
          {text.clearFilters}
        </button>
      </li>
    </ul>
  );
}

function useOptions(): Readonly<Record<Filter, readonly Option[]>> {
  const { can } = useSession();
  const categories = useResource<Schemas["AdminTaxonomyList"]>("/api/blog/admin/categories");
  const tags = useResource<Schemas["AdminTaxonomyList"]>("/api/blog/admin/tags");
  const team = can("team:members.read") ? "/api/manager/team/members?limit=100" : null;
  const members = useResource<Schemas["MemberPage"]>(team);
  const named = ({ slug, name }: Taxonomy) => ({ value: slug, label: name });
  return {
    search: [],
    category: categories.data?.data.map(named) ?? [],
    tag: tags.data?.data.map(named) ?? [],
    author:
      members.data?.data.map(({ userId, name, email }) => ({ value: userId, label: name ?? email })) ?? [],
  };
}
