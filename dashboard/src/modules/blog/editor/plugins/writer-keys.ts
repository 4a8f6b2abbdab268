// Keys of ours that TipTap does not have: Enter on a formula opens it, and so does a block's code.

import { Extension } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { FORMULA_OPENED } from "../nodes/mathematics";

export const WriterKeys = Extension.create({
  name: "lsWriterKeys",
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { selection } = this.editor.state;
        if (!(selection instanceof NodeSelection) || !/Math$/.test(selection.node.type.name)) return false;
        this.editor.view.dom.dispatchEvent(new CustomEvent(FORMULA_OPENED, { detail: selection.from }));
        return true;
      },
    };
  },
});
