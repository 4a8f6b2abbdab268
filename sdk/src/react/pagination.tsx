/** The pages of a list, as links. */

import { Fragment, type ReactElement, type ReactNode } from "react";

import type { PageMeta } from "../core/types.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";

export type PaginationProps = PartProps<"list" | "link" | "gap"> & {
  meta: Pick<PageMeta, "page" | "totalPages">;
  /** A page's address. Default: `?page=<number>`. */
  hrefForPage?: ((page: number) => string) | undefined;
};

/** The first, the last and those around the present one; nothing where there is but one page. */
export function Pagination({
  meta: { page, totalPages },
  hrefForPage = (number) => `?page=${number}`,
  className,
  classNames = {},
  ...look
}: PaginationProps): ReactElement | null {
  if (totalPages < 2) return null;
  const { labels, Link } = lookOf(look);
  const shown = new Set([1, page - 1, page, page + 1, totalPages]);
  const numbers = [...shown].filter((number) => number >= 1 && number <= totalPages).sort((a, b) => a - b);
  const link = (number: number, name: string, text: ReactNode, rel?: string): ReactElement => (
    <li>
      <Link
        href={hrefForPage(number)}
        className={classNames.link}
        rel={rel}
        aria-label={name}
        aria-current={number === page ? "page" : undefined}
        data-page={number}
      >
        {text}
      </Link>
    </li>
  );
  return (
    <nav className={cn("vlozi-pagination", className)} data-vlozi="pagination" aria-label={labels.pages}>
      <ul className={classNames.list}>
        {page > 1 ? link(page - 1, labels.previousPage, "←", "prev") : null}
        {numbers.map((number, index) => (
          <Fragment key={number}>
            {number > (numbers[index - 1] ?? 0) + 1 ? <li className={classNames.gap}>…</li> : null}
            {link(number, labels.page(number), number)}
          </Fragment>
        ))}
        {page < totalPages ? link(page + 1, labels.nextPage, "→", "next") : null}
      </ul>
    </nav>
  );
}
