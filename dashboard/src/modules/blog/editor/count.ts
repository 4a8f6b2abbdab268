// Words and reading time by the rule of the API: 200 words or 500 Chinese and Japanese characters a minute, rounded up, at least one.

import type { Node as PmNode } from "@tiptap/pm/model";

export interface Count {
  readonly words: number;
  readonly characters: number;
}

const WORDS_PER_MINUTE = 200;
const CHARACTERS_PER_MINUTE = 500;
/** Han, Hiragana and Katakana: scripts written without spaces. Hangul has spaces. */
const UNSPACED =
  /[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}]/gu;
const WORD = /\S*[\p{Alphabetic}\p{N}]\S*/gu;

export function countOf(text: string): Count {
  let characters = 0;
  const rest = text.replace(UNSPACED, () => {
    characters += 1;
    return " ";
  });
  return { words: rest.match(WORD)?.length ?? 0, characters };
}

export function minutesOf({ words, characters }: Count): number {
  const weighed = words * CHARACTERS_PER_MINUTE + characters * WORDS_PER_MINUTE;
  return Math.max(1, Math.ceil(weighed / (WORDS_PER_MINUTE * CHARACTERS_PER_MINUTE)));
}

/** What a block that did not change was counted as: nodes never change. */
const counted = new WeakMap<PmNode, Count>();

/** The words of a whole text; after a keystroke one block is counted anew. */
export function countIn(node: PmNode): Count {
  const known = counted.get(node);
  if (known) return known;
  let [words, characters] = [0, 0];
  const add = (count: Count) => {
    words += count.words;
    characters += count.characters;
  };
  if (node.isTextblock) add(countOf(lineOf(node)));
  else if (node.isLeaf) add(countOf(leafText(node)));
  else node.forEach((child) => add(countIn(child)));
  const count = { words, characters };
  counted.set(node, count);
  return count;
}

function lineOf(block: PmNode): string {
  let line = "";
  block.forEach((child) => (line += child.isText ? (child.text ?? "") : leafText(child)));
  return line;
}

/** As readers see it. */
function leafText(node: PmNode): string {
  const { attrs } = node;
  switch (node.type.name) {
    case "hardBreak":
      return "\n";
    case "mention":
      return `${String(attrs["mentionSuggestionChar"] ?? "@")}${String(attrs["label"] ?? attrs["id"] ?? "")}`;
    case "inlineMath":
    case "blockMath":
      return String(attrs["latex"] ?? "");
    default:
      return "";
  }
}
