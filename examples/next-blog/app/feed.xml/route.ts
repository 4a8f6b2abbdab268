import { blog } from "@/lib/blog";

export const GET = blog.feed("rss");
