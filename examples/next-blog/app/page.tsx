import { BlogList } from "@vlozi/blog/react";

import { blog } from "@/lib/blog";
import { look, words } from "@/lib/words";

export default async function Home() {
  const [{ data }, categories] = await Promise.all([blog.list({ limit: 5 }), blog.categories()]);
  return (
    <>
      <h1>{words.newest}</h1>
      <BlogList posts={data} empty={<p>{words.nothing}</p>} {...look} />
      <p>
        <a href="/blog">{words.all}</a>
      </p>
      {categories.length > 0 && (
        <nav aria-label={words.categories}>
          <h2>{words.categories}</h2>
          <ul className="categories">
            {categories.map(({ id, slug, name, postCount }) => (
              <li key={id}>
                <a href={`/category/${slug}`}>{name}</a> ({postCount})
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}
