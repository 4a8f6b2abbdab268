"use client";

import { filled, type Key } from "@/i18n";
import { useFormat, useText } from "@/i18n/use-text";
import type { SavingSession, Snapshot } from "../saving/runner";
import type { Reason, Stop, Values } from "../saving";
import { CopyOut } from "./CopyOut";
import { DiscardDraft } from "./DiscardDraft";
import { sizesOf } from "./keep";
import { KeptTexts } from "./KeptTexts";
import { SignInBeside } from "./SignInBeside";
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
/** Where nothing goes on by itself, the text can be carried elsewhere. */
const STUCK: readonly (Reason | undefined)[] = ["refused", "otherWriter", "tooLarge", "invalid", "gone"];

interface Props {
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly session: SavingSession;
}

/** Where the text is, in words, and what can be done about it. Read out only when the kind changes. */
export function StateLine({ snapshot, values, session }: Props) {
  const text = useText();
  const { status, state } = snapshot;
  const reason = "reason" in status ? status.reason : undefined;
  const isBeside = status.is === "saved" && status.beside;
  const open = state.is === "open" ? state : undefined;
  const stop = open?.net.is === "stopped" ? open.net.stop : undefined;
  return (
    <div className={styles["line"]} data-status={status.is}>
      <span role="status">{text[status.is]}</span>
      {reason && <Why reason={reason} stop={stop} values={values} />}
      {isBeside && <span className={styles["reason"]}>{text.savedBeside}</span>}
      <News snapshot={snapshot} session={session} />
      {open?.finishFault && (
        <span role="alert" className={styles["reason"]}>
          {filled(text.updateFailed, { reason: open.finishFault })}
        </span>
      )}
      <SignInBeside isSignedOut={reason === "signedOut"} />
      {status.is === "following" && (
        <button type="button" className="button" onClick={() => session.editHere()}>
          {text.editHere}
        </button>
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
      {(reason === "refused" || reason === "busy") && (
        <button type="button" className="button" onClick={() => void session.saveNow()}>
          {text.trySavingAgain}
        </button>
      )}
      {(status.is === "unsaved" || STUCK.includes(reason)) && <CopyOut values={values} />}
      {isBeside && <DiscardDraft session={session} />}
      <KeptTexts kept={open?.kept ?? []} />
    </div>
  );
}

interface WhyProps {
  readonly reason: Reason;
  readonly stop: Stop | undefined;
  readonly values: Values;
}

function Why({ reason, stop, values }: WhyProps) {
  const text = useText();
  const format = useFormat();
  return (
    <span className={styles["reason"]}>
      {text[REASONS[reason]]}
      {(stop?.why === "refused" || stop?.why === "invalid") &&
        stop.message &&
        `; ${filled(text.refusedBecause, { reason: stop.message })}`}
      {stop?.why === "tooLarge" && `; ${format("tooLargeSays", sizesOf(values))}`}
    </span>
  );
}

/** What came into the text that nobody wrote here just now. */
function News({ snapshot, session }: Pick<Props, "snapshot" | "session">) {
  const text = useText();
  const { state, broughtIn } = snapshot;
  const isRestored = state.is === "open" && state.restored && state.base !== null;
  return (
    <>
      <span role="status" className={styles["reason"]}>
        {broughtIn &&
          (broughtIn.by ? filled(text.broughtInBy, { name: broughtIn.by }) : text.broughtInUnnamed)}
        {isRestored && text.restoredHere}
      </span>
      {isRestored && (
        <button
          type="button"
          className="button plain"
          onClick={() => session.tell({ type: "serverTextAsked" })}
        >
          {text.showServerText}
        </button>
      )}
    </>
  );
}
