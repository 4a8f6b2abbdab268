// The least a Worker can do.
export default {
  fetch: () => new Response('{"ok":true}', { headers: { "content-type": "application/json" } }),
};
