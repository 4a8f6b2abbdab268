// The server as the protocol wants it: every answer that can come, by name.

import type { components } from "@/api/openapi";
import type { Door, Fault, Finish, ReadAnswer, Save, SaveAnswer, Values, Version } from "..";
import { isNode, listIn, numberIn, stringIn } from "./shape";

type AdminPost = components["schemas"]["AdminPost"];
type WorkingCopy = components["schemas"]["WorkingCopy"];

const UNTITLED = "Untitled";
const LIMIT_MS = 30_000;
const KEPT_ALIVE_CHARACTERS = 15_000;
const LONGEST_WAIT_SECONDS = 600;

/** What the page shows about a post beside what is written. */
export interface Loaded {
  readonly status: string;
  readonly slug: string;
  /** When it will be published, if it waits for that. */
  readonly scheduledFor: string | null;
}

const ROOT = "/api/blog/admin/posts";

export async function save({ postId, draftId, on, changes, deliberate, door }: Save): Promise<SaveAnswer> {
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
  } else if (on !== null) headers.set("if-match", tagOf(on));
  const text = JSON.stringify(body);
  // A page that ends while it saves is heard all the same; browsers allow that for little only.
  const keepalive = text.length < KEPT_ALIVE_CHARACTERS;
  const init = { method: postId === null ? "POST" : "PUT", headers, body: text, keepalive };
  const answer = await ask(addressOf(postId, door, deliberate), init);
  if (answer.is !== "json") return answer;
  const id = postId ?? stringIn(answer.body, "id");
  if (!id) return { is: "noAnswer" };
  if (door === "workingCopy") {
    const draft = draftOf(answer.etag) ?? plainDraft(answer.body);
    return draft ? { is: "saved", version: null, draft, postId: id } : { is: "noAnswer" };
  }
  const number = numberIn(answer.body, "version") ?? (postId === null ? 1 : undefined);
  return number !== undefined
    ? { is: "saved", version: number, draft: null, postId: id }
    : { is: "noAnswer" };
}

/** Lets readers see a working copy, or gives it up; only the one that is meant. */
export async function finish(postId: string, how: Finish, draft: string): Promise<SaveAnswer> {
  const headers = new Headers({ "if-match": tagOf({ version: 0, draft }) });
  const url = `${ROOT}/${postId}/draft`;
  if (how === "discard") {
    const answer = await ask(url, { method: "DELETE", headers });
    return answer.is === "json" ? { is: "saved", version: null, draft: null, postId } : answer;
  }
  const answer = await ask(`${url}/apply`, { method: "POST", headers });
  if (answer.is !== "json") return answer;
  const version = numberIn(answer.body, "version");
  return version === undefined ? { is: "noAnswer" } : { is: "saved", version, draft: null, postId };
}

/** The post as the editor shows it: with its working copy, if it has one. */
export async function read(postId: string, onLoaded: (post: Loaded) => void): Promise<ReadAnswer> {
  const answer = await ask(`${ROOT}/${postId}`, { method: "GET" });
  if (answer.is !== "json") return unread(answer);
  const post = answer.body;
  if (!isPost(post)) return { is: "noAnswer" };
  const { status, slug, scheduledFor, version } = post;
  const live = status === "published";
  onLoaded({ status, slug, scheduledFor });
  const none: Version = { version, draft: null, live, values: valuesOf(post) };
  if (!post.draft) return { is: "read", version: none, ...byOf(post) };
  const beside = await ask(`${ROOT}/${postId}/draft`, { method: "GET" });
  // It was applied or given up between the two questions; what the post has become, the next try says.
  if (beside.is === "gone") return { is: "busy" };
  if (beside.is !== "json") return unread(beside);
  const copy = beside.body;
  const draft = draftOf(beside.etag) ?? plainDraft(copy);
  if (!isWorkingCopy(copy) || !draft) return { is: "noAnswer" };
  return { is: "read", version: { version, draft, live, values: valuesOf(copy) }, ...byOf(copy) };
}

/** Which version stands on the server, asked without its text; `undefined` if there is no answer to that. */
export async function versionNow(
  postId: string,
  door: Door,
): Promise<Partial<Pick<Version, "version" | "draft">>> {
  const url = door === "workingCopy" ? `${ROOT}/${postId}/draft` : `${ROOT}/${postId}`;
  const init = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(LIMIT_MS) } as const;
  const response = await fetch(url, init).catch(() => undefined);
  if (response?.status === 404 && door === "workingCopy") return { draft: null };
  const etag = response?.ok ? response.headers.get("etag") : null;
  if (door === "workingCopy") {
    const draft = draftOf(etag);
    return draft ? { draft } : {};
  }
  const version = /^(?:W\/)?"(\d+)"$/.exec(etag ?? "")?.[1];
  return version === undefined ? {} : { version: Number(version) };
}

/** Version and ordinal of a working copy, from its tag; the first of a post has no ordinal in it. */
function draftOf(etag: string | null): string | undefined {
  const [, version, ordinal] = /^(?:W\/)?"d(\d+)(?:\.(\d+))?"$/.exec(etag ?? "") ?? [];
  return version && `${version}.${ordinal ?? "1"}`;
}

/** Where something between us and the service took the tag away: the version alone, which the service takes as well. */
function plainDraft(body: unknown): string | undefined {
  const version = numberIn(body, "version");
  return version === undefined ? undefined : String(version);
}

function addressOf(postId: string | null, door: Door, deliberate: boolean): string {
  if (postId === null) return ROOT;
  if (door === "workingCopy") return `${ROOT}/${postId}/draft`;
  return `${ROOT}/${postId}${deliberate ? "" : "?autosave=true"}`;
}

/** Where there is no working copy yet, one may begin on the post as it is known here, and on no other. */
function tagOf({ version, draft }: Pick<Version, "version" | "draft">): string {
  return draft !== null ? `"d${draft}"` : `"${String(version)}"`;
}

function unread(answer: SaveAnswer): ReadAnswer {
  switch (answer.is) {
    case "saved":
    case "conflict":
    case "invalid":
    case "tooLarge":
      return { is: "noAnswer" };
    default:
      return answer;
  }
}

function byOf(body: AdminPost | WorkingCopy): { readonly by?: string } {
  const by = stringIn(body.updatedBy, "name");
  return by ? { by } : {};
}

export function valuesOf(post: AdminPost | WorkingCopy): Values {
  const { title, excerpt, seoTitle, seoDescription, slug, featuredImageUrl, categoryId, tags } = post;
  const content = isNode(post.content) ? post.content : null;
  return { title, content, excerpt, seoTitle, seoDescription, slug, featuredImageUrl, categoryId, tags };
}

function isPost(body: unknown): body is AdminPost {
  return numberIn(body, "version") !== undefined && stringIn(body, "id") !== undefined;
}

function isWorkingCopy(body: unknown): body is WorkingCopy {
  return numberIn(body, "version") !== undefined && stringIn(body, "title") !== undefined;
}

async function ask(
  url: string,
  init: RequestInit,
): Promise<SaveAnswer | { readonly is: "json"; readonly body: unknown; readonly etag: string | null }> {
  try {
    const response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(LIMIT_MS) });
    const body: unknown = response.status === 204 ? {} : await response.json();
    return response.ok ? { is: "json", body, etag: response.headers.get("etag") } : refusal(response, body);
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
      return conflicting(stringIn(body, "code") ?? "", message);
    default:
      return { is: "busy", retryAfterMs: waitOf(response.headers.get("retry-after"), Date.now()) };
  }
}

function conflicting(code: string, message: string): SaveAnswer {
  if (code === "slug_in_use") return { is: "invalid", faults: [{ field: "slug", message }], message };
  // That somebody else is saving passes by itself; that there is no room does not.
  return code === "post_being_saved" ? { is: "busy" } : { is: "refused", status: 409, message };
}

/** How long `Retry-After` asks to wait: seconds or a date; nothing, or nonsense, is no wish. */
export function waitOf(header: string | null, now: number): number {
  const text = header?.trim() ?? "";
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_SECONDS) * 1000 : 0;
}

function faultsOf(body: unknown): readonly Fault[] {
  return listIn(body, "details").flatMap((detail) => {
    const [field, message] = [stringIn(detail, "field"), stringIn(detail, "message")];
    // `content[2].text` is a fault of the content.
    return field && message ? [{ field: field.split(/[.[]/)[0] ?? field, message }] : [];
  });
}
