import type { components, operations } from "@/api/openapi";

export type PostRow = components["schemas"]["AdminPostSummary"];
export type PostPage = components["schemas"]["AdminPostSummaryPage"];
export type PostStatus = components["schemas"]["PostStatus"];
export type ListQuery = NonNullable<operations["listPosts"]["parameters"]["query"]>;
