/** Every name that users can import or call, entry by entry. A name that goes breaks somebody; one that comes is to be meant. */

import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";

import * as core from "../src/core/index.js";
import * as next from "../src/next/index.js";
import * as reactServer from "../src/react/index.react-server.js";
import * as react from "../src/react/index.js";
import * as server from "../src/server/index.js";
import { KEY } from "./helpers/script.js";

vi.mock("next/cache", () => ({ revalidateTag: () => undefined, unstable_cache: () => undefined }));
vi.mock("next/headers", () => ({ cookies: () => undefined, draftMode: () => undefined }));
vi.mock("next/navigation", () => ({ notFound: () => undefined, permanentRedirect: () => undefined }));

const names = (entry: object): string[] => Object.keys(entry).sort();
const components = ["BlogCard", "BlogList", "BlogPost", "BlogSearch", "Pagination", "PostHtml", "PostMeta"];

test.each([
  [
    ".",
    core,
    [
      "VloziAuthenticationError",
      "VloziClient",
      "VloziConnectionError",
      "VloziError",
      "VloziNotFoundError",
      "VloziPaymentError",
      "VloziPermissionError",
      "VloziRateLimitError",
      "VloziServerError",
      "VloziValidationError",
      "conditional",
      "isVloziError",
    ],
  ],
  [
    "./react",
    react,
    [
      ...components,
      "TableOfContents",
      "VloziProvider",
      "cn",
      "useCategories",
      "useInfinitePosts",
      "usePost",
      "usePosts",
      "useRelated",
      "useSearch",
      "useTags",
      "useVlozi",
    ],
  ],
  ["./react in Server Components", reactServer, [...components, "TableOfContents", "VloziProvider", "cn"]],
  [
    "./server",
    server,
    [
      "WebhookVerificationError",
      "blogPostingJsonLd",
      "breadcrumbJsonLd",
      "createBlogProxy",
      "createFeedHandler",
      "createSitemapHandler",
      "createWebhookHandler",
      "jsonLdScript",
      "serverClient",
      "verifyWebhook",
    ],
  ],
  ["./next", next, ["BlogPostingJsonLd", "createBlog"]],
])("%s has these names and no others", (_, entry, expected) => {
  expect(names(entry)).toEqual(expected);
});

test("a client's blog and a Next blog have these calls and no others", () => {
  const client = new core.VloziClient({ apiKey: KEY });
  const calls = "categories feed find get list preview related search site slugs tags".split(" ");
  expect(names(client.blog)).toEqual(calls);
  expect(names(client.with({ retries: 0 }).blog)).toEqual(calls);

  const blog = next.createBlog({ apiKey: KEY });
  expect(names(blog)).toEqual(
    (
      "categories endPreview feed find generateMetadata generateStaticParams get list page preview related search " +
      "site sitemap tags webhook"
    ).split(" "),
  );
  expect(names(blog.tags)).toEqual(["all", "categories", "post", "posts", "taxonomy"]);
});

test("what a query is made of", () => {
  const shapes: string[][] = [];
  function Probe(): null {
    shapes.push(names(react.usePosts()), names(react.useInfinitePosts()));
    return null;
  }
  const provider = createElement(react.VloziProvider, { apiKey: KEY, children: createElement(Probe) });
  renderToString(provider);
  const query = ["data", "error", "isFetching", "isLoading", "refetch", "status"];
  expect(shapes).toEqual([query, [...query, "hasNextPage", "fetchNextPage"].sort()]);
});
