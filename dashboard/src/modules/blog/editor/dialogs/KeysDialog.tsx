"use client";

import type { ReactNode } from "react";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { COMMANDS, keysShown } from "../commands";
import { PAGE_KEYS } from "../use-page-keys";
import styles from "./Dialogs.module.css";

const PAGE: readonly (readonly [Key, string])[] = [
  ...PAGE_KEYS.map(({ label, keys }) => [label, keys] as const),
  ["commands", "Mod-k"],
  ["keyToolbar", "Alt-F10"],
  ["keyMoveBlock", "Alt-ArrowUp"],
  ["keyPlain", "Mod-Shift-v"],
];

const TYPED: readonly (readonly [Key, string])[] = [
  ["typeSlash", "/"],
  ["typeMention", "@"],
  ["typeEmoji", ":"],
];

/** Every key that does something here. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const writing = COMMANDS.flatMap(({ name, keys }) => (keys ? [[name, keys] as const] : []));
  const typed = COMMANDS.flatMap(({ name, typed: sign }) => (sign ? [[name, sign] as const] : []));
  return (
    <Dialog open wide title={text.keys} onClose={onClose}>
      <Table caption={text.keysPage}>{rows(PAGE, keysShown)}</Table>
      <Table caption={text.keysTyping}>{rows([...TYPED, ...typed], (sign) => sign)}</Table>
      <Table caption={text.keysWriting}>{rows(writing, keysShown)}</Table>
      <DialogActions>
        <button type="button" className="button" autoFocus onClick={onClose}>
          {text.editorClose}
        </button>
      </DialogActions>
    </Dialog>
  );

  function rows(entries: readonly (readonly [Key, string])[], show: (keys: string) => string): ReactNode {
    return entries.map(([name, keys]) => (
      <tr key={name + keys}>
        <td>{text[name]}</td>
        <td>
          <kbd>{show(keys)}</kbd>
        </td>
      </tr>
    ));
  }
}

function Table({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  return (
    <table className={styles["keys"]}>
      <caption>{caption}</caption>
      <tbody>{children}</tbody>
    </table>
  );
}
