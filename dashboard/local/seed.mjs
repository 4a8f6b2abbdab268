// A blog worth looking at: posts of every kind of content, written through the API by the person who signs in first.

import { login } from "../../local-stack/node/login.mjs";
import { POSTS } from "./posts.mjs";

export const WRITER = "writer@acorn.example";

/** @param {{ gateway_url: string, google_issuer_url: string, google_client_id: string }} stack */
export async function seed(stack) {
  const idToken = await login({
    issuer: stack.google_issuer_url,
    clientId: stack.google_client_id,
    email: WRITER,
  });
  const tokens = await call(stack, "/auth/google", { id_token: idToken });
  /** @param {string} path @param {unknown} [body] @param {string} [key] */
  const ask = (path, body, key) => call(stack, path, body, String(tokens.access_token), key);
  const list = await ask("/blog/admin/posts?limit=1");
  if (list.meta.total === 0) {
    for (const [index, { isPublished, ...post }] of POSTS.entries()) {
      const { id } = await ask("/blog/admin/posts", post, `example-${index}`);
      if (isPublished) await ask(`/blog/admin/posts/${id}/publish`, {});
    }
  }
  await call(stack, "/auth/logout", { refresh_token: tokens.refresh_token }).catch(() => undefined);
}

/**
 * @param {{ gateway_url: string }} stack
 * @param {string} path
 * @param {unknown} [body] a POST, if there is one
 * @param {string} [token]
 * @param {string} [key]
 */
async function call(stack, path, body, token, key) {
  const response = await fetch(`${stack.gateway_url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { "idempotency-key": key } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}
