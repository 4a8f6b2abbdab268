// Marks that say nothing: TipTap reads each style that an element does not have as an empty one.

import { Fragment, type Mark, type Node as PmNode } from "@tiptap/pm/model";

export function tidied(content: Fragment): Fragment {
  const nodes: PmNode[] = [];
  content.forEach((node) => {
    const marks = node.marks.flatMap(said);
    nodes.push(node.isText ? node.mark(marks) : node.copy(tidied(node.content)).mark(marks));
  });
  return Fragment.from(nodes);
}

function said(mark: Mark): readonly Mark[] {
  if (mark.type.name !== "textStyle") return [mark];
  const attrs = Object.fromEntries(
    Object.entries(mark.attrs).map(([name, value]) => [name, value === "" ? null : value]),
  );
  return Object.values(attrs).some((value) => value !== null) ? [mark.type.create(attrs)] : [];
}
