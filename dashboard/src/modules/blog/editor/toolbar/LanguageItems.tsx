"use client";

import type { Editor } from "@tiptap/react";
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useText } from "@/i18n/use-text";
import { menuStyles as styles } from "./ToolMenu";

/** By the names that highlighters of sites know; any other that a document has is kept and shown. */
const LANGUAGES: readonly (readonly [name: string, shown: string])[] = [
  ["bash", "Bash"],
  ["c", "C"],
  ["cpp", "C++"],
  ["csharp", "C#"],
  ["css", "CSS"],
  ["diff", "Diff"],
  ["go", "Go"],
  ["html", "HTML"],
  ["java", "Java"],
  ["javascript", "JavaScript"],
  ["json", "JSON"],
  ["kotlin", "Kotlin"],
  ["markdown", "Markdown"],
  ["php", "PHP"],
  ["python", "Python"],
  ["ruby", "Ruby"],
  ["rust", "Rust"],
  ["sql", "SQL"],
  ["swift", "Swift"],
  ["typescript", "TypeScript"],
  ["xml", "XML"],
  ["yaml", "YAML"],
];

/** The language of the code in which the cursor stands. */
export function LanguageItems({ editor }: { readonly editor: Editor }) {
  const text = useText();
  const chosen = String(editor.getAttributes("codeBlock")["language"] ?? "");
  const isListed = LANGUAGES.some(([name]) => name === chosen);
  const all = chosen === "" || isListed ? LANGUAGES : [...LANGUAGES, [chosen, chosen] as const];
  return (
    <DropdownMenu.RadioGroup value={chosen} aria-label={text.codeLanguage}>
      {[["", text.plainCode] as const, ...all].map(([name, shown]) => (
        <DropdownMenu.RadioItem
          key={name}
          value={name}
          className={styles["item"]}
          onSelect={() =>
            editor
              .chain()
              .focus()
              .updateAttributes("codeBlock", { language: name || null })
              .run()
          }
        >
          <span />
          <span>{shown}</span>
          <DropdownMenu.ItemIndicator className={styles["check"]}>
            <Check aria-hidden size={14} />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
