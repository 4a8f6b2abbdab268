"use client";

import { useEffect, useState } from "react";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";

/** The session has ended while somebody writes: the page stays, and the sign-in is beside it. */
export function SignInBeside({ isSignedOut }: { readonly isSignedOut: boolean }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => setIsOpen(isSignedOut), [isSignedOut]);
  if (!isSignedOut) return null;
  const close = () => setIsOpen(false);
  return (
    <>
      <Beside />
      <Dialog open={isOpen} title={text.signInAgain} onClose={close}>
        <p>{text.signInAgainSays}</p>
        <DialogActions>
          <button type="button" className="button" onClick={close}>
            {text.notNow}
          </button>
          <Beside isPrimary />
        </DialogActions>
      </Dialog>
    </>
  );
}

function Beside({ isPrimary }: { readonly isPrimary?: boolean }) {
  const text = useText();
  return (
    <a className={isPrimary ? "button primary" : "button"} href="/signin?beside" target="_blank" rel="opener">
      {text.signInBeside}
    </a>
  );
}
