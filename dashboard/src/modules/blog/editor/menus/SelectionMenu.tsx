"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import { BubbleMenu } from "@tiptap/react/menus";
import { NodeSelection } from "@tiptap/pm/state";
import { CellSelection } from "@tiptap/pm/tables";
import { useEffect, useState } from "react";
import { useText } from "@/i18n/use-text";
import toolbar from "../BlogToolbar.module.css";
import { KINDS, keysShown, LINK, MARKER, MARKS, type Ask } from "../commands";
import styles from "./SelectionMenu.module.css";

const COMMANDS = [...MARKS, LINK, MARKER, ...KINDS.slice(2, 4)];

interface Props {
  readonly editor: Editor;
  readonly ask: Ask;
}

/** The nearest tools beside a selection, where there is a pointer: a phone has a menu of its own there. */
export function SelectionMenu({ editor, ask }: Props) {
  const text = useText();
  const isFine = useIsFine();
  const on = useEditorState({
    editor,
    selector: ({ editor: current }) =>
      COMMANDS.map((command) => (command.isOn?.(current) ? "1" : "0")).join(""),
  });
  if (!isFine) return null;
  return (
    <BubbleMenu
      editor={editor}
      className={styles["menu"]}
      options={{ placement: "top", offset: 8 }}
      shouldShow={({ state, editor: current }) =>
        !state.selection.empty &&
        current.isEditable &&
        current.isFocused &&
        !(state.selection instanceof NodeSelection) &&
        !(state.selection instanceof CellSelection) &&
        !current.isActive("codeBlock")
      }
    >
      <div
        role="group"
        aria-label={text.toolbar}
        className={styles["tools"]}
        onMouseDown={(event) => event.preventDefault()}
      >
        {COMMANDS.map((command, index) => (
          <button
            key={command.name}
            type="button"
            // The toolbar has the same for the keyboard.
            tabIndex={-1}
            className={toolbar["button"]}
            aria-label={text[command.name]}
            aria-pressed={on[index] === "1"}
            title={command.keys ? `${text[command.name]} (${keysShown(command.keys)})` : text[command.name]}
            onClick={() => command.run(editor, ask)}
          >
            <command.icon aria-hidden size={18} />
          </button>
        ))}
      </div>
    </BubbleMenu>
  );
}

function useIsFine(): boolean {
  const [isFine, setIsFine] = useState(false);
  useEffect(() => {
    const query = window.matchMedia("(pointer: fine)");
    const look = () => setIsFine(query.matches);
    look();
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return isFine;
}
