"use client";

import { useState, type ReactNode } from "react";
import { ApiError } from "@/api/call";
import { useText } from "@/i18n/use-text";
import { DialogActions } from "@/ui/Dialog";
import { Form, type Fault } from "@/ui/Form";
import { Failure } from "./Failure";

interface Props {
  /** Asks for what the form is for; what it throws is shown. */
  readonly send: (data: FormData) => Promise<unknown>;
  readonly submit: string;
  /** The names of the fields, which show their own faults. */
  readonly fields: readonly string[];
  readonly children: ReactNode;
  readonly onCancel?: () => void;
  readonly danger?: boolean;
}

const NO_FAULTS: readonly Fault[] = [];

/** A form that asks the API: at most once at a time, with faults at their fields and anything else above the buttons. */
export function ApiForm({ send, submit, fields, children, onCancel, danger }: Props) {
  const text = useText();
  const [failure, setFailure] = useState<ApiError>();
  const [isSending, setSending] = useState(false);
  const onSubmit = (data: FormData) => {
    if (isSending) return;
    setSending(true);
    setFailure(undefined);
    send(data)
      .catch((error: unknown) => setFailure(asFailure(error)))
      .finally(() => setSending(false));
  };
  return (
    <Form faults={failure?.details ?? NO_FAULTS} onSubmit={onSubmit}>
      {children}
      {failure && <Failure failure={failure} shown={fields} />}
      <DialogActions>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            {text.cancel}
          </button>
        )}
        <button
          type="submit"
          className={danger ? "button danger" : "button primary"}
          aria-disabled={isSending || undefined}
        >
          {submit}
        </button>
      </DialogActions>
    </Form>
  );
}

export function asFailure(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, "unreachable", String(error));
}

/** The value of a field of text. */
export function valueOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The values of a group of boxes. */
export function valuesOf(data: FormData, name: string): readonly string[] {
  return data.getAll(name).filter((value) => typeof value === "string");
}

/** What an empty field means where a value may be cleared. */
export function orNull(value: string): string | null {
  return value === "" ? null : value;
}
