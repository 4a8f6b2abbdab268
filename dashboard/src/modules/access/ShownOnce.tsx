"use client";

import { useText } from "@/i18n/use-text";
import { Copyable } from "@/ui/Copyable";
import { Dialog, DialogActions } from "@/ui/Dialog";

interface Props {
  readonly title: string;
  readonly secret: string | undefined;
  readonly note: string;
  readonly onClose: () => void;
}

/** A key or secret, in the one moment when it can be seen. It is nowhere else on the page, and is gone with the dialog. */
export function ShownOnce({ title, secret, note, onClose }: Props) {
  const text = useText();
  return (
    <Dialog open={secret !== undefined} title={title} onClose={onClose}>
      <p>{note}</p>
      <p>
        <Copyable value={secret ?? ""} label={text.copy} done={text.copied} />
      </p>
      <DialogActions>
        <button type="button" className="button primary" onClick={onClose}>
          {text.keptIt}
        </button>
      </DialogActions>
    </Dialog>
  );
}
