/** `@vlozi/blog`: the client, its errors and its types. Runs wherever there is `fetch`. */

export type { BlogApi, FeedKind } from "./blog.js";
export { VloziClient } from "./client.js";
export { conditional, type ConditionalEntry, type ConditionalStore } from "./conditional.js";
export type { CallOptions, ResponseInfo, VloziConfig, VloziConfig as Config } from "./config.js";
export {
  isVloziError,
  VloziAuthenticationError,
  VloziConnectionError,
  VloziError,
  type VloziErrorCode,
  VloziNotFoundError,
  VloziPaymentError,
  VloziPermissionError,
  VloziRateLimitError,
  VloziServerError,
  VloziValidationError,
} from "./errors.js";
export type { PostList } from "./list.js";
export type {
  Author,
  Category,
  ErrorCode,
  FieldError,
  ListParams,
  Match,
  Neighbour,
  PageMeta,
  PaginatedResponse,
  Post,
  PostSummary,
  PreviewPost,
  SearchHit,
  Segment,
  Site,
  SlugEntry,
  Tag,
  TaxonomyRef,
  TocItem,
  VloziEvent,
} from "./types.js";
