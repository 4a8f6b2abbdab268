// Three documents into one, block by block. What cannot be decided becomes a question, and a placeholder in its place.

import { diff3MergeRegions } from "node-diff3";
import { canonical, type Json, type Node } from "../document";
import { align } from "./align";
import { mergeLine } from "./words";

/** Stands in a merged document where a question is open; never leaves this folder's callers. */
export const PLACEHOLDER = "lsQuestion";

export interface BlockQuestion {
  readonly id: string;
  readonly base: readonly Node[];
  readonly mine: readonly Node[];
  readonly theirs: readonly Node[];
}

/** What has children that are blocks, items or rows of their own, and not a line of text. */
const CONTAINERS = new Set([
  ...["blockquote", "bulletList", "orderedList", "taskList", "listItem", "taskItem"],
  ...["details", "detailsContent", "table", "tableCell", "tableHeader"],
]);
const PAIRWISE = new Set(["tableRow", "details"]);
const LINES = new Set(["paragraph", "heading", "codeBlock", "detailsSummary"]);

export class Merger {
  readonly questions: BlockQuestion[] = [];

  /** Merges the children of one node; never fails. */
  blocks(base: readonly Node[], mine: readonly Node[], theirs: readonly Node[]): readonly Node[] {
    const merged: Node[] = [];
    for (const region of diff3MergeRegions(mine.map(canonical), base.map(canonical), theirs.map(canonical))) {
      if (region.stable) {
        const blocks = { a: mine, o: base, b: theirs }[region.buffer];
        merged.push(...blocks.slice(region.bufferStart, region.bufferStart + region.bufferLength));
      } else {
        merged.push(
          ...this.region(
            base.slice(region.oStart, region.oStart + region.oLength),
            mine.slice(region.aStart, region.aStart + region.aLength),
            theirs.slice(region.bStart, region.bStart + region.bLength),
          ),
        );
      }
    }
    return merged;
  }

  private region(base: readonly Node[], mine: readonly Node[], theirs: readonly Node[]): readonly Node[] {
    if (canonical(mine) === canonical(theirs)) return mine;
    const [inMine, inTheirs] = [align(base, mine), align(base, theirs)];
    if (!inMine || !inTheirs) return [this.ask(base, mine, theirs)];
    const merged: Node[] = [];
    let [a, b] = [0, 0];
    base.forEach((block, index) => {
      const [ours, others] = [inMine[index] ?? -1, inTheirs[index] ?? -1];
      if (ours >= 0 || others >= 0) {
        const untilMine = ours >= 0 ? ours : a;
        const untilTheirs = others >= 0 ? others : b;
        merged.push(...this.insertions(mine.slice(a, untilMine), theirs.slice(b, untilTheirs)));
        [a, b] = [ours >= 0 ? ours + 1 : a, others >= 0 ? others + 1 : b];
      }
      merged.push(...this.one(block, mine[ours], theirs[others]));
    });
    merged.push(...this.insertions(mine.slice(a), theirs.slice(b)));
    return merged;
  }

  /** What both wrote at one place where nothing was: both stay, what is the same once. */
  private insertions(mine: readonly Node[], theirs: readonly Node[]): readonly Node[] {
    const present = new Set(theirs.map(canonical));
    return [...theirs, ...mine.filter((block) => !present.has(canonical(block)))];
  }

  private one(base: Node, mine: Node | undefined, theirs: Node | undefined): readonly Node[] {
    const [o, a, b] = [canonical(base), mine && canonical(mine), theirs && canonical(theirs)];
    if (a === b) return mine ? [mine] : [];
    if (a === o) return theirs ? [theirs] : [];
    if (b === o) return mine ? [mine] : [];
    if (mine && theirs) {
      const merged = this.node(base, mine, theirs);
      if (merged) return [merged];
    }
    return [this.ask([base], mine ? [mine] : [], theirs ? [theirs] : [])];
  }

  private node(base: Node, mine: Node, theirs: Node): Node | undefined {
    if (mine.type !== base.type || theirs.type !== base.type) return undefined;
    const attrs = mergeAttributes(base.attrs, mine.attrs, theirs.attrs);
    if (!attrs) return undefined;
    const content = this.inside(base, mine.content ?? [], theirs.content ?? []);
    if (!content) return undefined;
    const { attrs: _attrs, content: _content, ...rest } = mine;
    return {
      ...rest,
      ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
      ...(content.length > 0 ? { content } : {}),
    };
  }

  private inside(base: Node, mine: readonly Node[], theirs: readonly Node[]): readonly Node[] | undefined {
    const children = base.content ?? [];
    if (LINES.has(base.type)) return mergeLine(children, mine, theirs);
    if (PAIRWISE.has(base.type)) {
      if (mine.length !== children.length || theirs.length !== children.length) return undefined;
      const known = this.questions.length;
      const cells = children.flatMap((child, index) => this.one(child, mine[index], theirs[index]));
      // A question may stand inside a cell, but not in the place of one.
      if (cells.length === children.length && !cells.some((cell) => cell.type === PLACEHOLDER)) return cells;
      this.questions.length = known;
      return undefined;
    }
    return CONTAINERS.has(base.type) ? this.blocks(children, mine, theirs) : undefined;
  }

  private ask(base: readonly Node[], mine: readonly Node[], theirs: readonly Node[]): Node {
    const id = `${String(this.questions.length)}:${fingerprint(canonical([...mine]) + canonical([...theirs]))}`;
    this.questions.push({ id, base, mine, theirs });
    return { type: PLACEHOLDER, attrs: { id } };
  }
}

type Attributes = { readonly [key: string]: Json | undefined };

function mergeAttributes(base: Attributes = {}, mine: Attributes = {}, theirs: Attributes = {}) {
  const merged: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [o, a, b] = [canonical(base[key]), canonical(mine[key]), canonical(theirs[key])];
    if (a !== b && a !== o && b !== o) return undefined;
    const value = b === o ? mine[key] : theirs[key];
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** FNV-1a: tells questions apart, nothing more. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
