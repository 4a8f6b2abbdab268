"use client";

import { Check, ChevronDown, type LucideIcon } from "lucide-react";
import { DropdownMenu, Toolbar } from "radix-ui";
import type { ReactNode } from "react";
import type { Editor } from "@tiptap/react";
import { useText } from "@/i18n/use-text";
import { keysShown, type Ask, type Command } from "../commands";
import styles from "./ToolMenu.module.css";

interface MenuProps {
  readonly label: string;
  readonly icon: LucideIcon;
  /** What stands on the button beside or instead of the sign. */
  readonly shown?: string | undefined;
  readonly editor: Editor;
  readonly children: ReactNode;
}

/** A menu of the toolbar. What was chosen leads back into the text; Escape leads back to the button. */
export function ToolMenu({ label, icon: Icon, shown, editor, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger
          className={shown ? styles["wide"] : styles["button"]}
          aria-label={shown ? `${label}: ${shown}` : label}
          title={label}
        >
          {shown ? <span className={styles["shown"]}>{shown}</span> : <Icon aria-hidden size={18} />}
          <ChevronDown aria-hidden size={12} className={styles["more"]} />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <MenuBox editor={editor}>{children}</MenuBox>
    </DropdownMenu.Root>
  );
}

/** The box of a menu, floating over the page. */
export function MenuBox({ editor, children }: { readonly editor: Editor; readonly children: ReactNode }) {
  let isChosen = false;
  return (
    <DropdownMenu.Portal container={mainOf()}>
      <DropdownMenu.Content
        className={styles["menu"]}
        align="start"
        sideOffset={6}
        collisionPadding={8}
        onClick={() => (isChosen = true)}
        onCloseAutoFocus={(event) => {
          if (!isChosen) return;
          event.preventDefault();
          // A dialog that was asked for takes the focus itself.
          if (!document.querySelector("dialog[open]")) editor.commands.focus();
        }}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}

interface ItemProps {
  readonly command: Command;
  readonly editor: Editor;
  readonly ask: Ask;
}

export function CommandItem({ command, editor, ask }: ItemProps) {
  const text = useText();
  const Icon = command.icon;
  const content = (
    <>
      <Icon aria-hidden size={16} />
      <span>{text[command.name]}</span>
      {command.keys && <kbd className={styles["keys"]}>{keysShown(command.keys)}</kbd>}
    </>
  );
  const run = () => command.run(editor, ask);
  if (!command.isOn)
    return (
      <DropdownMenu.Item className={styles["item"]} onSelect={run}>
        {content}
      </DropdownMenu.Item>
    );
  return (
    <DropdownMenu.CheckboxItem className={styles["item"]} checked={command.isOn(editor)} onSelect={run}>
      {content}
      <DropdownMenu.ItemIndicator className={styles["check"]}>
        <Check aria-hidden size={14} />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}

/** Commands that are one of several: a block has one kind, a line one alignment. */
export function CommandChoices({
  commands,
  label,
  ...rest
}: { readonly commands: readonly Command[]; readonly label: string } & Omit<ItemProps, "command">) {
  const text = useText();
  const on = commands.find((command) => command.isOn?.(rest.editor))?.name ?? "";
  return (
    <DropdownMenu.RadioGroup value={on} aria-label={label}>
      {commands.map((command) => (
        <DropdownMenu.RadioItem
          key={command.name}
          value={command.name}
          className={styles["item"]}
          onSelect={() => command.run(rest.editor, rest.ask)}
        >
          <command.icon aria-hidden size={16} />
          <span>{text[command.name]}</span>
          {command.keys && <kbd className={styles["keys"]}>{keysShown(command.keys)}</kbd>}
          <DropdownMenu.ItemIndicator className={styles["check"]}>
            <Check aria-hidden size={14} />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function SubMenu({ label, icon: Icon, children }: Omit<MenuProps, "editor" | "shown">) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={styles["item"]}>
        <Icon aria-hidden size={16} />
        <span>{label}</span>
        <ChevronDown aria-hidden size={14} className={styles["turned"]} />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={mainOf()}>
        <DropdownMenu.SubContent className={styles["menu"]} collisionPadding={8} sideOffset={2}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles["line"]} />;
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className={styles["label"]}>{children}</DropdownMenu.Label>;
}

export { styles as menuStyles };

/** Menus float over the page, but belong to its main part. */
function mainOf(): HTMLElement | null {
  return typeof document === "undefined" ? null : document.querySelector("main");
}
