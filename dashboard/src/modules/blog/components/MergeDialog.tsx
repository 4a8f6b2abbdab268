"use client";

import { useEffect, useRef, useState } from "react";
import { useText } from "@/i18n/use-text";
import type { SavingSession, Snapshot } from "../saving/runner";
import { textOf, type Choice, type Choices, type Json, type Merged, type Node } from "../saving";
import styles from "./MergeDialog.module.css";

const CHOICES: readonly Choice[] = ["mine", "theirs", "both"];

/** What both changed, side by side. Until all is answered nothing is lost: both texts are on this device. */
export function MergeDialog({ snapshot, session }: { snapshot: Snapshot; session: SavingSession }) {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [choices, setChoices] = useState<Choices>({});
  const { state } = snapshot;
  const merged = state.is === "open" && state.net.is === "asking" ? state.net.merged : undefined;
  const isAsked = merged !== undefined;

  useEffect(() => {
    if (isAsked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isAsked]);

  const questions = merged ? questionsOf(merged) : [];
  return (
    <dialog ref={dialog} className={styles["dialog"]} aria-labelledby="merge-title">
      <h2 id="merge-title">{text.questions}</h2>
      {questions.map(({ id, mine, theirs }) => (
        <fieldset key={id} className={styles["question"]}>
          {CHOICES.map((choice) => (
            <label key={choice} className={styles["choice"]}>
              <input
                type="radio"
                name={id}
                checked={choices[id] === choice}
                onChange={() => setChoices((present) => ({ ...present, [id]: choice }))}
              />
              <strong>{text[choice]}</strong>
              <span dir="auto">{{ mine, theirs, both: "" }[choice]}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <button
        type="button"
        className="button primary"
        disabled={questions.some(({ id }) => !choices[id])}
        onClick={() => {
          session.tell({ type: "decided", choices });
          setChoices({});
        }}
      >
        {text.decide}
      </button>
    </dialog>
  );
}

function questionsOf({ fields, blocks }: Merged) {
  return [
    ...fields.map(({ id, mine, theirs }) => ({ id, mine: plain(mine), theirs: plain(theirs) })),
    ...blocks.map(({ id, mine, theirs }) => ({ id, mine: lines(mine), theirs: lines(theirs) })),
  ];
}

function lines(nodes: readonly Node[]): string {
  return nodes.map(textOf).join("\n") || "–";
}

function plain(value: Json | Node | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "–");
}
