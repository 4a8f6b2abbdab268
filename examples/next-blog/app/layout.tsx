import "@vlozi/blog/styles.css";
import "./site.css";

import type { Metadata } from "next";
import type { ReactNode } from "react";

import { blog, SITE_URL } from "@/lib/blog";
import { LANGUAGE, words } from "@/lib/words";

export async function generateMetadata(): Promise<Metadata> {
  const { title, description } = await blog.site();
  const name = title ?? "Blog";
  return {
    metadataBase: new URL(SITE_URL),
    title: { default: name, template: `%s · ${name}` },
    description: description ?? `${words.newest}: ${name}`,
    alternates: { types: { "application/rss+xml": "/feed.xml", "application/atom+xml": "/atom.xml" } },
  };
}

export default async function Layout({ children }: { children: ReactNode }) {
  const { title } = await blog.site();
  return (
    <html lang={LANGUAGE}>
      <body>
        <a className="skip" href="#main">
          {words.skip}
        </a>
        <header className="site">
          <a href="/">{title ?? "Blog"}</a>
          <nav aria-label={words.home}>
            <a href="/blog">{words.posts}</a>
            <a href="/search">{words.search}</a>
          </nav>
        </header>
        <main id="main">{children}</main>
        <footer className="site">
          <a href="/feed.xml">{words.feed}</a>
        </footer>
      </body>
    </html>
  );
}
