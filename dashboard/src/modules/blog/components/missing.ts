// What a post still wants before readers see it. Hints; none of them holds anything up.

import type { Node as PmNode } from "@tiptap/pm/model";
import type { Values } from "../saving";

export interface Missing {
  readonly title: boolean;
  readonly text: boolean;
  readonly excerpt: boolean;
  readonly description: boolean;
  readonly picture: boolean;
  /** How many pictures say nothing to whoever cannot see them. */
  readonly alt: number;
  /** How many pictures are still on their way, or did not arrive. */
  readonly uploads: number;
}

export function missingIn(values: Values, doc: PmNode): Missing {
  let [alt, uploads, leaves] = [0, 0, 0];
  doc.descendants((node) => {
    if (node.type.name === "image") alt += String(node.attrs["alt"] ?? "").trim() === "" ? 1 : 0;
    if (node.type.name === "lsPicture") uploads += 1;
    if (node.isText || node.type.name !== "hardBreak") leaves += node.isLeaf ? 1 : 0;
  });
  const isBlank = (field: string) => {
    const value = values[field];
    return typeof value !== "string" || value.trim() === "";
  };
  return {
    title: isBlank("title"),
    text: leaves === 0,
    excerpt: isBlank("excerpt"),
    description: isBlank("seoDescription") && isBlank("excerpt"),
    picture: isBlank("featuredImageUrl"),
    ...{ alt, uploads },
  };
}
