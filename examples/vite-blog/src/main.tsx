/** A blog on one page: `?post=hello-world` is the post with that slug. */

import "@vlozi/blog/styles.css";
import "./page.css";

import { BlogList, BlogPost, BlogSearch, VloziProvider } from "@vlozi/blog/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const { VITE_VLOZI_API_KEY, VITE_VLOZI_BASE_URL } = import.meta.env;
const slug = new URLSearchParams(location.search).get("post");
const root = document.getElementById("root");

if (root) {
  createRoot(root).render(
    <StrictMode>
      <VloziProvider
        apiKey={String(VITE_VLOZI_API_KEY)}
        baseUrl={VITE_VLOZI_BASE_URL ? String(VITE_VLOZI_BASE_URL) : undefined}
        hrefFor={(post) => `?post=${encodeURIComponent(post.slug)}`}
      >
        <main>
          {slug ? (
            <BlogPost slug={slug} toc neighbours related />
          ) : (
            <>
              <h1>Blog</h1>
              <BlogSearch />
              <BlogList params={{ limit: 10 }} />
            </>
          )}
        </main>
      </VloziProvider>
    </StrictMode>,
  );
}
