"use client";

import type { Editor } from "@tiptap/react";
import {
  BetweenHorizontalEnd,
  BetweenHorizontalStart,
  BetweenVerticalEnd,
  BetweenVerticalStart,
  PanelLeft,
  PanelTop,
  TableCellsMerge,
  TableCellsSplit,
  TableColumnsSplit,
  TableRowsSplit,
  Trash2,
  type LucideIcon,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { MenuLine, menuStyles as styles } from "./ToolMenu";

type Chain = ReturnType<Editor["chain"]>;

const GROUPS: readonly (readonly [Key, LucideIcon, (chain: Chain) => Chain][])[] = [
  [
    ["rowAbove", BetweenHorizontalStart, (chain) => chain.addRowBefore()],
    ["rowBelow", BetweenHorizontalEnd, (chain) => chain.addRowAfter()],
    ["rowDelete", TableRowsSplit, (chain) => chain.deleteRow()],
  ],
  [
    ["columnBefore", BetweenVerticalStart, (chain) => chain.addColumnBefore()],
    ["columnAfter", BetweenVerticalEnd, (chain) => chain.addColumnAfter()],
    ["columnDelete", TableColumnsSplit, (chain) => chain.deleteColumn()],
  ],
  [
    ["headerRow", PanelTop, (chain) => chain.toggleHeaderRow()],
    ["headerColumn", PanelLeft, (chain) => chain.toggleHeaderColumn()],
    ["mergeCells", TableCellsMerge, (chain) => chain.mergeCells()],
    ["splitCell", TableCellsSplit, (chain) => chain.splitCell()],
  ],
  [["tableDelete", Trash2, (chain) => chain.deleteTable()]],
];

/** What can be done to the table in which the cursor stands. */
export function TableItems({ editor }: { readonly editor: Editor }) {
  const text = useText();
  return GROUPS.map((group, index) => (
    <div key={group[0]?.[0]} role="group">
      {index > 0 && <MenuLine />}
      {group.map(([name, Icon, change]) => (
        <DropdownMenu.Item
          key={name}
          className={styles["item"]}
          disabled={!change(editor.can().chain()).run()}
          onSelect={() => change(editor.chain().focus()).run()}
        >
          <Icon aria-hidden size={16} />
          <span>{text[name]}</span>
        </DropdownMenu.Item>
      ))}
    </div>
  ));
}
