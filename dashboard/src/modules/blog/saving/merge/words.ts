// Three texts of one block into one, word by word.

import { diff3MergeRegions } from "node-diff3";
import { canonical, type Node } from "../document";

/** Words, runs of spaces and single signs apart, so that an edit at the end of a line is no conflict with one inside it. */
const WORDS = /\p{L}[\p{L}\p{M}\p{N}'’_]*|\p{N}+|\s+|[^\p{L}\p{N}\s]/gu;

function tokensOf(inline: readonly Node[]): readonly Node[] {
  return inline.flatMap((node) => {
    if (typeof node.text !== "string") return [node];
    return (node.text.match(WORDS) ?? []).map((text) => ({ ...node, text }));
  });
}

function joined(tokens: readonly Node[]): readonly Node[] {
  const nodes: Node[] = [];
  for (const token of tokens) {
    const last = nodes.at(-1);
    if (last && typeof last.text === "string" && typeof token.text === "string") {
      if (canonical({ ...last, text: "" }) === canonical({ ...token, text: "" })) {
        nodes[nodes.length - 1] = { ...last, text: last.text + token.text };
        continue;
      }
    }
    nodes.push(token);
  }
  return nodes;
}

/** The merged line, or `undefined` where both changed the same words. */
export function mergeLine(
  base: readonly Node[],
  mine: readonly Node[],
  theirs: readonly Node[],
): readonly Node[] | undefined {
  const [o, a, b] = [tokensOf(base), tokensOf(mine), tokensOf(theirs)];
  const merged: Node[] = [];
  for (const region of diff3MergeRegions(a.map(canonical), o.map(canonical), b.map(canonical))) {
    if (region.stable) {
      const tokens = { a, o, b }[region.buffer];
      merged.push(...tokens.slice(region.bufferStart, region.bufferStart + region.bufferLength));
      continue;
    }
    const left = a.slice(region.aStart, region.aStart + region.aLength);
    const right = b.slice(region.bStart, region.bStart + region.bLength);
    if (canonical(left) !== canonical(right)) return undefined;
    merged.push(...left);
  }
  return joined(merged);
}
