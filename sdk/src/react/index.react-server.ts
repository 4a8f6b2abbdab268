/** What a Server Component gets of `@vlozi/blog/react`: everything that needs no hook, and the provider as a border. */

export { BlogCard, type BlogCardProps, type HeadingLevel } from "./blog-card.js";
export { BlogSearch, type BlogSearchProps } from "./blog-search.js";
export { type ClassValue, cn } from "./cn.js";
export type { Labels } from "./labels.js";
export { ListView as BlogList, type ListViewProps as BlogListProps } from "./list-view.js";
export type { ClassNames, LinkProps, Look } from "./look.js";
export { Pagination, type PaginationProps } from "./pagination.js";
export { PostHtml } from "./post-html.js";
export { PostMeta, type PostMetaProps } from "./post-meta.js";
export { PostView as BlogPost, type PostViewProps as BlogPostProps } from "./post-view.js";
export { VloziProvider, type VloziProviderProps } from "./provider.js";
export { TableOfContents, type TableOfContentsProps } from "./table-of-contents.js";
