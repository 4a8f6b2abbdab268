/** What must compile in users' code, and what must not. `tsc` is the test; at run time there is nothing to see. */

import { expect, test } from "vitest";

import type {
  ListParams,
  PaginatedResponse,
  Post,
  PostList,
  PostSummary,
  VloziClient,
  VloziEvent,
} from "../src/core/index.js";
import type { operations } from "../src/core/generated.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Never called. */
export async function uses(client: VloziClient): Promise<void> {
  const list: PostList<PostSummary> = client.blog.list({ limit: 5 });
  const page: PaginatedResponse<PostSummary> = await list;
  const cursor: string | null | undefined = page.meta.nextCursor;
  const post: Post = await client.blog.get("hello");
  const name: string | null | undefined = post.author?.name;
  const published: string = post.publishedAt;
  // @ts-expect-error -- a list item has no HTML
  void page.data[0]?.html;
  // @ts-expect-error -- no such field
  void post.titel;
  // @ts-expect-error -- no such parameter
  void client.blog.list({ perPage: 5 });
  // @ts-expect-error -- no such order
  void client.blog.list({ sort: "author" });
  // @ts-expect-error -- it may be absent
  void (await client.blog.find("hello")).title;
  void [cursor, name, published];
}

/** Never called: an event's type tells what it holds. */
export function about(event: VloziEvent): string {
  switch (event.type) {
    case "blog.post.updated":
      return event.data.previousSlug ?? event.data.slug;
    case "blog.tag.created":
      // @ts-expect-error -- a tag was never published
      void event.data.publishedAt;
      return event.data.name;
    default:
      return event.subject;
  }
}

type Documented = NonNullable<operations["listPublicPosts"]["parameters"]["query"]>;

test("the parameters of a list are those of the document, but for the cursor, which `for await` turns", () => {
  const same: Same<keyof ListParams | "after", keyof Documented> = true;
  expect(same).toBe(true);
});
