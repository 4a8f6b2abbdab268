"use client";

import { useState } from "react";
import { useText } from "@/i18n/use-text";
import type { Values } from "../saving";
import { copyText, downloadText } from "./keep";

/** Two ways to carry a text elsewhere. */
export function CopyOut({ values }: { readonly values: Values }) {
  const text = useText();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() =>
          void copyText(values).then(
            () => setIsCopied(true),
            () => setIsCopied(false),
          )
        }
      >
        {isCopied ? text.copiedText : text.copyText}
      </button>
      <button type="button" className="button" onClick={() => downloadText(values)}>
        {text.download}
      </button>
    </>
  );
}
