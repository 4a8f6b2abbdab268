/** `@vlozi/blog/next`: a blog for Next's App Router. */

export { createBlog, type NextBlog, type NextBlogConfig, type PostPageProps } from "./create-blog.js";
export { BlogPostingJsonLd } from "./json-ld.js";
export type { BlogTags } from "./tags.js";
