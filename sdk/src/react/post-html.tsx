/** A post's text. */

import type { ReactElement } from "react";

import { cn } from "./cn.js";

/** Inserts the API's HTML, which is sanitised there, and changes nothing in it. */
export function PostHtml({
  html,
  className,
}: {
  html: string;
  className?: string | undefined;
}): ReactElement {
  return (
    <div
      className={cn("vlozi-html", className)}
      data-vlozi="html"
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
