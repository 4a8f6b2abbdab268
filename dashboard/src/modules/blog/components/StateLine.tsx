"use client";

import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import type { SavingSession, Snapshot } from "../saving/runner";
import type { Reason, Values } from "../saving";
import styles from "./StateLine.module.css";

const REASONS: Readonly<Record<Reason, Key>> = {
  offline: "reasonOffline",
  busy: "reasonBusy",
  signedOut: "reasonSignedOut",
  otherWriter: "reasonOtherWriter",
  refused: "reasonRefused",
  invalid: "reasonInvalid",
  tooLarge: "reasonTooLarge",
  gone: "reasonGone",
  oldCreation: "reasonOldCreation",
  faults: "reasonFaults",
};

interface Props {
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly session: SavingSession;
}

/** Where the text is, in words. Read out only when the kind changes. */
export function StateLine({ snapshot, values, session }: Props) {
  const text = useText();
  const { status } = snapshot;
  const reason = "reason" in status ? status.reason : undefined;
  return (
    <div className={styles["line"]} data-status={status.is}>
      <span role="status">{text[status.is]}</span>
      {reason && <span className={styles["reason"]}>{text[REASONS[reason]]}</span>}
      {reason === "signedOut" && (
        <a className="button" href="/signin?beside" target="_blank" rel="opener">
          {text.signInBeside}
        </a>
      )}
      {(reason === "gone" || reason === "oldCreation") && (
        <button
          type="button"
          className="button"
          onClick={() => {
            const type = reason === "gone" ? "saveAsNewAsked" : "createConfirmed";
            session.tell({ type, draftId: crypto.randomUUID() });
          }}
        >
          {text.saveAsNew}
        </button>
      )}
      {(status.is === "unsaved" ||
        reason === "refused" ||
        reason === "otherWriter" ||
        reason === "tooLarge") && (
        <button type="button" className="button" onClick={() => download(values)}>
          {text.download}
        </button>
      )}
    </div>
  );
}

function download(values: Values): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(values, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: `${values.title || "post"}.json` });
  link.click();
  URL.revokeObjectURL(url);
}
