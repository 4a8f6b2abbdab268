"use client";

import type { Editor } from "@tiptap/react";
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { MenuLabel, menuStyles as styles } from "./ToolMenu";

interface Choice {
  readonly name: Key;
  /** As it stands in the document. */
  readonly value: string;
}

/** Dark enough on white and light enough on black: about 4.5 to 1 on either. */
const TEXT_COLOURS: readonly Choice[] = [
  { name: "colourRed", value: "#d1453b" },
  { name: "colourOrange", value: "#b8630b" },
  { name: "colourGreen", value: "#2b8a57" },
  { name: "colourBlue", value: "#3b78e0" },
  { name: "colourViolet", value: "#8a63d2" },
  { name: "colourGrey", value: "#7a756d" },
];

/** Translucent, so that the text on it is read in either scheme. */
const MARK_COLOURS: readonly Choice[] = [
  { name: "colourYellow", value: "#ffd23f66" },
  { name: "colourGreen", value: "#57c98a55" },
  { name: "colourBlue", value: "#6aa5ff55" },
  { name: "colourRed", value: "#ff7a6e55" },
  { name: "colourViolet", value: "#b296ff55" },
  { name: "colourGrey", value: "#9a958d44" },
];

const SIZES: readonly Choice[] = [
  { name: "sizeSmall", value: "0.875em" },
  { name: "sizeLarge", value: "1.25em" },
  { name: "sizeHuge", value: "1.5em" },
];

const FAMILIES: readonly Choice[] = [
  { name: "fontSerif", value: "serif" },
  { name: "fontSans", value: "sans-serif" },
  { name: "fontMono", value: "monospace" },
];

const HEIGHTS = ["1.25", "1.5", "1.75", "2"];

export function ColourChoices({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const [colour, marked] = [attribute(editor, "textStyle", "color"), attribute(editor, "highlight", "color")];
  return (
    <>
      <Group label={text.textColour} chosen={colour} choices={TEXT_COLOURS} none="noColour" swatch>
        {(value) => {
          const chain = editor.chain().focus();
          (value ? chain.setColor(value) : chain.unsetColor()).run();
        }}
      </Group>
      <Group label={text.markColour} chosen={marked} choices={MARK_COLOURS} none="noColour" swatch>
        {(value) => {
          const chain = editor.chain().focus();
          (value ? chain.setHighlight({ color: value }) : chain.unsetHighlight()).run();
        }}
      </Group>
    </>
  );
}

export function TypeChoices({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const at = (name: string) => attribute(editor, "textStyle", name);
  return (
    <>
      <Group label={text.fontSize} chosen={at("fontSize")} choices={SIZES} none="fontDefault">
        {(value) => {
          const chain = editor.chain().focus();
          (value ? chain.setFontSize(value) : chain.unsetFontSize()).run();
        }}
      </Group>
      <Group label={text.fontFamily} chosen={at("fontFamily")} choices={FAMILIES} none="fontDefault">
        {(value) => {
          const chain = editor.chain().focus();
          (value ? chain.setFontFamily(value) : chain.unsetFontFamily()).run();
        }}
      </Group>
      <MenuLabel>{text.lineHeight}</MenuLabel>
      <DropdownMenu.RadioGroup value={at("lineHeight")} aria-label={text.lineHeight}>
        {["", ...HEIGHTS].map((value) => (
          <Item
            key={value}
            value={value}
            label={value || text.fontDefault}
            onSelect={() => {
              const chain = editor.chain().focus();
              (value ? chain.setLineHeight(value) : chain.unsetLineHeight()).run();
            }}
          />
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

interface GroupProps {
  readonly label: string;
  readonly chosen: string;
  readonly choices: readonly Choice[];
  readonly none: Key;
  readonly swatch?: boolean;
  readonly children: (value: string) => void;
}

function Group({ label, chosen, choices, none, swatch, children: choose }: GroupProps) {
  const text = useText();
  return (
    <>
      <MenuLabel>{label}</MenuLabel>
      <DropdownMenu.RadioGroup value={chosen} aria-label={label}>
        <Item
          value=""
          label={text[none]}
          colour={swatch ? "transparent" : undefined}
          onSelect={() => choose("")}
        />
        {choices.map(({ name, value }) => (
          <Item
            key={value}
            value={value}
            label={text[name]}
            colour={swatch ? value : undefined}
            onSelect={() => choose(value)}
          />
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

interface ItemProps {
  readonly value: string;
  readonly label: string;
  readonly colour?: string | undefined;
  readonly onSelect: () => void;
}

function Item({ value, label, colour, onSelect }: ItemProps) {
  return (
    <DropdownMenu.RadioItem value={value} className={styles["item"]} onSelect={onSelect}>
      <span className={colour ? styles["swatch"] : undefined} style={{ background: colour }} />
      <span>{label}</span>
      <DropdownMenu.ItemIndicator className={styles["check"]}>
        <Check aria-hidden size={14} />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

function attribute(editor: Editor, mark: string, name: string): string {
  return String(editor.getAttributes(mark)[name] ?? "");
}
