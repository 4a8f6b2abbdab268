// Alone knows the editor and the saving protocol: a writer's transaction becomes an event, an effect a transaction.

import type { Editor } from "@tiptap/core";
import type { Node as PmNode } from "@tiptap/pm/model";
import { isNode } from "../saving/adapters/shape";
import { canonical } from "../saving/document";
import type { Node } from "../saving";
import { unwrap, wrap } from "./unknown";

/** Marks a transaction that no person made. */
export const FOREIGN = "lsForeign";

export function textOfEditor(editor: Editor): Node {
  const json: unknown = editor.getJSON();
  return isNode(json) ? unwrap(json) : { type: "doc" };
}

/** Puts a whole text in its place, as it is opened. */
export function showIn(editor: Editor, content: Node | null): void {
  const doc = editor.schema.nodeFromJSON(wrap(content ?? { type: "doc" }, editor.schema));
  const { tr } = editor.state;
  tr.replaceWith(0, tr.doc.content.size, doc.content);
  tr.setDocAttribute("lsRest", doc.attrs["lsRest"]).setMeta(FOREIGN, true).setMeta("addToHistory", false);
  editor.view.dispatch(tr);
}

/** Replaces only the blocks that differ, from the end, so that cursor and undo stay where they are. */
export function bringInto(editor: Editor, content: Node | null): void {
  const theirs = editor.schema.nodeFromJSON(wrap(content ?? { type: "doc" }, editor.schema));
  const { tr } = editor.state;
  const mine = tr.doc;
  const [ours, others] = [keysOf(mine), keysOf(theirs)];
  let [start, end] = [0, 0];
  const shared = Math.min(ours.length, others.length);
  while (start < shared && ours[start] === others[start]) start += 1;
  while (end < shared - start && ours[ours.length - 1 - end] === others[others.length - 1 - end]) end += 1;
  const [from, to] = [start, ours.length - end];
  const blocks = others.slice(start, others.length - end).map((_, index) => theirs.child(start + index));
  const offsets = offsetsOf(mine);
  const at = (index: number) => offsets[index] ?? 0;
  if (blocks.length === to - from) {
    // Block for block: one small step each.
    for (let index = blocks.length - 1; index >= 0; index -= 1) {
      const block = blocks[index];
      if (block && ours[from + index] !== others[from + index]) {
        tr.replaceWith(at(from + index), at(from + index + 1), block);
      }
    }
  } else tr.replaceWith(at(from), at(to), blocks);
  if (tr.docChanged) editor.view.dispatch(tr.setMeta(FOREIGN, true).setMeta("addToHistory", false));
}

function childrenOf(doc: PmNode): readonly PmNode[] {
  return Array.from({ length: doc.childCount }, (_, index) => doc.child(index));
}

function keysOf(doc: PmNode): readonly string[] {
  return childrenOf(doc).map((child) => {
    const json: unknown = child.toJSON();
    return isNode(json) ? canonical(json) : "";
  });
}

function offsetsOf(doc: PmNode): readonly number[] {
  let offset = 0;
  return [0, ...childrenOf(doc).map((child) => (offset += child.nodeSize))];
}
