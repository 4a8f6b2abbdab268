"use client";

import type { ReactNode } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog } from "@/ui/Dialog";
import { ApiForm } from "./ApiForm";

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly submit: string;
  /** What it will do, and to what. */
  readonly children: ReactNode;
  readonly send: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ open, title, submit, children, send, onClose }: Props) {
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <ApiForm send={async () => send().then(onClose)} submit={submit} fields={[]} onCancel={onClose} danger>
        {children}
      </ApiForm>
    </Dialog>
  );
}

/** Where nothing is, and what to do about it. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}

/** While something is awaited for the first time. */
export function Loading() {
  return <p className="empty">{useText().loading}</p>;
}
