import { blog } from "@/lib/blog";

export const GET = blog.preview;
export const POST = blog.endPreview;
