"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import {
  AlignLeft,
  ALargeSmall,
  Braces,
  Ellipsis,
  ImageIcon,
  Keyboard,
  ListTree,
  Maximize,
  Palette,
  Plus,
  Search,
  Table,
  type LucideIcon,
} from "lucide-react";
import { DropdownMenu, Toolbar } from "radix-ui";
import { useRef, type ReactNode } from "react";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import styles from "./BlogToolbar.module.css";
import {
  ALIGNMENTS,
  COMMANDS,
  HISTORY,
  IMAGE,
  INSERTS,
  keysShown,
  KINDS,
  LINK,
  LISTS,
  MARKS,
  SMALL_MARKS,
  type Ask,
  type Command,
} from "./commands";
import { LanguageItems } from "./toolbar/LanguageItems";
import { ColourChoices, TypeChoices } from "./toolbar/StyleMenus";
import { TableItems } from "./toolbar/TableItems";
import {
  CommandChoices,
  CommandItem,
  MenuBox,
  MenuLine,
  menuStyles,
  SubMenu,
  ToolMenu,
} from "./toolbar/ToolMenu";
import { useFit } from "./toolbar/use-fit";

/** What the page around the text does when the toolbar asks. */
export interface PageTools {
  readonly ask: Ask;
  readonly find: () => void;
  readonly outline: () => void;
  readonly fullScreen: () => void;
}

interface Props extends PageTools {
  readonly editor: Editor;
}

/** Something on the bar; what finds no room goes into the last menu. */
interface Tool {
  readonly key: string;
  readonly width: number;
  readonly startsGroup?: boolean;
  readonly onBar: ReactNode;
  readonly inMenu: ReactNode;
}

const BUTTON = 34;
const MENU = 44;
const TOUCHED = 46;

export function BlogToolbar(props: Props) {
  const { editor, ask } = props;
  const text = useText();
  const bar = useRef<HTMLDivElement>(null);
  const state = useEditorState({ editor, selector: ({ editor: current }) => stateOf(current) });
  const isOn = (command: Command) => state.on[COMMANDS.indexOf(command)] === "1";
  const canRun = (command: Command) => !command.can || state.can[COMMANDS.indexOf(command)] === "1";

  const button = (command: Command, startsGroup = false): Tool => ({
    key: command.name,
    width: BUTTON,
    startsGroup,
    onBar: (
      <ToolButton
        command={command}
        isOn={command.isOn ? isOn(command) : undefined}
        canRun={canRun(command)}
        onPress={() => command.run(editor, ask)}
      />
    ),
    inMenu: <CommandItem command={command} editor={editor} ask={ask} />,
  });
  const menu = (name: Key, icon: LucideIcon, content: ReactNode, startsGroup = false): Tool => ({
    key: name,
    width: MENU,
    startsGroup,
    onBar: (
      <ToolMenu label={text[name]} icon={icon} editor={editor}>
        {content}
      </ToolMenu>
    ),
    inMenu: (
      <SubMenu label={text[name]} icon={icon}>
        {content}
      </SubMenu>
    ),
  });

  const kind = KINDS.find(isOn);
  const insertions = INSERTS.map((command) => (
    <CommandItem key={command.name} command={command} editor={editor} ask={ask} />
  ));
  const tools: readonly Tool[] = [
    {
      key: "kinds",
      width: 152,
      onBar: (
        <ToolMenu
          label={text.blockKind}
          icon={AlignLeft}
          shown={kind ? text[kind.name] : text.normalText}
          editor={editor}
        >
          <CommandChoices commands={KINDS} label={text.blockKind} editor={editor} ask={ask} />
        </ToolMenu>
      ),
      inMenu: null,
    },
    // Where the cursor stands decides what comes first.
    ...(state.inTable ? [menu("tableTools", Table, <TableItems editor={editor} />)] : []),
    ...(state.inCode ? [menu("codeLanguage", Braces, <LanguageItems editor={editor} />)] : []),
    ...(isOn(IMAGE) ? [button({ ...IMAGE, name: "imageEdit", icon: ImageIcon })] : []),
    ...MARKS.map((command, index) => button(command, index === 0)),
    button(LINK),
    menu("insert", Plus, insertions, true),
    ...LISTS.map((command, index) => button(command, index === 0)),
    menu("colours", Palette, <ColourChoices editor={editor} />, true),
    menu(
      "alignment",
      AlignLeft,
      <CommandChoices commands={ALIGNMENTS} label={text.alignment} editor={editor} ask={ask} />,
    ),
    ...HISTORY.map((command, index) => button(command, index === 0)),
  ];
  const isTouch = typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;
  const widths = tools.map(
    ({ width, startsGroup }) => (isTouch && width === BUTTON ? TOUCHED : width) + (startsGroup ? 12 : 0),
  );
  const count = useFit(bar, widths, isTouch ? 60 : 52);

  return (
    <Toolbar.Root
      ref={bar}
      className={styles["toolbar"]}
      aria-label={text.toolbar}
      data-toolbar
      // The text keeps its selection, and on phones its keyboard.
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.commands.focus();
      }}
    >
      {tools.slice(0, count).map(({ key, startsGroup, onBar }) => (
        <span key={key} className={startsGroup ? styles["first"] : styles["tool"]}>
          {onBar}
        </span>
      ))}
      <span className={styles["last"]}>
        <More editor={editor} tools={props} hidden={tools.slice(count)} />
      </span>
    </Toolbar.Root>
  );
}

interface ToolButtonProps {
  readonly command: Command;
  readonly isOn: boolean | undefined;
  readonly canRun: boolean;
  readonly onPress: () => void;
}

function ToolButton({ command, isOn, canRun, onPress }: ToolButtonProps) {
  const text = useText();
  const name = text[command.name];
  return (
    <Toolbar.Button
      className={styles["button"]}
      aria-label={name}
      aria-keyshortcuts={command.keys?.replaceAll("Mod", "Control").replaceAll("-", "+")}
      title={command.keys ? `${name} (${keysShown(command.keys)})` : name}
      aria-pressed={isOn}
      aria-disabled={!canRun || undefined}
      onClick={() => canRun && onPress()}
    >
      <command.icon aria-hidden size={18} />
    </Toolbar.Button>
  );
}

interface MoreProps {
  readonly editor: Editor;
  readonly tools: PageTools;
  readonly hidden: readonly Tool[];
}

/** What found no room, and what is wanted seldom. */
function More({ editor, tools, hidden }: MoreProps) {
  const text = useText();
  const { ask, find, outline, fullScreen } = tools;
  return (
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger className={styles["button"]} aria-label={text.moreTools} title={text.moreTools}>
          <Ellipsis aria-hidden size={18} />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <MenuBox editor={editor}>
        {hidden.map(({ key, inMenu }) => (
          <div key={key} role="presentation">
            {inMenu}
          </div>
        ))}
        {hidden.length > 0 && <MenuLine />}
        <SubMenu label={text.fontSize} icon={ALargeSmall}>
          <TypeChoices editor={editor} />
        </SubMenu>
        {SMALL_MARKS.map((command) => (
          <CommandItem key={command.name} command={command} editor={editor} ask={ask} />
        ))}
        <MenuLine />
        <Item icon={Search} label={text.findTitle} keys="Mod-Shift-f" onSelect={find} />
        <Item icon={ListTree} label={text.outline} onSelect={outline} />
        <Item icon={Maximize} label={text.fullScreen} onSelect={fullScreen} />
        <Item icon={Keyboard} label={text.keys} keys="?" onSelect={() => ask({ is: "keys" })} />
      </MenuBox>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keys?: string;
  readonly onSelect: () => void;
}

function Item({ icon: Icon, label, keys, onSelect }: ItemProps) {
  return (
    <DropdownMenu.Item className={menuStyles["item"]} onSelect={onSelect}>
      <Icon aria-hidden size={16} />
      <span>{label}</span>
      {keys && <kbd className={menuStyles["keys"]}>{keysShown(keys)}</kbd>}
    </DropdownMenu.Item>
  );
}

/** Strings, so that two states are compared at a glance. */
function stateOf(editor: Editor) {
  return {
    on: COMMANDS.map((command) => (command.isOn?.(editor) ? "1" : "0")).join(""),
    can: COMMANDS.map((command) => (command.can?.(editor) ? "1" : "0")).join(""),
    inTable: editor.isActive("table"),
    inCode: editor.isActive("codeBlock"),
  };
}
