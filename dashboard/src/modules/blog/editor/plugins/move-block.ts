// Moving the block in which the cursor stands, by Alt and the arrows: what dragging does, without a pointer.

import { Extension } from "@tiptap/core";
import { Fragment, type ResolvedPos } from "@tiptap/pm/model";
import { NodeSelection, TextSelection, type Command, type EditorState } from "@tiptap/pm/state";

/** The depth of what moves: the innermost item of a list that has a neighbour there, else the block of the document. */
function depthOf($pos: ResolvedPos, direction: -1 | 1): number {
  for (let depth = $pos.depth; depth > 1; depth -= 1) {
    const isItem = ["listItem", "taskItem"].includes($pos.node(depth).type.name);
    const index = $pos.index(depth - 1) + direction;
    if (isItem && index >= 0 && index < $pos.node(depth - 1).childCount) return depth;
  }
  return 1;
}

export function moveBlock(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const { selection } = state;
    const isWhole = selection instanceof NodeSelection && selection.$from.depth === 0;
    const depth = isWhole ? 1 : depthOf(selection.$from, direction);
    const parentDepth = depth - 1;
    const $from = selection.$from;
    if ($from.depth < parentDepth) return false;
    const parent = $from.node(parentDepth);
    const index = $from.index(parentDepth);
    const other = index + direction;
    if (other < 0 || other >= parent.childCount) return false;
    if (!dispatch) return true;
    const first = Math.min(index, other);
    const [upper, lower] = [parent.child(first), parent.child(first + 1)];
    const start = $from.posAtIndex(first, parentDepth);
    const tr = state.tr.replaceWith(
      start,
      start + upper.nodeSize + lower.nodeSize,
      Fragment.from([lower, upper]),
    );
    const shift = direction === 1 ? lower.nodeSize : -upper.nodeSize;
    const { from, to } = selection;
    const moved = isWhole
      ? NodeSelection.create(tr.doc, from + shift)
      : TextSelection.between(
          tr.doc.resolve(from + shift),
          tr.doc.resolve(Math.min(to + shift, tr.doc.content.size)),
        );
    dispatch(tr.setSelection(moved).scrollIntoView());
    return true;
  };
}

/** The block of the document at a place, and where it begins. */
export function blockAt(state: EditorState, pos: number) {
  const index = state.doc.resolve(pos).index(0);
  const node = state.doc.maybeChild(index);
  return node ? { node, from: state.doc.resolve(0).posAtIndex(index, 0) } : undefined;
}

export const MoveBlock = Extension.create({
  name: "lsMoveBlock",
  addKeyboardShortcuts() {
    const move = (direction: -1 | 1) => () => {
      const { state, view } = this.editor;
      // At an edge the key does nothing, rather than what the browser would make of it.
      moveBlock(direction)(state, view.dispatch);
      return true;
    };
    return { "Alt-ArrowUp": move(-1), "Alt-ArrowDown": move(1) };
  },
});
