/** What every component may be told about how it looks and where it leads. */

import type { ComponentType, ReactNode } from "react";

import { ENGLISH, type Labels } from "./labels.js";

/** What a link is made with: an `a`, or the framework's own. */
export interface LinkProps {
  href: string;
  className?: string | undefined;
  rel?: string | undefined;
  "aria-current"?: "page" | undefined;
  "aria-label"?: string | undefined;
  "data-page"?: number | undefined;
  children?: ReactNode;
}

export interface Look {
  /** A post's address. Default: `/blog/<slug>`. */
  hrefFor?: ((post: { slug: string }) => string) | undefined;
  /** The framework's link. Default: `a`. */
  Link?: ComponentType<LinkProps> | "a" | undefined;
  labels?: Partial<Labels> | undefined;
  /** For dates. Default: `en`. */
  locale?: string | undefined;
  /** For dates. Default: `UTC`, so that server and browser write the same. */
  timeZone?: string | undefined;
}

/** A class name for each part of a component, beside those of the stylesheet. */
export type ClassNames<Part extends string> = { readonly [Name in Part]?: string | undefined };

/** What every component takes. */
export type PartProps<Part extends string> = Look & {
  className?: string | undefined;
  classNames?: ClassNames<Part> | undefined;
};

export interface FullLook {
  hrefFor: (post: { slug: string }) => string;
  Link: ComponentType<LinkProps> | "a";
  labels: Labels;
  locale: string;
  timeZone: string;
}

export function lookOf(look: Look): FullLook {
  return {
    hrefFor: look.hrefFor ?? ((post) => `/blog/${encodeURIComponent(post.slug)}`),
    Link: look.Link ?? "a",
    labels: { ...ENGLISH, ...look.labels },
    locale: look.locale ?? "en",
    timeZone: look.timeZone ?? "UTC",
  };
}
