/** Posts that are not published yet, for who has a link: Next's Draft Mode, and the link's token in a cookie. */

import { cookies, draftMode } from "next/headers";

import type { VloziClient } from "../core/client.js";
import { isVloziError } from "../core/errors.js";
import type { PreviewPost } from "../core/types.js";
import { unavailable } from "../server/answers.js";

/** What {@link previewsOf} makes. */
export interface Previews {
  /** The post of the visitor's preview link, if there is one and it is this post's. */
  current(slug: string): Promise<PreviewPost | null>;
  /** Opens a preview link: `?token=…`. */
  readonly begin: (request: Request) => Promise<Response>;
  /** Leaves the preview of the post `?slug=…`. */
  readonly end: (request: Request) => Promise<Response>;
}

const SECONDS = 3600;
const NOT_KEPT = { init: { cache: "no-store" } } as const;

/** `url` is where a post has its page; the token is sent there and nowhere else. */
export function previewsOf(
  client: VloziClient,
  cookie: string,
  home: string,
  url: (slug: string) => string,
): Previews {
  const ask = async (token: string): Promise<PreviewPost | null> => {
    try {
      return await client.blog.preview(token, NOT_KEPT);
    } catch (error) {
      if (isVloziError(error, "not_found")) return null;
      throw error;
    }
  };
  const keep = async (value: string, slug: string, maxAge: number): Promise<void> => {
    const how = { httpOnly: true, secure: true, sameSite: "lax", maxAge, path: url(slug) } as const;
    (await cookies()).set(cookie, value, how);
  };
  // Nobody is told where the visitor came from: that address has the token in it.
  const leadTo = (location: string): Response =>
    new Response(null, {
      status: 303,
      headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });

  return {
    current: async (slug) => {
      // Asked first: only who previews anything makes a page that is not the same for everybody.
      if (!(await draftMode()).isEnabled) return null;
      const token = (await cookies()).get(cookie)?.value;
      const post = token && (await ask(token));
      return post && post.slug === slug ? post : null;
    },
    begin: async (request) => {
      const token = new URL(request.url).searchParams.get("token") ?? "";
      let post: PreviewPost | null;
      try {
        post = await ask(token);
      } catch (error) {
        return unavailable(error);
      }
      if (!post) return new Response("This preview link leads nowhere (any more).", { status: 404 });
      (await draftMode()).enable();
      await keep(token, post.slug, SECONDS);
      return leadTo(url(post.slug));
    },
    end: async (request) => {
      (await draftMode()).disable();
      await keep("", new URL(request.url).searchParams.get("slug") ?? "", 0);
      return leadTo(home);
    },
  };
}
