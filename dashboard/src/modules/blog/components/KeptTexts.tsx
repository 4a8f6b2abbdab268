"use client";

import { useState } from "react";
import { filled } from "@/i18n";
import { useFormat, useLocale, useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import type { Kept } from "../saving";
import { CopyOut } from "./CopyOut";
import { Rendered } from "./Rendered";
import styles from "./KeptTexts.module.css";

/** What was replaced on this device in the last seven days, to be read and carried elsewhere. */
export function KeptTexts({ kept }: { readonly kept: readonly Kept[] }) {
  const text = useText();
  const format = useFormat();
  const locale = useLocale();
  const [isOpen, setIsOpen] = useState(false);
  if (kept.length === 0) return null;
  const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return (
    <>
      <button type="button" className="button plain" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {format("keptTexts", { count: kept.length })}
      </button>
      <Dialog open={isOpen} title={text.keptTitle} onClose={() => setIsOpen(false)} wide>
        <p>{text.keptSays}</p>
        {[...kept].reverse().map(({ values, at }, index) => (
          <section key={`${String(at)}-${String(index)}`} className={styles["kept"]}>
            <h3 className={styles["when"]}>{filled(text.keptAt, { when: times.format(at) })}</h3>
            <p className={styles["title"]} dir="auto">
              {values.title || text.untitled}
            </p>
            <Rendered nodes={values.content?.content ?? []} />
            <div className={styles["ways"]}>
              <CopyOut values={values} />
            </div>
          </section>
        ))}
        <DialogActions>
          <button type="button" className="button primary" autoFocus onClick={() => setIsOpen(false)}>
            {text.close}
          </button>
        </DialogActions>
      </Dialog>
    </>
  );
}
