"use client";

import { useState } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import type { SavingSession } from "../saving/runner";

/** Gives up what was written beside a post that readers see. */
export function DiscardDraft({ session }: { readonly session: SavingSession }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <button type="button" className="button plain" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {text.discardDraft}
      </button>
      <Dialog open={isOpen} title={text.discardTitle} onClose={close}>
        <p>{text.discardSays}</p>
        <DialogActions>
          <button type="button" className="button" onClick={close}>
            {text.notNow}
          </button>
          <button
            type="button"
            className="button danger"
            onClick={() => {
              close();
              void session.discard();
            }}
          >
            {text.discardDraft}
          </button>
        </DialogActions>
      </Dialog>
    </>
  );
}
