// What was begun with `/`, `@` or `:` and may be completed. Opens only while one types it; Escape leaves what was typed.

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, type EditorState } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { FOREIGN } from "../bridge";

export type Sign = "/" | "@" | ":";

export interface Begun {
  readonly sign: Sign;
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

interface State {
  readonly begun: Begun | undefined;
  /** Where one was sent away: it stays away while it stands there. */
  readonly dismissed: number | undefined;
}

/** Letters that must follow before anything is offered: a colon is mostly a colon. */
const LEAST: Readonly<Record<Sign, number>> = { "/": 0, "@": 0, ":": 2 };
const LONGEST = 30;
const key = new PluginKey<State>("lsTypeahead");

export function begunIn(state: EditorState): Begun | undefined {
  return key.getState(state)?.begun;
}

export function dismiss(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(key, "dismiss"));
}

/** What stands before the cursor, if it could be completed. */
export function before(state: EditorState): Begun | undefined {
  const { selection } = state;
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return undefined;
  if ($from.marks().some((mark) => mark.type.spec.code)) return undefined;
  const line = $from.parent.textBetween(
    Math.max(0, $from.parentOffset - LONGEST - 2),
    $from.parentOffset,
    undefined,
    "\ufffc",
  );
  const match = /(?:^|[\s\ufffc(])([/@:])([^\s/@:]*)$/u.exec(line);
  const [, sign, query = ""] = match ?? [];
  if (sign !== "/" && sign !== "@" && sign !== ":") return undefined;
  if (query.length < LEAST[sign]) return undefined;
  const to = selection.from;
  return { sign, query, from: to - query.length - 1, to };
}

export interface TypeaheadStorage {
  /** The open menu's keys; true if one was its own. */
  onKey: ((event: KeyboardEvent) => boolean) | undefined;
}

declare module "@tiptap/core" {
  interface Storage {
    lsTypeahead: TypeaheadStorage;
  }
}

export const Typeahead = Extension.create<object, TypeaheadStorage>({
  name: "lsTypeahead",
  // Before what the keys do otherwise.
  priority: 1000,
  addStorage: () => ({ onKey: undefined }),
  addProseMirrorPlugins() {
    const storage = this.storage;
    return [
      new Plugin<State>({
        key,
        state: {
          init: () => ({ begun: undefined, dismissed: undefined }),
          apply: (tr, was, _, state) => {
            const mapped = was.dismissed === undefined ? undefined : tr.mapping.map(was.dismissed);
            if (tr.getMeta(key) === "dismiss") return { begun: undefined, dismissed: was.begun?.from };
            if (!tr.docChanged && !tr.selectionSet) return was;
            const begun = before(state);
            if (!begun) return { begun: undefined, dismissed: undefined };
            if (begun.from === mapped) return { begun: undefined, dismissed: mapped };
            const isOpen = was.begun !== undefined && tr.mapping.map(was.begun.from, -1) === begun.from;
            const isTyped =
              tr.docChanged && !tr.getMeta(FOREIGN) && !tr.getMeta("paste") && !tr.getMeta("history$");
            const isNew = begun.query.length <= LEAST[begun.sign];
            return { begun: isOpen || (isTyped && isNew) ? begun : undefined, dismissed: undefined };
          },
        },
        props: { handleKeyDown: (_, event) => storage.onKey?.(event) ?? false },
      }),
    ];
  },
});
