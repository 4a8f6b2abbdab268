// The least a cached page can cost: one look into the Cache API, and out with what it holds.

const KEY = "https://floor.example/page";

export default {
  async fetch() {
    // Node's types know no Cache API.
    const cache = /** @type {any} */ (globalThis).caches.default;
    const hit = await cache.match(KEY);
    if (hit) return hit;
    const page = new Response("x".repeat(8000), {
      headers: { "content-type": "application/json", "cache-control": "s-maxage=86400" },
    });
    await cache.put(KEY, page.clone());
    return page;
  },
};
