/** A Worker that shows a post: `/hello-world` is the post with that slug, `/` the newest ones. */

import { isVloziError, VloziClient } from "@vlozi/blog";

interface Env {
  VLOZI_API_KEY: string;
  VLOZI_BASE_URL?: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { blog } = new VloziClient({ apiKey: env.VLOZI_API_KEY, baseUrl: env.VLOZI_BASE_URL });
    const slug = decodeURIComponent(new URL(request.url).pathname.slice(1));
    try {
      if (slug) {
        const post = await blog.find(slug);
        return post ? page(post.title, post.html) : page("Not found", "", 404);
      }
      const { data } = await blog.list();
      const items = data.map(
        (post) => `<li><a href="/${encodeURIComponent(post.slug)}">${escaped(post.title)}</a></li>`,
      );
      return page("Blog", `<ul>${items.join("")}</ul>`);
    } catch (error) {
      return page("Away for a moment", "", isVloziError(error) ? 503 : 500);
    }
  },
};

function page(title: string, html: string, status = 200): Response {
  const name = escaped(title);
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><main><h1>${name}</h1>${html}</main></html>`;
  return new Response(text, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
