/** What a browser's bundle gets in the place of `@vlozi/blog/next`: a sentence. */

throw new Error(
  "@vlozi/blog/next is for servers only: it handles secrets. Import it from code that no browser loads.",
);
export {};
