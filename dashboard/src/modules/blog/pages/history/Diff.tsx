"use client";

import type { Schemas } from "@/api/types";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { useResource } from "@/modules/shell/use-resource";
import type { Node } from "../../saving";
import { isNode } from "../../saving/adapters/shape";
import { diffLines, diffWords, linesOf, type Change, type Run } from "./diff";
import type { Text } from "./versions";
import styles from "../History.module.css";

const FIELDS = [
  ["title", "title"],
  ["excerpt", "excerpt"],
  ["seoTitle", "seoTitle"],
  ["seoDescription", "seoDescription"],
  ["featuredImageUrl", "featuredImage"],
] as const satisfies readonly (readonly [keyof Text, Key])[];

/** One version against another; alone it is shown as it was. */
export function Diff({ before, after }: { before: Text | undefined; after: Text }) {
  const text = useText();
  const base = before ?? after;
  const changes = diffLines(linesOf(nodeOf(base)), linesOf(nodeOf(after)));
  const fields = useFields(base, after);
  const isEqual = fields.length === 0 && changes.every(({ is }) => is === "same");
  return (
    <div className={styles["diff"]} dir="auto">
      {before && isEqual && <p className="empty">{text.noDifference}</p>}
      {fields.length > 0 && (
        <dl className={styles["fields"]}>
          {fields.map(({ label, runs }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">
                <Runs runs={runs} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {changes.map((change, index) => (
        <Line key={index} change={change} />
      ))}
    </div>
  );
}

function Line({ change: { is, kind, runs, isForm } }: { change: Change }) {
  const text = useText();
  const innermost = kind.split(" ").at(-1) ?? "";
  const isEmpty = runs.every(({ words }) => words === "");
  return (
    <div
      className={styles["line"]}
      dir="auto"
      data-is={is}
      data-kind={innermost}
      data-item={/Item|taskItem/.test(kind) || undefined}
    >
      {is !== "same" && <span className="hidden">{text[MARKS[is]]}: </span>}
      {isEmpty ? <span className="badge">{innermost}</span> : <Runs runs={runs} />}
      {isForm && (
        <>
          {" "}
          <span className="badge" data-tone="warn">
            {text.formChanged}
          </span>
        </>
      )}
    </div>
  );
}

const MARKS = { added: "lineAdded", removed: "lineRemoved", changed: "lineChanged" } as const;

function Runs({ runs }: { runs: readonly Run[] }) {
  return runs.map(({ is, words }, index) => {
    if (is === "added") return <ins key={index}>{words}</ins>;
    return is === "removed" ? <del key={index}>{words}</del> : <span key={index}>{words}</span>;
  });
}

interface FieldChange {
  readonly label: string;
  readonly runs: readonly Run[];
}

/** The fields beside the text that differ. Categories and tags by their names, where those still exist. */
function useFields(before: Text, after: Text): readonly FieldChange[] {
  const text = useText();
  const hasTaxonomy = before.categoryId !== after.categoryId || before.tags.join() !== after.tags.join();
  const list = (kind: string) => (hasTaxonomy ? `/api/blog/admin/${kind}` : null);
  const categories = useResource<Schemas["AdminTaxonomyList"]>(list("categories"));
  const tags = useResource<Schemas["AdminTaxonomyList"]>(list("tags"));
  const named = [...(categories.data?.data ?? []), ...(tags.data?.data ?? [])];
  const nameOf = (id: string) => named.find((one) => one.id === id)?.name ?? id;
  const pairs: readonly (readonly [string, string, string])[] = [
    ...FIELDS.map(([field, key]) => [text[key], before[field] ?? "", after[field] ?? ""] as const),
    [
      text.category,
      before.categoryId ? nameOf(before.categoryId) : "",
      after.categoryId ? nameOf(after.categoryId) : "",
    ],
    [text.tags, before.tags.map(nameOf).join(", "), after.tags.map(nameOf).join(", ")],
  ];
  return pairs
    .filter(([, old, now]) => old !== now)
    .map(([label, old, now]) => ({ label, runs: diffWords(old, now) }));
}

function nodeOf({ content }: Text): Node | null {
  const blocks: readonly unknown[] = content?.content ?? [];
  return content && { type: content.type, content: blocks.filter(isNode) };
}
