/** Structured data, for search engines. */

import type { Post } from "../core/types.js";

/** Where a post stands. */
export interface JsonLdPlace {
  /** The site's address. */
  site: string;
  /** The post's page: absolute, or below the site. */
  url: string;
}

/** A post as schema.org's `BlogPosting`. */
export function blogPostingJsonLd(post: Post, { site, url }: JsonLdPlace): object {
  const page = new URL(url, site).href;
  return {
    "@context": "https://schema.org",
    "@type": "BlogPosting",
    mainEntityOfPage: page,
    url: page,
    headline: post.title,
    description: post.seoDescription ?? post.summary,
    datePublished: post.publishedAt,
    dateModified: post.updatedAt,
    ...(post.featuredImageUrl && { image: [post.featuredImageUrl] }),
    ...(post.author?.name && { author: { "@type": "Person", name: post.author.name } }),
    ...(post.category && { articleSection: post.category.name }),
    ...(post.tags.length && { keywords: post.tags.map((tag) => tag.name) }),
    isPartOf: { "@type": "Blog", url: new URL(site).href },
  };
}

/** The way to a page as schema.org's `BreadcrumbList`. */
export function breadcrumbJsonLd(steps: readonly { name: string; url: string }[]): object {
  return {
    "@context": "https://schema.org",
    "@type": "BreadcrumbList",
    itemListElement: steps.map(({ name, url }, index) => ({
      "@type": "ListItem",
      position: index + 1,
      name,
      item: url,
    })),
  };
}

/** The text of a `<script type="application/ld+json">`: nothing in it can end the element. */
export function jsonLdScript(data: object): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, escape);
}
