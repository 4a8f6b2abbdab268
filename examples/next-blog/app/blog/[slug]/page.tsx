import { BlogPostingJsonLd } from "@vlozi/blog/next";
import { BlogPost } from "@vlozi/blog/react";
import { draftMode } from "next/headers";

import { blog, SITE_URL } from "@/lib/blog";
import { look, words } from "@/lib/words";

// Whole at once: a redirect or "not found" is a status, and is known before the first byte.
export const instant = false;

interface Props {
  params: Promise<{ slug: string }>;
}

export const generateStaticParams = () => blog.generateStaticParams();
export const generateMetadata = (props: Props) => blog.generateMetadata(props);

export default async function Page(props: Props) {
  const post = await blog.page(props);
  const related = "status" in post ? [] : await blog.related(post.slug, { limit: 3 });
  return (
    <>
      {(await draftMode()).isEnabled && (
        <form
          className="preview"
          method="post"
          action={`/api/vlozi/preview?slug=${encodeURIComponent(post.slug)}`}
        >
          {words.preview} <button>{words.leave}</button>
        </form>
      )}
      <BlogPostingJsonLd post={post} site={SITE_URL} url={`/blog/${post.slug}`} />
      <BlogPost
        post={post}
        toc={post.toc.length > 2}
        neighbours
        related={related}
        hrefForTag={({ slug }) => `/tag/${slug}`}
        {...look}
      />
    </>
  );
}
