// What comes from the clipboard or is dropped: cleaned, its pictures uploaded, Markdown read.

import { Extension } from "@tiptap/core";
import { Fragment, Slice } from "@tiptap/pm/model";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin } from "@tiptap/pm/state";
import { dropPoint } from "@tiptap/pm/transform";
import type { EditorView } from "@tiptap/pm/view";
import { cleaned } from "./clean";
import { blocksOf, looksLikeMarkdown } from "./markdown";
import { fetched, keep } from "./pending";
import { tidied } from "./tidy";

/** Told to the document when Markdown was read. */
export const MARKDOWN_READ = "ls-markdown-read";

function picturesIn(data: DataTransfer | null): readonly File[] {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** Places for pictures that are sent from there. */
function placesFor(view: EditorView, files: readonly File[]): Slice {
  const type = view.state.schema.nodes["lsPicture"];
  const places = type ? files.map((file) => type.create({ key: keep(file) })) : [];
  return new Slice(Fragment.from(places), 0, 0);
}

/** The plain text stands first, so that undo leads back to it; then what it means takes its place. */
function readMarkdown(view: EditorView, slice: Slice, text: string): void {
  const { tr } = view.state;
  const from = tr.selection.from;
  view.dispatch(tr.replaceSelection(slice).setMeta("paste", true).scrollIntoView());
  const plain = view.state.doc;
  const end = view.state.selection.to;
  void blocksOf(text).then((blocks) => {
    // Whoever wrote on meanwhile keeps the plain text.
    if (view.isDestroyed || !view.state.doc.eq(plain) || blocks.length === 0) return;
    const { schema } = view.state;
    const $from = plain.resolve(from);
    const isAlone = $from.parent.isTextblock && $from.depth > 0 && from === $from.start();
    const content = Fragment.fromJSON(schema, [...blocks]);
    const change = closeHistory(view.state.tr);
    if (isAlone) change.replaceRange($from.before(), plain.resolve(end).after(), new Slice(content, 0, 0));
    else change.replaceRange(from, end, new Slice(content, 1, 1));
    view.dispatch(change.setMeta("paste", true).scrollIntoView());
    view.dom.dispatchEvent(new CustomEvent(MARKDOWN_READ, { bubbles: true }));
  });
}

export const Paste = Extension.create({
  name: "lsPaste",
  addProseMirrorPlugins() {
    // ⇧⌘V: as plain text, whatever it looks like.
    let isPlain = false;
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown: (_, event) => {
              isPlain = event.shiftKey;
              return false;
            },
            keyup: (_, event) => {
              isPlain = event.shiftKey;
              return false;
            },
          },
          transformPastedHTML: (html) => cleaned(html, (src) => keep(fetched(src))),
          transformPasted: (slice) => new Slice(tidied(slice.content), slice.openStart, slice.openEnd),
          handlePaste: (view, event, slice) => {
            const data = event.clipboardData;
            const html = data?.getData("text/html") ?? "";
            const files = picturesIn(data);
            // A copied picture comes as a file and as HTML that only shows it.
            if (files.length > 0 && !/<(p|h\d|li|td)\b/i.test(html)) {
              view.dispatch(view.state.tr.replaceSelection(placesFor(view, files)).scrollIntoView());
              return true;
            }
            const text = data?.getData("text/plain") ?? "";
            if (isPlain) {
              // Without the name of a paste, or what looks like Markdown in it would be read.
              view.dispatch(view.state.tr.replaceSelection(slice).setMeta("paste", true).scrollIntoView());
              return true;
            }
            const isInCode = view.state.selection.$from.parent.type.spec.code === true;
            if (html !== "" || isInCode || !looksLikeMarkdown(text)) return false;
            readMarkdown(view, slice, text);
            return true;
          },
          handleDrop: (view, event, _, isMoved) => {
            const files = picturesIn(event.dataTransfer);
            if (isMoved || files.length === 0) return false;
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
            if (!at) return false;
            const slice = placesFor(view, files);
            const place = dropPoint(view.state.doc, at.pos, slice) ?? at.pos;
            view.dispatch(view.state.tr.replaceRange(place, place, slice));
            event.preventDefault();
            return true;
          },
        },
      }),
    ];
  },
});
