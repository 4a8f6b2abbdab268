// The server as the protocol wants it: every answer that can come, by name.

import type { components } from "@/api/openapi";
import type { Fault, ReadAnswer, Save, SaveAnswer, Values } from "..";
import { isNode, listIn, numberIn, stringIn } from "./shape";

type AdminPost = components["schemas"]["AdminPost"];

const UNTITLED = "Untitled";
const LIMIT_MS = 30_000;
const LONGEST_WAIT_SECONDS = 600;

/** What the page shows about a post beside what is written. */
export interface Loaded {
  readonly status: string;
  readonly slug: string;
}

export async function save({ postId, draftId, version, changes, deliberate }: Save): Promise<SaveAnswer> {
  const headers = new Headers({ "content-type": "application/json" });
  let body: Record<string, unknown> = { ...changes };
  if (postId === null) {
    headers.set("idempotency-key", draftId);
    const title = changes.title?.trim() ? changes.title : UNTITLED;
    // What a new post leaves empty it does not have.
    const given = Object.entries({ ...changes, title }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    body = Object.fromEntries(given);
  } else if (version !== null) headers.set("if-match", `"${String(version)}"`);
  const url = postId === null ? "/api/blog/admin/posts" : `/api/blog/admin/posts/${postId}`;
  const query = postId !== null && !deliberate ? "?autosave=true" : "";
  const init = { method: postId === null ? "POST" : "PUT", headers, body: JSON.stringify(body) };
  const answer = await ask(`${url}${query}`, init);
  if (answer.is !== "json") return answer;
  const number = numberIn(answer.body, "version") ?? (postId === null ? 1 : undefined);
  const id = postId ?? stringIn(answer.body, "id");
  return number !== undefined && id ? { is: "saved", version: number, postId: id } : { is: "noAnswer" };
}

export async function read(postId: string, onLoaded: (post: Loaded) => void): Promise<ReadAnswer> {
  const answer = await ask(`/api/blog/admin/posts/${postId}`, { method: "GET" });
  switch (answer.is) {
    case "json":
      if (!isPost(answer.body)) return { is: "noAnswer" };
      onLoaded({ status: answer.body.status, slug: answer.body.slug });
      return { is: "read", version: { version: answer.body.version, values: valuesOf(answer.body) } };
    case "saved":
    case "conflict":
    case "invalid":
    case "tooLarge":
      return { is: "noAnswer" };
    default:
      return answer;
  }
}

export function valuesOf(post: AdminPost): Values {
  const { title, excerpt, seoTitle, seoDescription, slug, featuredImageUrl, categoryId, tags } = post;
  const content = isNode(post.content) ? post.content : null;
  return { title, content, excerpt, seoTitle, seoDescription, slug, featuredImageUrl, categoryId, tags };
}

function isPost(body: unknown): body is AdminPost {
  return numberIn(body, "version") !== undefined && stringIn(body, "id") !== undefined;
}

async function ask(
  url: string,
  init: RequestInit,
): Promise<SaveAnswer | { readonly is: "json"; readonly body: unknown }> {
  try {
    const response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(LIMIT_MS) });
    const body: unknown = await response.json();
    return response.ok ? { is: "json", body } : refusal(response, body);
  } catch {
    // No connection, a captive portal's page, a body that was cut: nobody knows what arrived.
    return { is: "noAnswer" };
  }
}

function refusal(response: Response, body: unknown): SaveAnswer {
  const message = stringIn(body, "error") ?? "";
  switch (response.status) {
    case 400:
      return { is: "invalid", faults: faultsOf(body), message };
    case 401:
      return { is: "signedOut" };
    case 404:
      return { is: "gone" };
    case 412:
      return { is: "conflict" };
    case 413:
      return { is: "tooLarge" };
    case 402:
    case 403:
    case 422:
      return { is: "refused", status: response.status, message };
    case 409:
      // Of a save only a slug can be taken; anything else passes by itself.
      return /slug/i.test(message)
        ? { is: "invalid", faults: [{ field: "slug", message }], message }
        : { is: "busy" };
    default: {
      const seconds = Number(response.headers.get("retry-after") ?? "0");
      return {
        is: "busy",
        retryAfterMs: Number.isFinite(seconds) ? Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000 : 0,
      };
    }
  }
}

function faultsOf(body: unknown): readonly Fault[] {
  return listIn(body, "details").flatMap((detail) => {
    const [field, message] = [stringIn(detail, "field"), stringIn(detail, "message")];
    // `content[2].text` is a fault of the content.
    return field && message ? [{ field: field.split(/[.[]/)[0] ?? field, message }] : [];
  });
}
