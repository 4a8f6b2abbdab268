"use client";

import { useState } from "react";
import styles from "./Copyable.module.css";

interface Props {
  readonly value: string;
  readonly label: string;
  readonly done: string;
  /** Kept as it is, over several lines. */
  readonly block?: boolean;
}

/** Something exact, with a button that takes it along. */
export function Copyable({ value, label, done, block }: Props) {
  const [isCopied, setCopied] = useState(false);
  const Code = block ? "pre" : "code";
  return (
    <span className={styles["copyable"]} data-block={block ?? undefined}>
      <Code className={styles["value"]} dir="ltr" tabIndex={block ? 0 : undefined}>
        {value}
      </Code>
      <button
        type="button"
        className="button"
        onClick={() => {
          void navigator.clipboard.writeText(value).then(() => {
            setCopied(true);
            setTimeout(() => setCopied(false), 2_000);
          });
        }}
      >
        {isCopied ? done : label}
      </button>
    </span>
  );
}
