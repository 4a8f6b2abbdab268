/** The client. */

import { type BlogApi, blogOf } from "./blog.js";
import { settingsOf, type VloziConfig } from "./config.js";

/**
 * Reads a blog.
 *
 * ```ts
 * const client = new VloziClient({ apiKey: process.env.VLOZI_API_KEY ?? "" });
 * const { data, meta } = await client.blog.list({ limit: 10 });
 * const post = await client.blog.get("hello-world");
 * for await (const post of client.blog.list()) console.log(post.title);
 * ```
 */
export class VloziClient {
  /** The blog of the key's tenant. */
  readonly blog: BlogApi;
  /** Private, so that no inspection prints the key in it. */
  readonly #config: VloziConfig;

  constructor(config: VloziConfig) {
    this.#config = { ...config };
    this.blog = blogOf(settingsOf(config));
  }

  /** A client that differs from this one in what is given. */
  with(patch: Partial<VloziConfig>): VloziClient {
    return new VloziClient({ ...this.#config, ...patch });
  }
}
