import { blog } from "@/lib/blog";

export default blog.sitemap;
