// An emoji by its name. The table of names comes when somebody types `:` or a document has one: it is most of an editor's download.

import { mergeAttributes, Node } from "@tiptap/core";

export type EmojiTable = ReadonlyMap<string, string>;

let loading: Promise<EmojiTable> | undefined;
let loaded: EmojiTable | undefined;

export function emojiTable(): Promise<EmojiTable> {
  loading ??= import("../borrowed/emoji.json").then(({ default: table }) => {
    loaded = new Map(Object.entries(table));
    return loaded;
  });
  return loading;
}

export const Emoji = Node.create({
  name: "emoji",
  group: "inline",
  inline: true,
  selectable: false,
  atom: true,
  addAttributes: () => ({
    name: {
      default: null,
      parseHTML: (element: HTMLElement) => element.dataset["name"] ?? null,
      renderHTML: (attrs: Record<string, unknown>) => ({ "data-name": attrs["name"] }),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-type="emoji"]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    mergeAttributes({ "data-type": "emoji" }, HTMLAttributes),
    shown(node.attrs["name"]),
  ],
  renderText: ({ node }) => shown(node.attrs["name"]),
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("span");
      const name: unknown = node.attrs["name"];
      dom.dataset["type"] = "emoji";
      dom.textContent = shown(name);
      if (!loaded) void emojiTable().then(() => (dom.textContent = shown(name)));
      return { dom, ignoreMutation: () => true };
    };
  },
});

/** The character; until the table is here, and for a name that it does not have, what the renderer shows: the name in colons. */
function shown(name: unknown): string {
  return loaded?.get(String(name)) ?? `:${String(name)}:`;
}
