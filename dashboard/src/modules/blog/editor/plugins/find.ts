// Finding words in the text, and putting others in their place.

import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node as PmNode } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";

export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Finding {
  readonly words: string;
  readonly isExact: boolean;
  readonly places: readonly Place[];
  readonly at: number;
}

const NOTHING: Finding = { words: "", isExact: false, places: [], at: 0 };
const key = new PluginKey<{ readonly finding: Finding; readonly shown: DecorationSet }>("lsFind");
/** More are not shown: nobody looks at them one by one. */
const MOST = 2_000;

export function findingOf(state: EditorState): Finding {
  return key.getState(state)?.finding ?? NOTHING;
}

/** Where the words stand, within a line each; without regard to case unless it is asked for. */
export function placesOf(doc: PmNode, words: string, isExact: boolean): readonly Place[] {
  if (words === "") return [];
  const places: Place[] = [];
  const wanted = isExact ? words : folded(words);
  doc.descendants((block, start) => {
    if (!block.isTextblock) return places.length < MOST;
    // What is no text counts one, as in the document.
    const line = block.textBetween(0, block.content.size, "\ufffc", "\ufffc");
    const among = isExact ? line : folded(line);
    for (
      let at = among.indexOf(wanted);
      at !== -1 && places.length < MOST;
      at = among.indexOf(wanted, at + wanted.length)
    )
      places.push({ from: start + 1 + at, to: start + 1 + at + wanted.length });
    return false;
  });
  return places;
}

/** Lower case, letter for letter, so that places stay where they are. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  ).join("");
}

export function find(view: EditorView, words: string, isExact: boolean): void {
  const { doc, selection } = view.state;
  const places = placesOf(doc, words, isExact);
  const next = places.findIndex(({ from }) => from >= selection.from);
  show(view, { words, isExact, places, at: Math.max(next, 0) });
}

export function findNext(view: EditorView, step: -1 | 1): void {
  const finding = findingOf(view.state);
  const count = finding.places.length;
  if (count > 0) show(view, { ...finding, at: (finding.at + step + count) % count });
}

export function stopFinding(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(key, NOTHING));
}

export function replaceOne(view: EditorView, words: string): void {
  const finding = findingOf(view.state);
  const place = finding.places[finding.at];
  if (!place) return;
  view.dispatch(closeHistory(put(view.state.tr, place, words)));
  const places = findingOf(view.state).places;
  const next = places.findIndex(({ from }) => from >= place.from + words.length);
  show(view, { ...finding, places, at: Math.max(next, 0) });
}

/** One step of undo for all. */
export function replaceAll(view: EditorView, words: string): void {
  const { tr } = view.state;
  for (const place of findingOf(view.state).places.toReversed()) put(tr, place, words);
  // Not one with what was typed a moment before.
  if (tr.docChanged) view.dispatch(closeHistory(tr));
}

function put(tr: Transaction, { from, to }: Place, words: string): Transaction {
  if (words === "") return tr.delete(from, to);
  // The new words look as the first of the old ones did.
  const marks = tr.doc.resolve(from).marksAcross(tr.doc.resolve(to)) ?? [];
  return tr.replaceWith(from, to, tr.doc.type.schema.text(words, marks));
}

function show(view: EditorView, finding: Finding): void {
  const { tr } = view.state;
  tr.setMeta(key, finding);
  const place = finding.places[finding.at];
  if (place) tr.setSelection(TextSelection.create(tr.doc, place.from, place.to)).scrollIntoView();
  view.dispatch(tr);
}

function decorated(doc: PmNode, { places, at }: Finding): DecorationSet {
  return DecorationSet.create(
    doc,
    places.map(({ from, to }, index) =>
      Decoration.inline(from, to, { class: index === at ? "found here" : "found" }),
    ),
  );
}

export const Find = Extension.create({
  name: "lsFind",
  addProseMirrorPlugins: () => [
    new Plugin({
      key,
      state: {
        init: () => ({ finding: NOTHING, shown: DecorationSet.empty }),
        apply: (tr, before) => {
          const told = tr.getMeta(key) as Finding | undefined;
          if (!told && (!tr.docChanged || before.finding.words === "")) return before;
          const { words, isExact, at } = told ?? before.finding;
          const places = told && !tr.docChanged ? told.places : placesOf(tr.doc, words, isExact);
          const finding = { words, isExact, places, at: Math.min(at, Math.max(places.length - 1, 0)) };
          return { finding, shown: decorated(tr.doc, finding) };
        },
      },
      props: { decorations: (state) => key.getState(state)?.shown },
    }),
  ],
});
