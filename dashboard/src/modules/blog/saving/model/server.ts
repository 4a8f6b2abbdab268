// The blog service as the protocol sees it: versions, If-Match, working copies, keys of creations, and which texts it keeps.

import { canonical, type Values, type Version } from "../document";
import type { Effect, ReadAnswer, Save, SaveAnswer } from "../protocol";

interface Post {
  version: number;
  values: Values;
  by: string;
  deliberate: boolean;
  live: boolean;
  draft: { version: number; ordinal: number; changes: Partial<Values>; by: string } | null;
  /** How many working copies there were: each counts its versions from 1. */
  draftsBegun: number;
}

type Finish = Extract<Effect, { readonly do: "finish" }>;

export class Server {
  readonly posts = new Map<string, Post>();
  readonly revisions: Values[] = [];
  /** Working copies that somebody gave up. */
  readonly discarded: Partial<Values>[] = [];
  readonly #creations = new Map<string, { readonly body: string; readonly id: string }>();
  readonly #areAlike: boolean;

  constructor(areDraftsAlike: boolean) {
    this.#areAlike = areDraftsAlike;
  }

  save(save: Save, by: string): SaveAnswer {
    if (save.postId === null) return this.#create(save, by);
    const post = this.posts.get(save.postId);
    if (!post) return { is: "gone" };
    if (save.door === "workingCopy") return this.#saveBeside(post, save, save.postId, by);
    if (save.on && save.on.version !== post.version) return { is: "conflict" };
    this.#replace(post, save.changes, by, save.deliberate);
    return { is: "saved", version: post.version, draft: null, postId: save.postId };
  }

  /** What was beside a post is kept nowhere when it is replaced. */
  #saveBeside(post: Post, save: Save, postId: string, by: string): SaveAnswer {
    const isAsKnown = post.draft
      ? save.on?.draft === this.#tagOf(post)
      : save.on?.draft === null && save.on.version === post.version;
    if (save.on && !isAsKnown) return { is: "conflict" };
    if (!post.draft) post.draftsBegun += 1;
    const changes = { ...post.draft?.changes, ...save.changes };
    const version = (post.draft?.version ?? 0) + 1;
    post.draft = { version, ordinal: post.draftsBegun, changes, by };
    return { is: "saved", version: null, draft: this.#tagOf(post), postId };
  }

  #tagOf({ draft }: Post): string | null {
    return draft && `${String(draft.version)}.${String(this.#areAlike ? 1 : draft.ordinal)}`;
  }

  finish({ postId, finish, draft }: Finish, by: string): SaveAnswer {
    const post = this.posts.get(postId);
    if (!post) return { is: "gone" };
    if (!post.draft || this.#tagOf(post) !== draft) return { is: "conflict" };
    const { changes } = post.draft;
    post.draft = null;
    if (finish === "apply") this.#replace(post, changes, by, true);
    else this.discarded.push(changes);
    return { is: "saved", version: post.version, draft: null, postId };
  }

  /** An autosave after an autosave of the same person takes its place; any other text is kept. */
  #replace(post: Post, changes: Partial<Values>, by: string, deliberate: boolean): void {
    if (post.by !== by || post.deliberate || deliberate) this.revisions.push(post.values);
    post.version += 1;
    post.values = { ...post.values, ...changes };
    post.by = by;
    post.deliberate = deliberate;
  }

  #create(save: Save, by: string): SaveAnswer {
    const body = JSON.stringify(save.changes);
    const known = this.#creations.get(save.draftId);
    if (known && known.body !== body) return { is: "refused", status: 422, message: "another body" };
    const id = known?.id ?? `post_${String(this.posts.size + 1)}`;
    if (!known) {
      this.#creations.set(save.draftId, { body, id });
      // What nobody gave it gets here.
      const given = { title: "", content: null, slug: id, tags: [] };
      const values: Values = { ...given, ...save.changes };
      const alone = { live: false, draft: null, draftsBegun: 0 };
      this.posts.set(id, { version: 1, values, by, deliberate: true, ...alone });
    }
    return { is: "saved", version: 1, draft: null, postId: id };
  }

  read(postId: string): ReadAnswer {
    const post = this.posts.get(postId);
    if (!post) return { is: "gone" };
    const { version, live, draft, by } = post;
    const values = { ...post.values, ...draft?.changes };
    return {
      is: "read",
      version: { version, draft: this.#tagOf(post), live, values },
      by: draft?.by ?? by,
    };
  }

  /** What a question for the version alone is answered with. */
  versionOf(postId: string): Pick<Version, "version" | "draft"> | undefined {
    const post = this.posts.get(postId);
    return post && { version: post.version, draft: this.#tagOf(post) };
  }

  /** Everything that a person could still find here. */
  holdings(): readonly string[] {
    const besides = [...this.posts.values()].flatMap(({ draft }) => Object.values(draft?.changes ?? {}));
    return [...this.posts.values()]
      .map(({ values }) => values)
      .concat(this.revisions)
      .map(canonical)
      .concat(besides.map(canonical));
  }
}
