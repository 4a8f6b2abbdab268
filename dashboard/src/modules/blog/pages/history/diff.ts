// What changed between two texts: block by block, and word by word inside a block that both have.

import { diffComm, diffIndices } from "node-diff3";
import { canonical, textOf, type Node } from "../../saving/document";
import { align } from "../../saving/merge/align";

/** Some words that both have, or that only the new or the old text has. */
export interface Run {
  readonly is: "same" | "added" | "removed";
  readonly words: string;
}

/** One line of a text: a paragraph, an item of a list, a row of a table. */
export interface Line {
  /** What holds it, outermost first: `bulletList listItem paragraph`. */
  readonly kind: string;
  readonly node: Node;
}

export interface Change {
  readonly is: "same" | "added" | "removed" | "changed";
  readonly kind: string;
  readonly runs: readonly Run[];
  /** The words are the same, and something else is not: a mark, a level, an address. */
  readonly isForm?: boolean;
}

const TOKENS = /[\p{L}\p{M}\p{N}_'’]+|\s+|[^\p{L}\p{N}\s]/gu;
/** Held as one line, whatever is in them. */
const ROWS = new Set(["tableRow", "codeBlock"]);

/** The lines of a document in order. */
export function linesOf(node: Node | null, kinds: readonly string[] = []): readonly Line[] {
  if (!node) return [];
  return (node.content ?? []).flatMap((child) => {
    const path = [...kinds, child.type];
    const hasBlocks = (child.content ?? []).some(({ text, content }) => text === undefined && content);
    return hasBlocks && !ROWS.has(child.type)
      ? linesOf(child, path)
      : [{ kind: path.join(" "), node: child }];
  });
}

/** A line as words; what has none says what it is of. */
export function wordsOf(node: Node): string {
  const words = textOf(node);
  if (words !== "") return words;
  const said = ["alt", "label", "src", "latex"].map((name) => node.attrs?.[name]);
  return said.find((value) => typeof value === "string" && value !== "")?.toString() ?? "";
}

/** `before` and `after` as one list of lines. */
export function diffLines(before: readonly Line[], after: readonly Line[]): readonly Change[] {
  const key = ({ kind, node }: Line) => `${kind} ${canonical(node)}`;
  const changes: Change[] = [];
  let at = 0;
  for (const { buffer1, buffer2 } of diffIndices(before.map(key), after.map(key))) {
    const [start, length] = buffer1;
    changes.push(...before.slice(at, start).map(kept));
    changes.push(
      ...region(before.slice(start, start + length), after.slice(buffer2[0], buffer2[0] + buffer2[1])),
    );
    at = start + length;
  }
  return [...changes, ...before.slice(at).map(kept)];
}

/** Lines that differ: those that are like each other stand beside each other. */
function region(before: readonly Line[], after: readonly Line[]): readonly Change[] {
  const pairs = align(
    before.map(({ node }) => node),
    after.map(({ node }) => node),
  );
  const changes: Change[] = [];
  let next = 0;
  before.forEach((line, index) => {
    const partner = pairs?.[index] ?? -1;
    const other = after[partner];
    if (!other) return void changes.push(whole("removed", line));
    changes.push(...after.slice(next, partner).map((added) => whole("added", added)));
    changes.push(changed(line, other));
    next = partner + 1;
  });
  return [...changes, ...after.slice(next).map((added) => whole("added", added))];
}

function kept({ kind, node }: Line): Change {
  return { is: "same", kind, runs: [{ is: "same", words: wordsOf(node) }] };
}

function whole(is: "added" | "removed", { kind, node }: Line): Change {
  return { is, kind, runs: [{ is, words: wordsOf(node) }] };
}

function changed(before: Line, after: Line): Change {
  const runs = diffWords(wordsOf(before.node), wordsOf(after.node));
  const isForm = runs.every(({ is }) => is === "same");
  return { is: "changed", kind: after.kind, runs, ...(isForm ? { isForm } : {}) };
}

/** Two texts as one, with what was taken and what came. */
export function diffWords(before: string, after: string): readonly Run[] {
  const tokens = (text: string): string[] => text.match(TOKENS) ?? [];
  const runs: Run[] = [];
  const add = (is: Run["is"], words: readonly string[]) => {
    if (words.length > 0) runs.push({ is, words: words.join("") });
  };
  for (const part of diffComm(tokens(before), tokens(after))) {
    if ("common" in part) add("same", part.common ?? []);
    else {
      add("removed", part.buffer1);
      add("added", part.buffer2);
    }
  }
  return runs;
}
