/** Every text that a component shows of its own. */

export interface Labels {
  loading: string;
  failed: string;
  retry: string;
  empty: string;
  contents: string;
  neighbours: string;
  previous: string;
  next: string;
  related: string;
  tags: string;
  pages: string;
  previousPage: string;
  nextPage: string;
  more: string;
  search: string;
  minutes(count: number): string;
  page(number: number): string;
  results(count: number): string;
}

export const ENGLISH: Labels = {
  loading: "Loading…",
  failed: "This could not be loaded.",
  retry: "Try again",
  empty: "No posts yet.",
  contents: "Contents",
  neighbours: "More posts",
  previous: "Earlier",
  next: "Later",
  related: "Related posts",
  tags: "Tags",
  pages: "Pages",
  previousPage: "Previous page",
  nextPage: "Next page",
  more: "More posts",
  search: "Search",
  minutes: (count) => `${count} min read`,
  page: (number) => `Page ${number}`,
  results: (count) => `${count} found`,
};
