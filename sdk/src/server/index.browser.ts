/** What a browser's bundle gets in the place of `@vlozi/blog/server`: a sentence. */

throw new Error(
  "@vlozi/blog/server is for servers only: it handles secrets. Import it from code that no browser loads.",
);
export {};
