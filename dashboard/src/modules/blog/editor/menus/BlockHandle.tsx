"use client";

import type { Editor } from "@tiptap/react";
import { NodeSelection } from "@tiptap/pm/state";
import { ArrowDown, ArrowUp, Copy, GripVertical, Trash2, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useText } from "@/i18n/use-text";
import { BLOCKS, type Ask } from "../commands";
import { blockAt, moveBlock } from "../plugins/move-block";
import { CommandItem, MenuBox, MenuLine, menuStyles } from "../toolbar/ToolMenu";
import styles from "./BlockHandle.module.css";

interface Props {
  readonly editor: Editor;
  readonly ask: Ask;
  /** What the handle stands in, beside the text. */
  readonly frame: RefObject<HTMLElement | null>;
}

const TURNS = BLOCKS.filter(({ name }) =>
  [
    "paragraph",
    "heading2",
    "heading3",
    "bulletList",
    "orderedList",
    "taskList",
    "blockquote",
    "codeBlock",
  ].includes(name),
);

/** Beside the block under the pointer: dragged it moves the block, pressed it says what else can be done. The keyboard has Alt and the arrows. */
export function BlockHandle({ editor, ask, frame }: Props) {
  const text = useText();
  const [place, setPlace] = useState<{ readonly top: number; readonly from: number }>();
  const [isOpen, setIsOpen] = useState(false);
  const held = useRef(false);

  useEffect(() => {
    const box = frame.current;
    if (!box || !window.matchMedia("(pointer: fine)").matches) return undefined;
    const look = (event: PointerEvent) => {
      if (held.current || !editor.isEditable) return;
      const block = blockUnder(editor, event.clientY);
      if (!block) return setPlace(undefined);
      const { top } = block.dom.getBoundingClientRect();
      const line = parseFloat(getComputedStyle(block.dom).lineHeight) || 24;
      const offset = top - box.getBoundingClientRect().top + Math.min(line, 48) / 2 - 12;
      setPlace({ top: offset, from: block.from });
    };
    const leave = () => !held.current && setPlace(undefined);
    const type = () => setPlace(undefined);
    box.addEventListener("pointermove", look);
    box.addEventListener("pointerleave", leave);
    editor.on("update", type);
    return () => {
      box.removeEventListener("pointermove", look);
      box.removeEventListener("pointerleave", leave);
      editor.off("update", type);
    };
  }, [editor, frame]);

  if (!place) return null;
  const select = () => {
    const { tr, doc } = editor.state;
    if (doc.nodeAt(place.from))
      editor.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, place.from)));
  };
  return (
    <DropdownMenu.Root
      modal={false}
      open={isOpen}
      onOpenChange={(open) => {
        held.current = open;
        setIsOpen(open);
        if (open) select();
      }}
    >
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          tabIndex={-1}
          className={styles["handle"]}
          style={{ insetBlockStart: place.top }}
          aria-label={text.blockHandle}
          title={text.blockHandle}
          draggable
          // The menu opens on a click, so that a press can become a drag.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => {
            held.current = true;
            select();
            setIsOpen(true);
          }}
          onDragStart={(event) => {
            held.current = true;
            select();
            const { selection } = editor.state;
            event.dataTransfer.effectAllowed = "move";
            const dom = editor.view.nodeDOM(place.from);
            if (dom instanceof HTMLElement) event.dataTransfer.setDragImage(dom, 0, 0);
            // What ProseMirror itself keeps of a drag that began in the text.
            editor.view.dragging = { slice: selection.content(), move: true };
          }}
          onDragEnd={() => {
            held.current = false;
            editor.view.dragging = null;
            setPlace(undefined);
          }}
        >
          <GripVertical aria-hidden size={16} />
        </button>
      </DropdownMenu.Trigger>
      <MenuBox editor={editor}>
        {item(ArrowUp, text.blockUp, () => moveBlock(-1)(editor.state, editor.view.dispatch))}
        {item(ArrowDown, text.blockDown, () => moveBlock(1)(editor.state, editor.view.dispatch))}
        {item(Copy, text.blockDouble, () => {
          const block = blockAt(editor.state, place.from);
          if (block)
            editor.view.dispatch(editor.state.tr.insert(block.from + block.node.nodeSize, block.node));
        })}
        {item(Trash2, text.blockDelete, () => {
          editor.commands.deleteSelection();
          setPlace(undefined);
        })}
        <MenuLine />
        {TURNS.map((command) => (
          <CommandItem key={command.name} command={command} editor={editor} ask={ask} />
        ))}
      </MenuBox>
    </DropdownMenu.Root>
  );

  function item(Icon: LucideIcon, label: string, onSelect: () => void) {
    return (
      <DropdownMenu.Item className={menuStyles["item"]} onSelect={onSelect}>
        <Icon aria-hidden size={16} />
        <span>{label}</span>
      </DropdownMenu.Item>
    );
  }
}

/** The block of the document at a height, found by halving: a long text has thousands. */
function blockUnder(editor: Editor, y: number) {
  const { view, state } = editor;
  const blocks = view.dom.children;
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const box = blocks[middle]?.getBoundingClientRect();
    if (box && box.bottom < y) low = middle + 1;
    else high = middle;
  }
  const dom = blocks[low];
  if (!(dom instanceof HTMLElement)) return undefined;
  const { top, bottom } = dom.getBoundingClientRect();
  if (y < top - 12 || y > bottom + 12) return undefined;
  const inside = view.posAtDOM(dom, 0);
  const from = state.doc.resolve(inside).depth === 0 ? inside : state.doc.resolve(inside).before(1);
  return { dom, from };
}
