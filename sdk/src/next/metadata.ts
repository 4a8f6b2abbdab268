/** What a post's page says of itself. */

import type { Metadata } from "next";

import type { Post } from "../core/types.js";

/** Title, description, canonical address, Open Graph and Twitter card of a post. */
export function metadataOf(post: Post, url: string | undefined): Metadata {
  const title = post.seoTitle ?? post.title;
  const description = post.seoDescription ?? post.summary;
  const images = post.featuredImageUrl ? [post.featuredImageUrl] : [];
  const authors = post.author?.name ? [post.author.name] : [];
  return {
    title,
    description,
    ...(url && { alternates: { canonical: url } }),
    openGraph: {
      type: "article",
      title,
      description,
      ...(url && { url }),
      publishedTime: post.publishedAt,
      modifiedTime: post.updatedAt,
      authors,
      images,
    },
    twitter: { card: images.length ? "summary_large_image" : "summary", title, description, images },
  };
}
