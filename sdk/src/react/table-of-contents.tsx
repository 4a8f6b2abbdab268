/** The headings of a post. */

import type { ReactElement } from "react";

import type { TocItem } from "../core/types.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";

export type TableOfContentsProps = PartProps<"list" | "item" | "link"> & { toc: readonly TocItem[] };

export function TableOfContents({
  toc,
  className,
  classNames = {},
  ...look
}: TableOfContentsProps): ReactElement | null {
  if (!toc.length) return null;
  return (
    <nav className={cn("vlozi-toc", className)} data-vlozi="toc" aria-label={lookOf(look).labels.contents}>
      <ul className={classNames.list}>
        {toc.map(({ id, level, text }) => (
          <li key={id} className={classNames.item} data-level={level}>
            <a className={classNames.link} href={`#${id}`}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
