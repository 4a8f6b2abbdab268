// Text that is Markdown. The reader of it comes with the first such paste.

import { isNode } from "../../saving/adapters/shape";
import type { Mark, Node } from "../../saving";
import { extensions } from "../schema";

const STRONG: readonly RegExp[] = [/^#{1,6} \S/m, /^```[\w-]*\n[\s\S]*?\n```/m, /^\|.+\|\n\|[ :|-]+\|$/m];
const WEAK: readonly RegExp[] = [
  /^[-*+] \S.*\n[-*+] \S/m,
  /^\d+[.)] \S.*\n\d+[.)] \S/m,
  /^> \S/m,
  /\*\*[^\s*][^*\n]*\*\*/,
  /(^|[^!\w])\[[^\]\n]+\]\([^)\s]+\)/,
  /(^|\s)`[^`\n]+`(\s|[.,;:]|$)/,
  /^- \[[ x]\] /m,
];

/** A heading, code or table says it; of what also occurs in plain text there must be two kinds. */
export function looksLikeMarkdown(text: string): boolean {
  return STRONG.some((sign) => sign.test(text)) || WEAK.filter((sign) => sign.test(text)).length >= 2;
}

/** Its blocks, by the nodes that we have; addresses that no reader could follow are left out. */
export async function blocksOf(text: string): Promise<readonly Node[]> {
  const { MarkdownManager } = await import("@tiptap/markdown");
  const doc: unknown = new MarkdownManager({ extensions }).parse(text);
  return isNode(doc) ? (doc.content ?? []).flatMap(safe) : [];
}

function safe(node: Node): readonly Node[] {
  if (node.type === "image" && !/^https?:\/\//i.test(String(node.attrs?.["src"] ?? ""))) return [];
  const content = node.content?.flatMap(safe);
  if (node.type === "paragraph" && content?.some(({ type }) => type === "image")) return split(node, content);
  return [
    {
      ...node,
      ...(content ? { content } : {}),
      ...(node.marks ? { marks: node.marks.filter(isSafe) } : {}),
    },
  ];
}

/** A picture is a block here, and a line ends before it. */
function split(line: Node, content: readonly Node[]): readonly Node[] {
  const blocks: Node[] = [];
  let words: Node[] = [];
  const end = () => {
    if (words.some(({ type, text }) => type !== "text" || text?.trim()))
      blocks.push({ ...line, content: words });
    words = [];
  };
  for (const child of content) {
    if (child.type !== "image") words.push(child);
    else {
      end();
      blocks.push(child);
    }
  }
  end();
  return blocks;
}

function isSafe({ type, attrs }: Mark): boolean {
  return type !== "link" || /^(https?:|mailto:|tel:|[/#?.])/i.test(String(attrs?.["href"] ?? ""));
}
