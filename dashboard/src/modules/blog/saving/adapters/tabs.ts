// What the tabs of one person tell each other about a post.

import type { Values, Writer } from "..";
import { isNode } from "./shape";

const CHANNEL = "logicspike-posts";

/** By either of its names: before a post is created it has no id. */
export interface Named {
  readonly draftId: string;
  readonly postId: string | null;
}

export interface TabEvents {
  /** Another tab wants to show the text. */
  readonly onAsked: () => void;
  /** How the text stands in the tab that writes. */
  readonly onText: (values: Values) => void;
  /** Another tab wants to write. */
  readonly onWanted: () => void;
  /** It was published, unpublished or otherwise changed from another page. */
  readonly onChanged: () => void;
}

type Message = { readonly owner: string; readonly post: Named } & (
  { readonly says: "asked" | "wanted" | "changed" } | { readonly says: "text"; readonly values: Values }
);

export class Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #owner: string;
  readonly #post: () => Named;

  constructor(writer: Writer, post: () => Named, events: TabEvents) {
    this.#owner = ownerOf(writer);
    this.#post = post;
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = messageOf(data);
      if (!message || message.owner !== this.#owner || !isSame(message.post, post())) return;
      if (message.says === "text") events.onText(message.values);
      else ({ asked: events.onAsked, wanted: events.onWanted, changed: events.onChanged })[message.says]();
    };
  }

  ask(): void {
    this.#tell({ says: "asked" });
  }

  want(): void {
    this.#tell({ says: "wanted" });
  }

  show(values: Values): void {
    this.#tell({ says: "text", values });
  }

  close(): void {
    this.#channel.close();
  }

  #tell(
    what: { readonly says: "asked" | "wanted" } | { readonly says: "text"; readonly values: Values },
  ): void {
    this.#channel.postMessage({ owner: this.#owner, post: this.#post(), ...what });
  }
}

/** Tells the editors of a post that it was published or unpublished from a list. */
export function announceChange(writer: Writer, postId: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ owner: ownerOf(writer), post: { draftId: "", postId }, says: "changed" });
  channel.close();
}

function ownerOf({ tenant, user }: Writer): string {
  return `${tenant}/${user}`;
}

function isSame(a: Named, b: Named): boolean {
  return a.draftId === b.draftId || (a.postId !== null && a.postId === b.postId);
}

function messageOf(data: unknown): Message | undefined {
  return isMessage(data) ? data : undefined;
}

/** Pages of another version of this program may be open in the same browser. */
function isMessage(data: unknown): data is Message {
  if (typeof data !== "object" || data === null) return false;
  if (!("owner" in data) || !("post" in data) || !("says" in data)) return false;
  const { owner, post, says } = data;
  if (typeof owner !== "string" || typeof post !== "object" || post === null) return false;
  if (!("draftId" in post) || typeof post.draftId !== "string") return false;
  if (says !== "text") return says === "asked" || says === "wanted" || says === "changed";
  if (!("values" in data) || typeof data.values !== "object" || data.values === null) return false;
  const { values } = data;
  return (
    "title" in values &&
    typeof values.title === "string" &&
    (!("content" in values) || values.content === null || isNode(values.content))
  );
}
