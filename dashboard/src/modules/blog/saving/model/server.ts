// The blog service as the protocol sees it: versions, If-Match, keys of creations, and which texts it keeps.

import { canonical, type Values } from "../document";
import type { ReadAnswer, Save, SaveAnswer } from "../protocol";

interface Post {
  version: number;
  values: Values;
  by: string;
  deliberate: boolean;
}

export class Server {
  readonly posts = new Map<string, Post>();
  readonly revisions: Values[] = [];
  readonly #creations = new Map<string, { readonly body: string; readonly id: string }>();

  save(save: Save, by: string): SaveAnswer {
    if (save.postId === null) return this.#create(save, by);
    const post = this.posts.get(save.postId);
    if (!post) return { is: "gone" };
    if (save.version !== null && save.version !== post.version) return { is: "conflict" };
    // An autosave after an autosave of the same person takes its place; any other text is kept.
    if (post.by !== by || post.deliberate) this.revisions.push(post.values);
    post.version += 1;
    post.values = { ...post.values, ...save.changes };
    post.by = by;
    post.deliberate = save.deliberate;
    return { is: "saved", version: post.version, postId: save.postId };
  }

  #create(save: Save, by: string): SaveAnswer {
    const body = JSON.stringify(save.changes);
    const known = this.#creations.get(save.draftId);
    if (known && known.body !== body) return { is: "refused", status: 422, message: "another body" };
    const id = known?.id ?? `post_${String(this.posts.size + 1)}`;
    if (!known) {
      this.#creations.set(save.draftId, { body, id });
      const values: Values = { title: "", content: null, ...save.changes };
      this.posts.set(id, { version: 1, values, by, deliberate: true });
    }
    return { is: "saved", version: 1, postId: id };
  }

  read(postId: string): ReadAnswer {
    const post = this.posts.get(postId);
    if (!post) return { is: "gone" };
    return { is: "read", version: { version: post.version, values: post.values }, by: post.by };
  }

  /** Everything that a person could still find here. */
  holdings(): readonly string[] {
    return [...this.posts.values()]
      .map(({ values }) => values)
      .concat(this.revisions)
      .map(canonical);
  }
}
