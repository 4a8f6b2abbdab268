/** What an event makes old, and the order in which it is found out. */

import type { VloziClient } from "../core/client.js";
import type { Post, VloziEvent } from "../core/types.js";
import type { BlogTags } from "./tags.js";

/**
 * The tags that an event makes old. Asks the API first and rejects if it does not answer: pages that are expired while
 * it is away would become errors. The event only says where to look, so repeats and wrong order do no harm.
 */
export async function expiredBy(event: VloziEvent, client: VloziClient, tags: BlogTags): Promise<string[]> {
  switch (event.type) {
    case "blog.post.created":
    case "blog.post.updated":
    case "blog.post.published":
    case "blog.post.scheduled":
    case "blog.post.unscheduled": {
      const { slug, status } = event.data;
      // What no reader can see makes nothing old.
      if (status !== "published") return [];
      const post = await freshPost(client, slug);
      if (!post) return [tags.all];
      const previousSlug = event.type === "blog.post.updated" ? event.data.previousSlug : null;
      const touched = [slug, post.slug, previousSlug, post.previous?.slug, post.next?.slug];
      const posts = touched.flatMap((one) => (one ? [tags.post(one)] : []));
      return [...new Set([tags.posts, tags.taxonomy, ...posts])];
    }
    case "blog.post.unpublished":
    case "blog.post.deleted":
    case "blog.category.created":
    case "blog.category.updated":
    case "blog.category.deleted":
    case "blog.tag.created":
    case "blog.tag.updated":
    case "blog.tag.deleted":
    case "blog.site.updated":
    case "tenant.updated":
      await client.blog.list({ limit: 1 }, PAST_CACHES);
      return [tags.all];
    default:
      return [];
  }
}

const PAST_CACHES = { fresh: true, init: { cache: "no-store" } } as const;

function freshPost(client: VloziClient, slug: string): Promise<Post | null> {
  return client.blog.find(slug, PAST_CACHES);
}
