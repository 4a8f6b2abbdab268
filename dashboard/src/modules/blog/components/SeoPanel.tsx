"use client";

import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import type { Snapshot } from "../saving/runner";
import type { Values } from "../saving";
import styles from "./SeoPanel.module.css";

const FIELDS = [
  { field: "slug", label: "slug", most: 255 },
  { field: "excerpt", label: "excerpt", most: 1000 },
  { field: "seoTitle", label: "seoTitle", most: 255 },
  { field: "seoDescription", label: "seoDescription", most: 500 },
] as const satisfies readonly { field: string; label: Key; most: number }[];

interface Props {
  readonly values: Values;
  readonly snapshot: Snapshot;
  readonly edit: (changes: Partial<Values>) => void;
  readonly disabled: boolean;
}

export function SeoPanel({ values, snapshot, edit, disabled }: Props) {
  const text = useText();
  const faults = snapshot.state.is === "open" ? snapshot.state.faults : [];
  return (
    <details className={styles["panel"]}>
      <summary>{text.seo}</summary>
      {FIELDS.map(({ field, label, most }) => {
        const value = values[field];
        const fault = faults.find((it) => it.field === field);
        return (
          <div key={field}>
            <label className="label" htmlFor={`field-${field}`}>
              {text[label]}
            </label>
            <input
              id={`field-${field}`}
              className="field"
              dir="auto"
              maxLength={most}
              readOnly={disabled}
              value={typeof value === "string" ? value : ""}
              aria-invalid={fault !== undefined}
              aria-describedby={fault ? `fault-${field}` : undefined}
              onChange={(event) => edit({ [field]: event.target.value === "" ? null : event.target.value })}
            />
            {fault && (
              <p id={`fault-${field}`} className={styles["fault"]}>
                {fault.message}
              </p>
            )}
          </div>
        );
      })}
    </details>
  );
}
