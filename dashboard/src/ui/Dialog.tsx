"use client";

import { useEffect, useId, useRef, type ReactNode } from "react";
import styles from "./Dialog.module.css";

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A native dialog: Escape closes it, and the focus goes back to where it came from. */
export function Dialog({ open, title, onClose, children, wide }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element || open === element.open) return;
    if (open) element.showModal();
    else element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={styles["dialog"]}
      data-wide={wide ?? undefined}
      aria-labelledby={heading}
      onClose={() => {
        onClose();
        // What opened it may be gone, a deleted row for one.
        requestAnimationFrame(() => {
          if (document.activeElement === document.body) document.querySelector<HTMLElement>("main")?.focus();
        });
      }}
    >
      {open && (
        <>
          <h2 id={heading} className={styles["title"]}>
            {title}
          </h2>
          {children}
        </>
      )}
    </dialog>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles["actions"]}>{children}</div>;
}
