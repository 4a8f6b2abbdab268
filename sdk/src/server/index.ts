/** `@vlozi/blog/server`: webhooks, feeds, a proxy and structured data, over web requests and responses. */

export { createFeedHandler, createSitemapHandler, type FeedOptions } from "./feeds.js";
export { blogPostingJsonLd, breadcrumbJsonLd, type JsonLdPlace, jsonLdScript } from "./json-ld.js";
export { createBlogProxy, type ProxyOptions } from "./proxy.js";
export { serverClient } from "./server-client.js";
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookRefusal,
  WebhookVerificationError,
} from "./verify.js";
export { createWebhookHandler, type WebhookHandlerOptions } from "./webhook.js";
