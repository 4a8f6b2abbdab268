/** Structured data as a Server Component. */

import { createElement, type ReactElement } from "react";

import type { Post } from "../core/types.js";
import { blogPostingJsonLd, type JsonLdPlace, jsonLdScript } from "../server/json-ld.js";

/** A post as schema.org's `BlogPosting`, in the element that search engines read. */
export function BlogPostingJsonLd({ post, site, url }: { post: Post } & JsonLdPlace): ReactElement {
  const __html = jsonLdScript(blogPostingJsonLd(post, { site, url }));
  return createElement("script", { type: "application/ld+json", dangerouslySetInnerHTML: { __html } });
}
