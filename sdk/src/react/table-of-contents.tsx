/** The headings of a post. */

import type { ReactElement } from "react";

import type { TocItem } from "../core/types.js";
import { type Look, lookOf } from "./look.js";

export function TableOfContents({ toc, ...look }: Look & { toc: TocItem[] }): ReactElement | null {
  if (!toc.length) return null;
  return (
    <nav className="vlozi-toc" data-vlozi="toc" aria-label={lookOf(look).labels.contents}>
      <ul>
        {toc.map(({ id, level, text }) => (
          <li key={id} data-level={level}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
