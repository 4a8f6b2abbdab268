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
  tags: string;
  pages: string;
  minutes(count: number): string;
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
  tags: "Tags",
  pages: "Pages",
  minutes: (count) => `${count} min read`,
};
