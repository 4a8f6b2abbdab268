"use client";

import { useFormat, useText } from "@/i18n/use-text";
import styles from "./Paging.module.css";

export function Paging({ at, of, go }: { at: number; of: number; go: (page: number) => void }) {
  const [text, format] = [useText(), useFormat()];
  if (of <= 1) return null;
  return (
    <nav className={styles["paging"]} aria-label={text.pages}>
      <button type="button" className="button" disabled={at <= 1} onClick={() => go(at - 1)}>
        {text.previousPage}
      </button>
      <span>{format("pageOf", { at, of })}</span>
      <button type="button" className="button" disabled={at >= of} onClick={() => go(at + 1)}>
        {text.nextPage}
      </button>
    </nav>
  );
}
