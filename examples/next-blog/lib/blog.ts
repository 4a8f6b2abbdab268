/** The blog, and where this site is. */

import { createBlog } from "@vlozi/blog/next";

export const SITE_URL = process.env.SITE_URL ?? "http://localhost:3001";

export const blog = createBlog({ site: SITE_URL });

export const POSTS_PER_PAGE = 10;
