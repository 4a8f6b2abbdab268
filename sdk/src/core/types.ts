/** The public names of what the API sends. All fields come from its description, `openapi.json`. */

import type { components } from "./generated.js";

type Schemas = components["schemas"];

/** A published post with its HTML, which the server has sanitised. */
export type Post = Schemas["Post"];
/** A post as lists have it. */
export type PostSummary = Schemas["PostSummary"];
/** A post that was searched for, with the places where it has the words. */
export type SearchHit = Schemas["PostSummary"];
/** Where a text has what was searched for. */
export type Match = Schemas["Match"];
/** A piece of a text, and whether it was searched for. */
export type Segment = Schemas["Segment"];
/** A category with the number of its published posts. */
export type Category = Schemas["Taxonomy"];
/** A tag with the number of its published posts. */
export type Tag = Schemas["Taxonomy"];
/** A category or tag of a post. */
export type TaxonomyRef = Schemas["TaxonomyRef"];
/** Who wrote a post. */
export type Author = Schemas["Author"];
/** A heading in a post's table of contents. */
export type TocItem = Schemas["TocItem"];
/** The post before or after another. */
export type Neighbour = Schemas["Neighbour"];
/** What is said of the site: title, address, language … */
export type Site = Schemas["Site"];
/** A post as a preview link shows it, published or not. */
export type PreviewPost = Schemas["PreviewedPost"];
/** A published post's address. */
export type SlugEntry = Schemas["SlugEntry"];
/** The API's codes for what went wrong. */
export type ErrorCode = Schemas["ErrorCode"];
/** What is wrong with one parameter. */
export type FieldError = Schemas["FieldError"];
/** The body of every error of the API. */
export type ErrorBody = Schemas["Error"];
/** Where a page is in its list. */
export type PageMeta = Schemas["PageMeta"];

/** One page of a list. */
export interface PaginatedResponse<T> {
  /** The items. */
  data: T[];
  /** Where they are in the whole. */
  meta: PageMeta;
}

/** An event that a webhook brings; `type` tells which. */
export type VloziEvent = Schemas[Extract<keyof Schemas, `${string}Event`>];

/** Which posts, and in which order. */
export interface ListParams {
  /** From 1. Default: 1. */
  page?: number | undefined;
  /** Posts on a page, 1 to 100. Default: 10. */
  limit?: number | undefined;
  /** Only those in the category with this slug. */
  category?: string | undefined;
  /** Only those with the tag of this slug. */
  tag?: string | undefined;
  /** Only those that have these words; of the last one the beginning is enough. */
  search?: string | undefined;
  /** By what they are sorted. Default: `publishedAt`; of a search the best come first. */
  sort?: "publishedAt" | "title" | "createdAt" | "updatedAt" | undefined;
  /** Default: `desc` for times, `asc` for titles. */
  order?: "asc" | "desc" | undefined;
}
