import type { ReactNode } from "react";
import styles from "./Option.module.css";

interface Props {
  /** What `aria-activedescendant` of the field names. */
  readonly id: string;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
  readonly children: ReactNode;
}

/** One of the things that a combobox offers. The field keeps the focus. */
export function Option({ id, isChosen, onPoint, onTake, children }: Props) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={styles["option"]}
      onMouseMove={onPoint}
      onClick={onTake}
    >
      {children}
    </li>
  );
}
