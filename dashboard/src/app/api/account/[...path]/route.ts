import { proxy } from "@/modules/blog/api/proxy";

const handler = proxy("account", "Account Proxy");

export { handler as DELETE, handler as GET };
