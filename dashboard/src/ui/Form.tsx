"use client";

import {
  createContext,
  useContext,
  useEffect,
  useId,
  useRef,
  type ComponentProps,
  type ReactNode,
} from "react";
import styles from "./Form.module.css";

/** What is wrong with which field. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

const Faults = createContext<readonly Fault[]>([]);

interface FormProps {
  readonly faults: readonly Fault[];
  readonly onSubmit: (data: FormData) => void;
  readonly children: ReactNode;
}

/** A form whose fields show what an answer found wrong with them; the first such field gets the focus. */
export function Form({ faults, onSubmit, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (faults.length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      <Faults value={faults}>{children}</Faults>
    </form>
  );
}

/** `events[2]` is a fault of `events`. */
function useFault(name: string): string | undefined {
  const ofField = useContext(Faults).filter(({ field }) => field.split(/[.[]/)[0] === name);
  return ofField.length > 0 ? ofField.map(({ message }) => message).join("; ") : undefined;
}

interface About {
  readonly label: string;
  readonly name: string;
  readonly hint?: ReactNode;
}

function useAbout({ name, hint }: About) {
  const [id, fault] = [useId(), useFault(name)];
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ");
  const aria = { "aria-invalid": fault ? true : undefined, "aria-describedby": described || undefined };
  return { id, fault, aria };
}

function Frame({
  id,
  label,
  hint,
  fault,
  children,
}: Omit<About, "name"> & { id: string; fault: string | undefined; children: ReactNode }) {
  return (
    <div className={styles["row"]}>
      <label className={styles["label"]} htmlFor={id}>
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className={styles["hint"]}>
          {hint}
        </p>
      )}
      {fault && <FaultText id={`${id}-fault`}>{fault}</FaultText>}
    </div>
  );
}

/** The API's own sentence; it speaks English. */
function FaultText({ id, children }: { id: string; children: string }) {
  return (
    <p id={id} className={styles["fault"]}>
      <bdi lang="en">{children}</bdi>
    </p>
  );
}

export function Field({ label, hint, ...input }: About & Omit<ComponentProps<"input">, "name">) {
  const { id, fault, aria } = useAbout({ label, name: input.name, hint });
  return (
    <Frame {...{ id, label, hint, fault }}>
      <input id={id} className="field" dir="auto" autoComplete="off" {...aria} {...input} />
    </Frame>
  );
}

export function TextArea({ label, hint, ...area }: About & Omit<ComponentProps<"textarea">, "name">) {
  const { id, fault, aria } = useAbout({ label, name: area.name, hint });
  return (
    <Frame {...{ id, label, hint, fault }}>
      <textarea id={id} className="field" dir="auto" rows={3} {...aria} {...area} />
    </Frame>
  );
}

export function Select({ label, hint, children, ...select }: About & Omit<ComponentProps<"select">, "name">) {
  const { id, fault, aria } = useAbout({ label, name: select.name, hint });
  return (
    <Frame {...{ id, label, hint, fault }}>
      <select id={id} className="field" {...aria} {...select}>
        {children}
      </select>
    </Frame>
  );
}

interface Choice {
  readonly value: string;
  readonly label: ReactNode;
}

interface ChoicesProps {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly kind?: "checkbox" | "radio";
}

/** A group of boxes to tick. */
export function Choices({ legend, name, choices, chosen, kind = "checkbox" }: ChoicesProps) {
  const [id, fault] = [useId(), useFault(name)];
  return (
    <fieldset className={styles["choices"]} aria-describedby={fault ? `${id}-fault` : undefined}>
      <legend>{legend}</legend>
      {choices.map(({ value, label }) => (
        <label key={value} className={styles["choice"]}>
          <input type={kind} name={name} value={value} defaultChecked={chosen.includes(value)} />
          <span>{label}</span>
        </label>
      ))}
      {fault && <FaultText id={`${id}-fault`}>{fault}</FaultText>}
    </fieldset>
  );
}
