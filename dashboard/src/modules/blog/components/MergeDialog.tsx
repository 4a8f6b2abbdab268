"use client";

import { useEffect, useState } from "react";
import { filled } from "@/i18n";
import { useFormat, useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import type { SavingSession, Snapshot } from "../saving/runner";
import type { Choice, Choices, Json, Merged, Node } from "../saving";
import { Rendered } from "./Rendered";
import styles from "./MergeDialog.module.css";

const CHOICES: readonly Choice[] = ["mine", "theirs", "both"];

/** One place that both changed. */
interface Question {
  readonly id: string;
  readonly field: string | undefined;
  readonly texts: Readonly<Record<Choice | "base", readonly Node[]>>;
  readonly choices: readonly Choice[];
}

/** What both changed, side by side. Until all is answered nothing is lost: both texts are on this device. */
export function MergeDialog({ snapshot, session }: { snapshot: Snapshot; session: SavingSession }) {
  const text = useText();
  const format = useFormat();
  const [choices, setChoices] = useState<Choices>({});
  const [isLater, setIsLater] = useState(false);
  const { state } = snapshot;
  const merged = state.is === "open" && state.net.is === "asking" ? state.net.merged : undefined;
  const isAsked = merged !== undefined;
  useEffect(() => setIsLater(false), [isAsked]);
  if (!merged) return null;
  const questions = questionsOf(merged);
  const isWhole = questions.every(({ id }) => choices[id]);
  if (isLater) {
    return (
      <p role="alert" className={styles["waits"]}>
        {text.mergeWaits}
        <button type="button" className="button primary" onClick={() => setIsLater(false)}>
          {text.mergeOpen}
        </button>
      </p>
    );
  }
  return (
    <Dialog open title={text.questions} onClose={() => setIsLater(true)} wide>
      <p>{format("mergeLead", { count: questions.length })}</p>
      {questions.map((question, index) => (
        <fieldset key={question.id} className={styles["question"]}>
          <legend>
            {question.field
              ? filled(text.mergeField, { field: question.field })
              : format("mergePlace", { number: index + 1, count: questions.length })}
          </legend>
          {question.choices.map((choice) => (
            <label key={choice} className={styles["choice"]}>
              <input
                type="radio"
                name={question.id}
                checked={choices[question.id] === choice}
                onChange={() => setChoices((present) => ({ ...present, [question.id]: choice }))}
              />
              <strong>{text[choice]}</strong>
              <Shown nodes={question.texts[choice]} />
            </label>
          ))}
          <details>
            <summary>{text.mergeBase}</summary>
            <Shown nodes={question.texts.base} />
          </details>
        </fieldset>
      ))}
      <DialogActions>
        <button type="button" className="button" onClick={() => setIsLater(true)}>
          {text.mergeLater}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={!isWhole}
          onClick={() => {
            session.tell({ type: "decided", choices });
            setChoices({});
          }}
        >
          {text.decide}
        </button>
      </DialogActions>
    </Dialog>
  );
}

function Shown({ nodes }: { readonly nodes: readonly Node[] }) {
  const text = useText();
  return nodes.length > 0 ? <Rendered nodes={nodes} /> : <span>{text.mergeNothing}</span>;
}

function questionsOf({ fields, blocks }: Merged): readonly Question[] {
  return [
    ...fields.map(({ id, field, base, mine, theirs }): Question => {
      // Two texts can stand one after the other; of two addresses or pictures one has to go.
      const canBeBoth = typeof mine === "string" && typeof theirs === "string" && field !== "slug";
      const both = [...lineOf(mine), ...lineOf(theirs)];
      const texts = { base: lineOf(base), mine: lineOf(mine), theirs: lineOf(theirs), both };
      return { id, field, texts, choices: canBeBoth ? CHOICES : ["mine", "theirs"] };
    }),
    ...blocks.map(({ id, base, mine, theirs }): Question => {
      const texts = { base, mine, theirs, both: [...mine, ...theirs] };
      return { id, field: undefined, texts, choices: CHOICES };
    }),
  ];
}

function lineOf(value: Json | Node | undefined): readonly Node[] {
  if (value === null || value === undefined || value === "") return [];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [{ type: "paragraph", content: [{ type: "text", text }] }];
}
