"use client";

import type { ReactNode } from "react";
import type { Permission } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { useSession } from "./session";
import styles from "./Page.module.css";

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Without it the page says that one's role does not open it. */
  readonly needs?: Permission;
}

/** A page of the dashboard: what it is called, what can be done, and then the thing itself. */
export function Page({ title, lead, actions, children, needs }: Props) {
  const text = useText();
  const { me, can } = useSession();
  const isClosed = needs !== undefined && me !== undefined && !can(needs);
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        <h1>{title}</h1>
        {!isClosed && actions && <div className={styles["actions"]}>{actions}</div>}
      </header>
      {lead && <p className={styles["lead"]}>{lead}</p>}
      {isClosed ? <p className="empty">{text.closedToYou}</p> : children}
    </div>
  );
}

/** A part of a page, with a heading of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles["section"]}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
