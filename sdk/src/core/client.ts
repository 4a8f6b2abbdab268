/** The client. */

import { type BlogApi, blogOf } from "./blog.js";
import { type CallOptions, settingsOf, type VloziConfig } from "./config.js";
import { type Ask, askerOf } from "./loop.js";
import type { Answer } from "./try.js";

/** For the other entries of this package: asks with a client's key and patience. */
export let askFor: (client: VloziClient, target: string, options?: CallOptions) => Promise<Answer>;

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
  readonly #ask: Ask;

  static {
    askFor = (client, target, options) => client.#ask(target, options);
  }

  constructor(config: VloziConfig) {
    this.#config = { ...config };
    this.#ask = askerOf(settingsOf(config));
    this.blog = blogOf(this.#ask);
  }

  /** A client that differs from this one in what is given. */
  with(patch: Partial<VloziConfig>): VloziClient {
    return new VloziClient({ ...this.#config, ...patch });
  }
}
