import { proxy } from "@/modules/blog/api/proxy";

const handler = proxy("blog", "Blog Proxy");

export {
  handler as DELETE,
  handler as GET,
  handler as HEAD,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};
