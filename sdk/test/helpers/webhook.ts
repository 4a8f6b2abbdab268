/** Signs webhooks as the manager does. */

export const SECRET = `whsec_${btoa("a secret of the tests, 24+")}`;

export const EVENT = {
  specversion: "1.0",
  id: "evt_1",
  source: "/logicspike/blog",
  type: "blog.post.published",
  subject: "post_1",
  time: "2026-06-01T10:00:00.000Z",
  tenantid: "tenant_1",
  datacontenttype: "application/json",
  data: {
    id: "post_1",
    slug: "hello",
    status: "published",
    title: "Hello",
    publishedAt: null,
    scheduledFor: null,
    actorId: null,
  },
};

interface Signing {
  secret?: string;
  ageSeconds?: number;
  id?: string;
  signedId?: string;
  /** Sent in the place of what was signed. */
  sent?: string;
  /** More signatures before the right one. */
  more?: string;
}

export async function signed(event: unknown, how: Signing = {}): Promise<Request> {
  const { secret = SECRET, ageSeconds = 0, id = "evt_1", signedId = id, more = "" } = how;
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const bytes = Uint8Array.from(atob(secret.replace("whsec_", "")), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = new TextEncoder().encode(`${signedId}.${timestamp}.${body}`);
  const signature = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, text))));
  return new Request("https://example.com/api/vlozi/webhook", {
    method: "POST",
    headers: {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `${more} v1,${signature}`.trim(),
    },
    body: how.sent ?? body,
  });
}
