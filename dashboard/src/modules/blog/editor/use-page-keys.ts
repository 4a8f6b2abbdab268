import type { Key } from "@/i18n";
import type { Editor } from "@tiptap/react";
import { useEffect, useRef, type RefObject } from "react";

interface PageKeys {
  readonly save: () => void;
  readonly preview: () => void;
  readonly publish: () => void;
  readonly find: () => void;
  readonly link: () => void;
  readonly help: () => void;
}

/** What the page does by a key, and the words for it. */
export const PAGE_KEYS: readonly {
  readonly action: keyof PageKeys;
  readonly label: Key;
  readonly keys: string;
}[] = [
  { action: "save", label: "keySave", keys: "Mod-s" },
  { action: "preview", label: "keyPreview", keys: "Mod-Shift-p" },
  { action: "publish", label: "keyPublish", keys: "Mod-Enter" },
  { action: "find", label: "findTitle", keys: "Mod-Shift-f" },
  { action: "help", label: "keys", keys: "?" },
];

/** Keys of the page, before the text has them. */
export function usePageKeys(root: RefObject<HTMLElement | null>, editor: Editor, keys: PageKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const run = actionOf(event, latest.current);
      if (run) {
        event.preventDefault();
        event.stopPropagation();
        run();
      } else if (event.key === "F10" && event.altKey) {
        event.preventDefault();
        const bar = root.current?.querySelector("[data-toolbar]");
        const stop = bar?.querySelector<HTMLElement>('button[tabindex="0"]') ?? bar?.querySelector("button");
        stop?.focus();
      }
    };
    document.addEventListener("keydown", press, { capture: true });
    return () => document.removeEventListener("keydown", press, { capture: true });
  }, [root, editor]);
}

function actionOf(event: KeyboardEvent, keys: PageKeys): (() => void) | undefined {
  const isMod = event.metaKey || event.ctrlKey;
  const key = event.key.toLowerCase();
  if (!isMod) return event.key === "?" && !isWriting(event.target) ? keys.help : undefined;
  if (event.altKey) return event.code === "KeyK" ? keys.link : undefined;
  if (event.shiftKey) return { p: keys.preview, f: keys.find }[key];
  return { s: keys.save, enter: keys.publish, "/": keys.help }[key];
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, [role='textbox']"))
  );
}
