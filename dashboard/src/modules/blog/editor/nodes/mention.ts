// A person of the team, by name. TipTap's own node brings a menu and a positioner along; ours come from the one combobox.

import { mergeAttributes, Node } from "@tiptap/core";

export const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  selectable: false,
  atom: true,
  addAttributes: () => ({
    id: attribute("data-id"),
    label: attribute("data-label"),
    mentionSuggestionChar: {
      default: "@",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-mention-suggestion-char") ?? "@",
      renderHTML: (attrs: Record<string, unknown>) => ({
        "data-mention-suggestion-char": attrs["mentionSuggestionChar"],
      }),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-type="mention"]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    mergeAttributes({ "data-type": "mention" }, HTMLAttributes),
    shown(node.attrs),
  ],
  renderText: ({ node }) => shown(node.attrs),
});

function shown(attrs: Readonly<Record<string, unknown>>): string {
  return `${String(attrs["mentionSuggestionChar"] ?? "@")}${String(attrs["label"] ?? attrs["id"] ?? "")}`;
}

function attribute(name: string) {
  const key = name.slice("data-".length);
  return {
    default: null,
    parseHTML: (element: HTMLElement) => element.getAttribute(name),
    renderHTML: (attrs: Record<string, unknown>) => (attrs[key] ? { [name]: attrs[key] } : {}),
  };
}
