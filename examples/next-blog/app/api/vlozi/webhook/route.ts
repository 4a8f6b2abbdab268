import { blog } from "@/lib/blog";

export const POST = blog.webhook;
