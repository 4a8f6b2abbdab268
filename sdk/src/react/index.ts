/** `@vlozi/blog/react`: hooks and components. */

export { BlogCard, type BlogCardProps, type HeadingLevel } from "./blog-card.js";
export { BlogList, type BlogListProps } from "./blog-list.js";
export { BlogPost, type BlogPostProps } from "./blog-post.js";
export { BlogSearch, type BlogSearchProps } from "./blog-search.js";
export { type ClassValue, cn } from "./cn.js";
export {
  type InfiniteQuery,
  useCategories,
  useInfinitePosts,
  usePost,
  usePosts,
  useRelated,
  useSearch,
  useTags,
} from "./hooks.js";
export type { Labels } from "./labels.js";
export type { ClassNames, LinkProps, Look } from "./look.js";
export { Pagination, type PaginationProps } from "./pagination.js";
export { PostHtml } from "./post-html.js";
export { PostMeta, type PostMetaProps } from "./post-meta.js";
export { useVlozi, VloziProvider, type VloziProviderProps } from "./provider.js";
export { TableOfContents, type TableOfContentsProps } from "./table-of-contents.js";
export type { Query, QueryOptions } from "./use-query.js";
