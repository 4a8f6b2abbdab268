import { createBlogProxy, serverClient } from "@vlozi/blog/server";

/** For the search in the browser: the key stays here. */
export const GET = createBlogProxy(serverClient(), { allow: ["posts"], maxAge: 30 });
