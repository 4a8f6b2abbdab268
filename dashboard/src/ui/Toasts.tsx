"use client";

import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from "react";
import styles from "./Toasts.module.css";

export interface Toast {
  readonly message: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

type Show = (toast: Toast) => void;

const Context = createContext<Show>(() => undefined);
const PATIENCE_MS = 12_000;

/** Says what happened, in a place that screen readers hear, and offers the way back. Stays while one points at it. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wait = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setToast(undefined), PATIENCE_MS);
  }, []);
  const show = useCallback<Show>(
    (next) => {
      setToast(next);
      wait();
    },
    [wait],
  );
  const hold = () => clearTimeout(timer.current);
  return (
    <Context value={show}>
      {children}
      <div
        role="status"
        className={styles["place"]}
        onPointerEnter={hold}
        onPointerLeave={wait}
        onFocus={hold}
        onBlur={wait}
      >
        {toast && (
          <div className={styles["toast"]}>
            <span dir="auto">{toast.message}</span>
            {toast.action && (
              <button
                type="button"
                className={styles["action"]}
                onClick={() => {
                  setToast(undefined);
                  toast.action?.run();
                }}
              >
                {toast.action.label}
              </button>
            )}
          </div>
        )}
      </div>
    </Context>
  );
}

export function useToast(): Show {
  return useContext(Context);
}
